"""How a fact tells of a field."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field, before and after."""

    field: str
    old: Any
    new: Any


def apart(changes: Sequence[FieldChange], shown: Collection[str]) -> list[list[FieldChange]]:
    """The changes of fields that customers are shown, and those of all others: each is told in a fact of its own, if there are any."""
    seen = [change for change in changes if change.field in shown]
    others = [change for change in changes if change.field not in shown]
    return [told for told in (seen, others) if told]
