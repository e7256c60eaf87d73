"""The one language in which people and accounts are asked for: in addresses, saved views, the API, bulk changes, exports.

`parse` reads it, `written` writes it, and what lies between is a tree of frozen parts. What the fields are called and
which values they take is no part of the language: `directory.queries.list_fields` tells, and whoever asks is refused
with a `ConditionNotUnderstood` that says where and why. The grammar is told in docs/guide/filters.md.
"""

from twofold.directory.conditions.reading import parse
from twofold.directory.conditions.tree import (
    EVERYTHING,
    All,
    Any,
    Condition,
    ConditionNotUnderstood,
    Is,
    Not,
    Operator,
    Some,
    every,
    fields_in,
    one_of,
)
from twofold.directory.conditions.writing import written

__all__ = [
    "EVERYTHING",
    "All",
    "Any",
    "Condition",
    "ConditionNotUnderstood",
    "Is",
    "Not",
    "Operator",
    "Some",
    "every",
    "fields_in",
    "one_of",
    "parse",
    "written",
]
