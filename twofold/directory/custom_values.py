"""What a custom field takes, by its kind."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from twofold.core.money import Money
from twofold.core.refusals import Invalid
from twofold.directory.errors import ValueNotAllowed
from twofold.directory.models import Account, CustomField, Person

LONGEST_TEXT = 5_000
BIGGEST_NUMBER = Decimal(10) ** 15


def checked(field: CustomField, value: Any, *, there: Collection[str] | None = None) -> Any:
    """The value as it is kept in the attributes; None clears it. Refuses, with a sentence, what does not fit.

    `there` are the people and accounts that there are among those that values point at; it spares asking for each.
    """
    if value is None or value in ("", []):
        if field.is_required:
            raise ValueNotAllowed(field.key, f"{field.label} must not be empty.")
        return None
    if field.kind in _POINTED_AT:
        kept = _pointing(field, value, there)
    else:
        kept = _CHECKS[field.kind](field, value)
    if kept is None:
        raise ValueNotAllowed(field.key, f"{field.label} takes {_TAKES[field.kind]}.")
    return kept


def _text(field: CustomField, value: Any) -> str | None:  # noqa: ARG001 - every kind is asked the same way
    return value.replace("\0", "").strip() if isinstance(value, str) and len(value) <= LONGEST_TEXT else None


def _number(field: CustomField, value: Any) -> int | float | None:  # noqa: ARG001
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if isinstance(value, bool) or not number.is_finite() or abs(number) > BIGGEST_NUMBER:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _money(field: CustomField, value: Any) -> dict[str, Any] | None:  # noqa: ARG001
    """`{"minor": 412000, "currency": "EUR"}`."""
    if not isinstance(value, dict) or not isinstance(value.get("minor"), int):
        return None
    try:
        money = Money(str(value.get("currency")), value["minor"])
    except Invalid:
        return None
    return {"minor": money.minor, "currency": money.currency}


def _date(field: CustomField, value: Any) -> str | None:  # noqa: ARG001
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError:
        return None


def _choice(field: CustomField, value: Any) -> str | None:
    return value if value in field.choices else None


def _multi_choice(field: CustomField, value: Any) -> list[str] | None:
    if not isinstance(value, list) or not all(one in field.choices for one in value):
        return None
    return [one for one in field.choices if one in value]


def pointed_at(fields: Mapping[str, CustomField], rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Of the people and accounts that values of these rows point at those that there are. Two statements at most."""
    asked: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        for name in row.keys() & fields.keys():
            found = _uuid(row[name]) if fields[name].kind in _POINTED_AT else None
            if found:
                asked[fields[name].kind].add(found)
    there: set[str] = set()
    for kind, ids in asked.items():
        there |= {
            str(one) for one in _POINTED_AT[kind].filter(id__in=ids, deleted_at=None).values_list("id", flat=True)
        }
    return frozenset(there)


def _pointing(field: CustomField, value: Any, there: Collection[str] | None) -> str | None:
    found = _uuid(value)
    if there is None:
        there = pointed_at({field.key: field}, [{field.key: value}])
    return str(found) if found and str(found) in there else None


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


_CHECKS: dict[str, Callable[[CustomField, Any], Any]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "multi_choice": _multi_choice,
}
_POINTED_AT: dict[str, QuerySet[Any]] = {"person": Person.objects.all(), "account": Account.objects.all()}
_TAKES = {
    "text": f"text of up to {LONGEST_TEXT} characters",
    "number": "a number",
    "money": "an amount and its currency",
    "date": "a date",
    "choice": "one of its choices",
    "multi_choice": "some of its choices",
    "person": "a person",
    "account": "an account",
}
