"""Every read that leaves the directory."""

from twofold.directory.queries.former import formerly, identifiers_of_merge, spans_of
from twofold.directory.queries.traces import account_traces, holders, identifier_kinds, traces
from twofold.directory.queries.visible import (
    Standing,
    accounts_visible_to,
    memberships_visible_to,
    people_visible_to,
    standing_of,
)

__all__ = [
    "Standing",
    "account_traces",
    "accounts_visible_to",
    "formerly",
    "holders",
    "identifier_kinds",
    "identifiers_of_merge",
    "memberships_visible_to",
    "people_visible_to",
    "spans_of",
    "standing_of",
    "traces",
]
