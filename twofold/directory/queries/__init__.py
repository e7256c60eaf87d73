"""Every read that leaves the directory."""

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
    "holders",
    "identifier_kinds",
    "memberships_visible_to",
    "people_visible_to",
    "standing_of",
    "traces",
]
