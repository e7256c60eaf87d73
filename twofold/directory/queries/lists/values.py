"""What is written in a condition, as a value of the kind that its field is of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from twofold.core.money import Money
from twofold.core.refusals import Invalid
from twofold.directory.conditions import ConditionNotUnderstood
from twofold.directory.custom_values import BIGGEST_NUMBER
from twofold.directory.phones import e164
from twofold.directory.queries.lists.fields import ListField
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.traits import country_code

ME = "me"
_RELATIVE = re.compile(r"([+-])(\d{1,5})([hdwmy])")
_AMOUNT = re.compile(
    r"(?P<amount>[+-]?[\d.]+)\s*(?P<currency>[A-Za-z]{3})|(?P<first>[A-Za-z]{3})\s*(?P<then>[+-]?[\d.]+)"
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when: `me` and `-30d` are theirs."""

    person_id: UUID | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time that is meant: a day is from midnight to midnight, in UTC; a moment (`-30d`) has no length."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What was written, for which field and by whom."""

    text: str
    field: ListField
    asker: Asker


def read(field: ListField, text: str, asker: Asker, at: int | None = None) -> Any:
    """The value as the field takes it. Refuses with `ConditionNotUnderstood` what does not fit, and says what would."""
    reader = _READERS.get(field.kind)
    value = reader(Given(text.strip(), field, asker)) if reader else text
    if value is None:
        raise ConditionNotUnderstood(f"{field.label} takes {_takes(field)}, not “{text}”.", at)
    return value


def _email(given: Given) -> str:
    return given.text.lower()


def _phone(given: Given) -> str:
    return e164(given.text) or given.text


def _number(given: Given) -> int | Decimal | None:
    try:
        number = Decimal(given.text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > BIGGEST_NUMBER:
        return None
    return int(number) if number == number.to_integral_value() else number


def _money(given: Given) -> Money | None:
    match = _AMOUNT.fullmatch(given.text)
    if match is None:
        return None
    try:
        amount = Decimal(match["amount"] or match["then"])
        return (
            Money.of(amount, (match["currency"] or match["first"]).upper()) if abs(amount) <= BIGGEST_NUMBER else None
        )
    except (InvalidOperation, Invalid):
        return None


def _date(given: Given) -> date | None:
    if given.text.lower() == "today":
        return given.asker.now.date()
    try:
        return date.fromisoformat(given.text)
    except ValueError:
        moment = _from_now(given.text, given.asker)
        return moment and moment.date()


def _moment(given: Given) -> Stretch | None:
    if moment := _from_now(given.text, given.asker):
        return Stretch(moment, moment)
    day = _date(given)
    try:
        if day is not None:
            midnight = datetime.combine(day, time(), UTC)
            return Stretch(midnight, midnight + timedelta(days=1))
        exactly = datetime.fromisoformat(given.text)
        exactly = exactly.astimezone(UTC) if exactly.tzinfo else exactly.replace(tzinfo=UTC)
        return Stretch(exactly, exactly + timedelta(microseconds=1))
    except (ValueError, OverflowError):
        return None


def _from_now(text: str, asker: Asker) -> datetime | None:
    """`-30d`, `+2w`: hours, days, weeks, months of 30 days, years of 365."""
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    hours = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}[match[3]] * int(match[2])
    try:
        return asker.now + timedelta(hours=-hours if match[1] == "-" else hours)
    except OverflowError:
        return None


def _choice(given: Given) -> str | None:
    """By its value or its label, however it is spelt."""
    wanted = given.text.casefold()
    return next((value for value, label in given.field.choices if wanted in {value.casefold(), label.casefold()}), None)


def _country(given: Given) -> str | None:
    return country_code(given.text)


def _tag(given: Given) -> str:
    return given.text


def _person(given: Given) -> UUID | None:
    if given.text.lower() == ME:
        return given.asker.person_id or UUID(int=0)
    return _id(given)


def _id(given: Given) -> UUID | None:
    try:
        return UUID(given.text)
    except ValueError:
        return None


def _flag(given: Given) -> bool | None:
    return {"true": True, "yes": True, "false": False, "no": False}.get(given.text.lower())


_READERS: dict[Kind, Callable[[Given], Any]] = {
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.CHOICE: _choice,
    Kind.MULTI_CHOICE: _choice,
    Kind.COUNTRY: _country,
    Kind.TAG: _tag,
    Kind.PERSON: _person,
    Kind.OWNER: _person,
    Kind.ACCOUNT: _id,
    Kind.FLAG: _flag,
    Kind.ID: _id,
}


def _takes(field: ListField) -> str:
    if field.kind in {Kind.CHOICE, Kind.MULTI_CHOICE}:
        return "one of " + ", ".join(value for value, _ in field.choices)
    return {
        Kind.NUMBER: "a number",
        Kind.MONEY: "an amount and its currency, as in “5000 EUR”",
        Kind.DATE: "a day, as in 2026-03-01, today or -30d",
        Kind.MOMENT: "a day or a time, as in 2026-03-01 or -30d",
        Kind.COUNTRY: "a country",
        Kind.PERSON: "the id of a person, or me",
        Kind.OWNER: "the id of a colleague, or me",
        Kind.FLAG: "true or false",
    }.get(field.kind, "an id")
