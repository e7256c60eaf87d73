"""Lists of people and accounts: which fields there are, what is asked for, pages, counts, groups, sums."""

from twofold.directory.queries.lists.asking import (
    EVERYBODY,
    About,
    Asked,
    Figures,
    Group,
    Groups,
    ListRow,
    Named,
    Page,
    Summary,
    Sums,
)
from twofold.directory.queries.lists.counting import how_many
from twofold.directory.queries.lists.fields import ListField
from twofold.directory.queries.lists.grouping import groups
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.register import list_fields
from twofold.directory.queries.lists.rows import Beside, beside, rows, rows_by_id
from twofold.directory.queries.lists.summing import summary

__all__ = [
    "EVERYBODY",
    "About",
    "Asked",
    "Beside",
    "Figures",
    "Group",
    "Groups",
    "Kind",
    "ListField",
    "ListRow",
    "Named",
    "Page",
    "Summary",
    "Sums",
    "beside",
    "groups",
    "how_many",
    "list_fields",
    "rows",
    "rows_by_id",
    "summary",
]
