"""Who the customers are: persons, accounts and what joins them; what they are known by, what they agreed to, what staff say of them.

Its nouns are `Person`, `Account`, `Membership`, `Identifier`, `Trait`, `Consent`, `CustomField`, `Note`, `Tag` and `SavedView`. It must not
know how anybody signs in, what anybody did on the tape, nor anything of sales.
"""
