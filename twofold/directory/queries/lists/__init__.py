"""Lists of people and accounts: which fields there are, what is asked for, pages, counts, groups, sums."""

from twofold.directory.queries.lists.asking import (
    EVERYBODY,
    Asked,
    Figures,
    Group,
    Groups,
    ListRow,
    Named,
    Summary,
    Sums,
)
from twofold.directory.queries.lists.fields import ListField
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.register import list_fields

__all__ = [
    "EVERYBODY",
    "Asked",
    "Figures",
    "Group",
    "Groups",
    "Kind",
    "ListField",
    "ListRow",
    "Named",
    "Summary",
    "Sums",
    "list_fields",
]
