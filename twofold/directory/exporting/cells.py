"""What a value of a list is in a file: text for CSV, and for Excel numbers, dates and times as such."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from twofold.core.money import Money
from twofold.directory.queries.lists import Kind, ListField, Named

Cell = str | int | float | Decimal | date | datetime | bool | None
FORMULA = re.compile(r"'?[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-][\d\s().,/-]+")


def header_of(fields: Sequence[ListField]) -> list[str]:
    """The names of the columns; an amount of money has one for the number and one for the currency."""
    return [name for field in fields for name in _names(field)]


def cells_of(fields: Sequence[ListField], values: Mapping[str, Any]) -> list[Cell]:
    """A row, as wide as the header."""
    return [cell for field in fields for cell in _cells(field, values[field.key])]


def as_text(cell: Cell) -> str:
    """As CSV has it: times in UTC, and nothing that a spreadsheet would take for a formula."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.astimezone(UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case str():
            return harmless(cell)
        case _:
            return str(cell)


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front, which an import takes off again.

    Numbers and telephone numbers are none, whatever they begin with.
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def _names(field: ListField) -> tuple[str, ...]:
    return (field.label, f"{field.label} (currency)") if field.kind == Kind.MONEY else (field.label,)


def _cells(field: ListField, value: Any) -> tuple[Cell, ...]:
    if field.kind == Kind.MONEY:
        money = Money(value["currency"], value["minor"]) if value else None
        return (money.amount, money.currency) if money else (None, None)
    if isinstance(value, tuple):
        return ("; ".join(map(str, value)),)
    if isinstance(value, Named):
        return (value.name,)
    if field.choices and value is not None:
        return (dict(field.choices).get(value, str(value)),)
    return (value if isinstance(value, Cell) else str(value),)
