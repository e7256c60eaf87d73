"""A condition as text: the shortest that reads the same again."""

import re

from twofold.directory.conditions.tree import All, Any, Condition, Is, Not, Operator, Some

WORDS = frozenset({"AND", "OR", "NOT", "IN", "IS", "EMPTY", "UNDER"})
_PLAIN = re.compile(r"[A-Za-z0-9_.+@/-]+")


def written(condition: Condition) -> str:
    """The text of a condition; nothing for one that asks for nothing."""
    match condition:
        case All(parts):
            return " AND ".join(map(_apart, parts))
        case Any(parts):
            return " OR ".join(map(_apart, parts))
        case Not(part):
            return f"NOT {_apart(part)}"
        case Some(relation, part):
            return f"{relation}({written(part)})"
        case Is():
            return _comparison(condition)


def quoted(value: str) -> str:
    """A value, in quotation marks unless it is one plain word."""
    if _PLAIN.fullmatch(value) and value.upper() not in WORDS:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _apart(part: Condition) -> str:
    """In parentheses where parts would run into each other."""
    return f"({written(part)})" if isinstance(part, All | Any) else written(part)


def _comparison(one: Is) -> str:
    values = ", ".join(map(quoted, one.values))
    match one.operator:
        case Operator.EMPTY:
            return f"{one.field} IS EMPTY"
        case Operator.PRESENT:
            return f"{one.field}:*"
        case Operator.ONE_OF:
            return f"{one.field} IN ({values})"
        case _:
            return f"{one.field} {one.operator} {values}"
