"""The fields of records as pages show and edit them: their inputs, what was typed into these, and how a value is said."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.http import QueryDict

from twofold.console import hats, places
from twofold.console.asking import an_id
from twofold.core.actor import Actor
from twofold.core.money import Money
from twofold.core.refusals import Invalid
from twofold.directory import queries as directory
from twofold.look import wording

Options = Sequence[tuple[str, str]]
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CNY", "INR", "BRL", "CAD", "AUD")
HTML_TYPES = {"email": "email", "phone": "tel", "number": "number", "date": "date", "website": "url"}
PICKED = ("person", "account")


@dataclass(eq=False)
class NotAnAmount(Invalid):
    """This is not an amount of money."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: the name its verb knows it by, its label, its kind, and what can be chosen."""

    key: str
    label: str
    kind: str = "text"
    options: Options = field(default_factory=tuple)
    is_required: bool = False

    @property
    def input(self) -> str:
        """The sort of input that edits it."""
        if self.kind in {"money", "multi_choice", *PICKED}:
            return self.kind
        return "select" if self.options else HTML_TYPES.get(self.kind, "text")


def person_fields() -> tuple[Field, ...]:
    """What every person has."""
    return (
        Field("given_name", "Given name"),
        Field("family_name", "Family name"),
        Field("email", "E-mail", "email"),
        Field("phone", "Phone", "phone"),
        Field("city", "City"),
        Field("country", "Country", "country", places.countries()),
        Field("locale", "Language", "locale", places.languages()),
        Field("time_zone", "Time zone", "time_zone", places.time_zones()),
    )


def account_fields() -> tuple[Field, ...]:
    """What every account has."""
    return (
        Field("name", "Name", is_required=True),
        Field("kind", "Kind", "kind", hats.ACCOUNT_KINDS, is_required=True),
        Field("industry", "Industry"),
        Field("employees", "Employees", "number"),
        Field("website", "Website", "website"),
        Field("city", "City"),
        Field("country", "Country", "country", places.countries()),
        Field("company_number", "Company no."),
        Field("vat_number", "VAT no."),
    )


def owner_field(actor: Actor) -> Field:
    """To which colleague a record belongs."""
    return Field("owner", "Owner", "owner", [(str(one.id), one.name) for one in directory.staff(actor)])


def custom_fields(actor: Actor, subject: str) -> tuple[Field, ...]:
    """What the company keeps beyond that."""
    return tuple(
        Field(one.key, one.label, one.kind, [(choice, choice) for choice in one.choices], one.is_required)
        for one in directory.custom_fields(actor, subject=subject)
    )


def names_in(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """The names of the people and accounts that values point at, by their ids."""
    ids: dict[str, list[UUID]] = {kind: [] for kind in PICKED}
    for one in fields:
        if one.kind in PICKED and fitting(one, values.get(one.key)):
            ids[one.kind].append(UUID(values[one.key]))
    found = directory.names_of_people(actor, ids["person"]) | directory.names_of_accounts(actor, ids["account"])
    return {str(one): name for one, name in found.items()}


def fitting(of: Field, value: Any) -> Any:
    """The value, or None: under the name of a field a source may have said what the field does not take."""
    return value if of.kind not in _SHAPES or _SHAPES[of.kind](value) else None


def _is_date(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (ValueError, TypeError):
        return False


def _is_money(value: Any) -> bool:
    try:
        return isinstance(value["minor"], int) and bool(Money(value["currency"], value["minor"]))
    except (Invalid, LookupError, TypeError):
        return False


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "money": _is_money,
    "date": _is_date,
    "multi_choice": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    **dict.fromkeys(PICKED, lambda value: an_id(str(value)) is not None),
}


def said(of: Field, value: Any, names: Mapping[str, str]) -> str:
    """A value in words; `names` tells those of the people and accounts that values point at."""
    value = fitting(of, value)
    if value in (None, "", []):
        return ""
    if of.kind in _SAYINGS:
        return _SAYINGS[of.kind](value)
    if of.kind in {*PICKED, "owner"}:
        return names.get(str(value), "Nobody any more")
    return dict(of.options).get(str(value), str(value))


_SAYINGS: Mapping[str, Callable[[Any], str]] = {
    "number": wording.number,
    "money": lambda value: wording.money(value["minor"], value["currency"]),
    "date": lambda value: format_date(date.fromisoformat(value), "d MMMM y", locale=wording.locale()),
    "multi_choice": ", ".join,
    "locale": places.language_name,
    "phone": places.spoken,
    "website": lambda value: str(value).removeprefix("https://").removeprefix("http://").removesuffix("/"),
}


def typed(of: Field, post: QueryDict) -> Any:
    """What a form says of a field, as its verb takes it; None clears it."""
    text = post.get("value", "").strip()
    if of.kind == "multi_choice":
        return post.getlist("value") or None
    if of.kind == "money" and text:
        try:
            money = Money.of(Decimal(text.replace(",", "").replace(" ", "")), post.get("currency", ""))
        except (InvalidOperation, OverflowError) as error:
            raise NotAnAmount from error
        return {"minor": money.minor, "currency": money.currency}
    return text or None
