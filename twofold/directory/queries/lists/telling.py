"""What a list is asked for, as JSON keeps it."""

from collections.abc import Mapping
from typing import Any

from twofold.directory.conditions import parse, written
from twofold.directory.queries.lists.asking import Asked


def told_of(asked: Asked) -> dict[str, Any]:
    """For a long operation, which asks later."""
    return {
        "where": written(asked.where),
        "text": asked.text,
        "removed": asked.removed,
        "visitors": asked.visitors,
    }


def asked_of(told: Mapping[str, Any]) -> Asked:
    """What was told, to be asked."""
    return Asked(where=parse(told["where"]), text=told["text"], removed=told["removed"], visitors=told["visitors"])
