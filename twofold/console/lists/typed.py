"""What is typed or pasted into a cell, as the field's verb takes it: as people write it, or as an editor holds it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_symbol

from twofold.console.asking import an_id
from twofold.console.properties import CURRENCIES, NotAnAmount
from twofold.core.money import Money
from twofold.core.refusals import Invalid
from twofold.directory.queries import Kind, ListField

DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
SYMBOLS = {get_currency_symbol(code, locale="en"): code for code in CURRENCIES}
AMOUNT = re.compile(r"(?P<before>\D*?)\s*(?P<amount>[+\-−]?[\d.,\s'’]*\d)\s*(?P<after>\D*)")


@dataclass(eq=False)
class NotOfThisKind(Invalid):
    """This does not fit the column."""

    reason: str

    @property
    def message(self) -> str:
        """What would."""
        return self.reason


@dataclass(frozen=True, slots=True)
class Names:
    """Whom a name means, by the kind of field: filled once for all the cells of a request."""

    by_kind: Mapping[Kind, Mapping[str, str]]

    def id_of(self, field: ListField, text: str) -> str:
        """The id that is meant. Refuses a name that nobody has, or several."""
        found = self.by_kind.get(field.kind, {}).get(text.casefold())
        if found:
            return found
        reason = f"Several are called “{text}”." if found == "" else f"Nobody is called “{text}”."
        raise NotOfThisKind(reason)


def understood(field: ListField, value: Any, names: Names) -> Any:
    """The value for the verb; None clears the field. Refuses with a sentence what cannot be understood."""
    if isinstance(value, list):
        value = json.dumps([str(one) for one in value]) if value else ""
    text = " ".join(str(value).replace("\0", "").split()) if field.kind != Kind.TEXT else str(value).strip()
    if not text or text == "—":
        return None
    if field.kind in {Kind.OWNER, Kind.PERSON, Kind.ACCOUNT}:
        return str(an_id(text) or names.id_of(field, text))
    reader = _READERS.get(field.kind)
    return reader(field, text) if reader else text


def _choice(field: ListField, text: str) -> str:
    wanted = text.casefold()
    for value, label in field.choices:
        if wanted in {value.casefold(), label.casefold()}:
            return value
    raise NotOfThisKind(f"{field.label} is one of: {', '.join(label for _, label in field.choices)}.")


def _several(field: ListField, text: str) -> list[str]:
    try:
        chosen = json.loads(text) if text.startswith("[") else text.split(",")
    except ValueError:
        chosen = text.split(",")
    return [_choice(field, str(one).strip()) for one in chosen if str(one).strip()]


def _number(field: ListField, text: str) -> str:
    try:
        return str(_decimal(text))
    except InvalidOperation as error:
        raise NotOfThisKind(f"{field.label} is a number.") from error


def _decimal(text: str) -> Decimal:
    """`1,234.50`, `1.234,50` and `1 234,50` are the same; of one comma, whether it parts thousands."""
    plain = re.sub(r"[\s'’\u00a0\u202f]", "", text).replace("−", "-")
    comma, dot = plain.rfind(","), plain.rfind(".")
    if comma > dot and (dot >= 0 or not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", plain)):
        plain = plain.replace(".", "").replace(",", ".")
    return Decimal(plain.replace(",", ""))


def _money(_: ListField, text: str) -> dict[str, Any]:
    match = AMOUNT.fullmatch(text)
    sign = (match["before"] or match["after"]).strip() if match else ""
    currency = SYMBOLS.get(sign, sign.upper())
    try:
        money = Money.of(_decimal(match["amount"] if match else text), currency)
    except (InvalidOperation, OverflowError) as error:
        raise NotAnAmount from error
    return {"minor": money.minor, "currency": money.currency}


def _date(field: ListField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        for pattern in DAYS:
            try:
                return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    raise NotOfThisKind(f"{field.label} is a day, as in 2026-03-01.")


_READERS: Mapping[Kind, Callable[[ListField, str], Any]] = {
    Kind.CHOICE: _choice,
    Kind.MULTI_CHOICE: _several,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
}
