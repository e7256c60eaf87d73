"""What a cell says of a field: for each sort of column a function that reads its cells and puts what they say where it belongs."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from twofold.directory import traits
from twofold.directory.domains import company_domain
from twofold.directory.identities import Pair
from twofold.directory.importing import values
from twofold.directory.importing.plan import Column
from twofold.directory.importing.prepared import Prepared
from twofold.directory.importing.shapes import Cell
from twofold.directory.membership_fields import CHOICES, DATES, TEXTS
from twofold.directory.models import Account, CustomField
from twofold.directory.traits import ACCOUNT_COLUMNS

LONGEST_NOTE = 20_000
LONGEST_TAG = 50
ACCOUNT_NUMBERS = {"company_number": "company_number", "vat_number": "vat"}
WEBSITE = re.compile(r"(?:https?://)?([^/?#:]+)", re.IGNORECASE)


class NotThis(Exception):
    """A cell is not what its column is; says what would be."""


Setter = Callable[[str, Cell, Prepared], None]


def reader(name: str, longest: int) -> Callable[[str], Any]:
    """What a cell says of a column that people or accounts have; refuses with `NotThis`."""
    if name == "country":
        return _country
    meant = {"locale": "is not a language.", "photo": "is not an address in the web.", "employees": "is not a number."}

    def read(text: str) -> Any:
        kept = traits.clean(name, text, longest=longest)
        if kept is None:
            raise NotThis(meant.get(name, "is too long."))
        return kept

    return read


def _country(text: str) -> str:
    code = values.read_country(text)
    if code is None:
        raise NotThis("is not a country.")
    return code


def set_name(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
    """A whole name, taken apart."""
    given, family = values.taken_apart(text)
    made.person["given_name"], made.person["family_name"] = given[:200], family[:200]


def account_setter(name: str) -> Setter:
    """For a field of the account; its numbers and its website are identifiers, too."""
    if name == "kind":
        return _choice_setter("account", name)
    longest = ACCOUNT_COLUMNS[name]
    read = reader(name, longest)
    numbered = ACCOUNT_NUMBERS.get(name)

    def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
        value = _count(text) if name == "employees" else read(text)
        made.account[name] = value
        if numbered:
            made.account_identifiers.append(Pair(numbered, str(value)))
        if name == "website" and (domain := company_domain(host(text))):
            made.account_identifiers.append(Pair("domain", domain))

    return put


def _count(text: str) -> int:
    number = values.read_number(text)
    kept = None if number is None else traits.clean("employees", int(number), longest=0)
    if kept is None:
        raise NotThis("is not a number of people.")
    return int(kept)


def host(text: str) -> str:
    """The host of a web address, or what was given."""
    found = WEBSITE.match(text.strip())
    return found[1] if found else text


def membership_setter(name: str, column: Column) -> Setter:
    """For what somebody is in the account."""
    if name in CHOICES:
        return _choice_setter("membership", name)

    def put(text: str, cell: Cell, made: Prepared) -> None:
        if name in DATES:
            made.membership[name] = _date(text, cell, column.format).isoformat()
        else:
            made.membership[name] = " ".join(text.replace("\0", "").split())[: TEXTS[name]]

    return put


def _choice_setter(part: str, name: str) -> Setter:
    """A choice by its name or by how it is called."""
    choices = Account.Kind.values if part == "account" else [choice for choice in CHOICES[name] if choice]
    known = {_plain(choice): choice for choice in choices}

    def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
        value = known.get(_plain(text))
        if value is None:
            raise NotThis(f"is none of {', '.join(known)}; say in the mapping which of them it means.")
        getattr(made, part)[name] = value

    return put


def _date(text: str, cell: Cell, order: str) -> date:
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    day = values.read_date(text, order)
    if day is None:
        raise NotThis("is not a date.")
    return day


def custom_reader(field_: CustomField, column: Column) -> Callable[[str, Cell], Any]:
    """What a cell says, as the kind of a custom field takes it."""
    choices = {_plain(choice): choice for choice in field_.choices}
    kinds = CustomField.Kind

    def read(text: str, cell: Cell) -> Any:
        match field_.kind:
            case kinds.DATE:
                return _date(text, cell, column.format).isoformat()
            case kinds.NUMBER:
                return cell if isinstance(cell, int | float) else values.read_number(text, column.format)
            case kinds.MONEY:
                return values.read_money(text, column.format, column.unit)
            case kinds.CHOICE:
                return choices.get(_plain(text), text)
            case kinds.MULTI_CHOICE:
                return [choices.get(_plain(part), part) for part in values.several(text)]
            case _:
                return text

    def read_or_complain(text: str, cell: Cell) -> Any:
        value = read(text, cell)
        if value is None:
            raise NotThis(
                "is not an amount of money with its currency." if field_.kind == kinds.MONEY else "is not a number."
            )
        return value

    return read_or_complain


def beside_setter(part: str, what: str, rest: str) -> Setter:
    """For what stands beside a record: tags, notes, consents, owners, what it is part of."""
    key = f"{part}.{what}" + (f".{rest}" if rest else "")

    def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
        if what == "tags":
            made.beside.setdefault(key, []).extend(tag[:LONGEST_TAG] for tag in values.several(text))
        elif what == "consent":
            agreed = values.read_truth(text)
            if agreed is None:
                raise NotThis("is neither yes nor no; say in the mapping which of them it means.")
            made.beside[key] = agreed
        else:
            made.beside[key] = text.replace("\0", "")[:LONGEST_NOTE]

    return put


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split())
