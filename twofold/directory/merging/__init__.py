"""Making two records one and taking it back: every row that changes hands is noted, so a merge can be looked at and undone.

`engine` does it for both sorts of records, `people` and `accounts` say which rows change hands and how they come home.
"""

from twofold.directory.merging.accounts import merge_accounts, undo_account_merges
from twofold.directory.merging.engine import chosen_by, hold_graph
from twofold.directory.merging.people import merge_people, undo_merges

__all__ = ["chosen_by", "hold_graph", "merge_accounts", "merge_people", "undo_account_merges", "undo_merges"]
