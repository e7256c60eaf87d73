"""Every read that leaves the directory."""

from twofold.directory.queries.accounts import (
    ALL,
    AccountFilters,
    AccountRow,
    accounts_by_id,
    accounts_page,
    how_many_accounts,
)
from twofold.directory.queries.beside import Beside, accounts_beside, people_beside
from twofold.directory.queries.choices import Colleague, View, countries, saved_views, staff, tags
from twofold.directory.queries.fields import Field, custom_fields
from twofold.directory.queries.finding import Found, find
from twofold.directory.queries.former import formerly, identifiers_of_merge, spans_of
from twofold.directory.queries.names import names_of_accounts, names_of_people
from twofold.directory.queries.paging import About, Page
from twofold.directory.queries.people import (
    EVERYBODY,
    PeopleFilters,
    PersonRow,
    how_many_people,
    people_by_id,
    people_page,
)
from twofold.directory.queries.traces import account_traces, holders, identifier_kinds, traces
from twofold.directory.queries.trees import Branch, account_tree
from twofold.directory.queries.visible import (
    Standing,
    accounts_visible_to,
    memberships_visible_to,
    people_visible_to,
    standing_of,
)

__all__ = [
    "ALL",
    "EVERYBODY",
    "About",
    "AccountFilters",
    "AccountRow",
    "Beside",
    "Branch",
    "Colleague",
    "Field",
    "Found",
    "Page",
    "PeopleFilters",
    "PersonRow",
    "Standing",
    "View",
    "account_traces",
    "account_tree",
    "accounts_beside",
    "accounts_by_id",
    "accounts_page",
    "accounts_visible_to",
    "countries",
    "custom_fields",
    "find",
    "formerly",
    "holders",
    "how_many_accounts",
    "how_many_people",
    "identifier_kinds",
    "identifiers_of_merge",
    "memberships_visible_to",
    "names_of_accounts",
    "names_of_people",
    "people_beside",
    "people_by_id",
    "people_page",
    "people_visible_to",
    "saved_views",
    "spans_of",
    "staff",
    "standing_of",
    "tags",
    "traces",
]
