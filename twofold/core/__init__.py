"""What every room stands on: ids, money, time, refusals, who acts, the unit of work, the ledger of facts, jobs, links and post.

Its nouns are the `Actor`, the `Fact`, the `LedgerEntry` and the `Reader`. It must not know any room, nor HTTP.
"""
