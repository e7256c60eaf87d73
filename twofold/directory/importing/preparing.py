"""A row as it was read becomes what it says: fields of a person, an account and a membership, identifiers, what is beside."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from twofold.directory import custom_values, traits
from twofold.directory.domains import company_domain
from twofold.directory.errors import ValueNotAllowed
from twofold.directory.folding import fresh_person
from twofold.directory.identities import KindRules, Pair
from twofold.directory.importing import values
from twofold.directory.importing.known import Foreseen
from twofold.directory.importing.plan import Bad, Column, ImportPlan
from twofold.directory.importing.shapes import Cell, Row, as_text
from twofold.directory.importing.targets import POINTING, Target, target_of
from twofold.directory.membership_fields import CHOICES, DATES, TEXTS
from twofold.directory.models import Account, CustomField
from twofold.directory.traits import ACCOUNT_COLUMNS, PERSON_COLUMNS

LONGEST_NOTE = 20_000
LONGEST_TAG = 50
SHOWN = 60
NUL_SHOWN = "\N{SYMBOL FOR NULL}"
QUOTED = re.compile(r"'[=+\-@]")
ACCOUNT_NUMBERS = {"company_number": "company_number", "vat_number": "vat"}
WEBSITE = re.compile(r"(?:https?://)?([^/?#:]+)", re.IGNORECASE)


@dataclass(slots=True)
class Prepared:
    """What one row says. With `problems` it is refused; `left_out` are cells that were passed over.

    `foreseen` is who somebody new would be by this row, if that was put together ahead.
    """

    number: int
    at: int
    cells: list[str]
    problems: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    person: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    membership: dict[str, Any] = field(default_factory=dict)
    identifiers: list[Pair] = field(default_factory=list)
    account_identifiers: list[Pair] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)
    foreseen: Foreseen | None = None

    def __reduce__(self) -> tuple[type["Prepared"], tuple[Any, ...]]:
        """Between processes: a third of the time that pickling takes by itself."""
        return Prepared, (
            self.number, self.at, self.cells, self.problems, self.left_out, self.person, self.account, self.membership,
            self.identifiers, self.account_identifiers, self.beside, self.foreseen,
        )  # fmt: skip


class NotThis(Exception):
    """A cell is not what its column is; says what would be."""


Setter = Callable[[str, Cell, Prepared], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with all that is to be known for it, as it is told to whoever prepares."""

    plan: ImportPlan
    targets: Mapping[str, Target]
    rules: Mapping[str, KindRules]
    custom: Mapping[tuple[str, str], CustomField]

    def preparer(self) -> "Preparer":
        """Who prepares by it."""
        return Preparer(self)


class Preparer:
    """Turns rows into what they say, by a plan. It asks nobody: what it must know is told at the start."""

    def __init__(self, planned: Planned) -> None:
        self._plan = planned.plan
        self._rules = planned.rules
        self._custom = planned.custom
        self._setters = [
            (place, column, {meant.lower(): value for meant, value in column.values.items()}, setter)
            for place, column in self._in_order()
            for setter in [self._setter(column, target_of(planned.targets, column.target))]
        ]

    def _in_order(self) -> Iterator[tuple[int, Column]]:
        """Countries first, for phone numbers are read in them, and whole names before their parts."""
        ranks = {"person.country": 0, "person.name": 1}
        used = [(place, column) for place, column in enumerate(self._plan.columns) if column.target]
        yield from sorted(used, key=lambda one: ranks.get(one[1].target, 2))

    def prepare(self, row: Row) -> Prepared:
        """What the row says, or why it cannot be used."""
        made = Prepared(row.number, row.at, [cell if type(cell) is str else as_text(cell) for cell in row.cells])
        if row.problem:
            made.problems.append(f"{row.problem}.")
            made.cells = [cell.replace("\0", NUL_SHOWN) for cell in made.cells]
            return made
        cells, texts = row.cells, made.cells
        for place, column, meanings, setter in self._setters:
            text = texts[place].strip()
            if meanings:
                text = meanings.get(text.lower(), text)
            if not text:
                continue
            if text[0] == "'" and QUOTED.match(text):
                text = text[1:]
            try:
                setter(text, cells[place], made)
            except NotThis as reason:
                self._complain(made, f"{column.name}: “{text[:SHOWN]}” {reason}")
        return made

    def prepare_new(self, row: Row) -> Prepared:
        """The same of a row that is likely to be about somebody new: who that would be is put together with it."""
        made = self.prepare(row)
        if made.person and not made.problems:
            said, known = made.person.copy(), set(made.identifiers)
            made.foreseen = Foreseen(said, known, fresh_person(said, known))
        return made

    def _complain(self, made: Prepared, sentence: str) -> None:
        (made.problems if self._plan.on_bad == Bad.REFUSE else made.left_out).append(sentence)

    # ------------------------------------------------------------------------------------------------ columns

    def _setter(self, column: Column, target: Target | None) -> Setter:
        if target is None:
            msg = f"no target {column.target}"
            raise LookupError(msg)
        part, _, name = column.target.partition(".")
        first, _, rest = name.partition(".")
        if first == "custom":
            return self._custom_setter(part, rest, column)
        if first == "identifier":
            return self._identifier_setter(part, rest)
        if first in {"tags", "owner", "note", "consent", "parent"}:
            return _beside_setter(part, first, rest)
        if part == "membership":
            return _membership_setter(name, column)
        return self._person_setter(name, column) if part == "person" else _account_setter(name)

    def _person_setter(self, name: str, column: Column) -> Setter:
        if name == "name":
            return _set_name
        if name in {"email", "phone"}:
            return self._address_setter(name, column)
        longest = PERSON_COLUMNS[name]
        read = _reader(name, longest)

        def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001 - every setter is called alike
            made.person[name] = read(text)

        return put

    def _address_setter(self, kind: str, column: Column) -> Setter:
        """The first address of a row is the one to show; each is one more that they are known by."""
        rules = self._rules[kind]
        region = column.unit or self._plan.country
        meant = "is not an e-mail address." if kind == "email" else "is not a phone number; write it with its country."

        def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
            here = (made.person.get("country") or region) if kind == "phone" else ""
            for part in (text,) if kind == "email" and text.count("@") == 1 else values.several(text):
                value = rules.normalise(part.removeprefix("mailto:"), region=here)
                if value is None:
                    raise NotThis(meant)
                pair = Pair(kind, value)
                if pair not in made.identifiers:
                    made.identifiers.append(pair)
                made.person.setdefault(kind, value)

        return put

    def _identifier_setter(self, part: str, kind: str) -> Setter:
        def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
            if part == "person":
                value, into = self._rules[kind].normalise(text), made.identifiers
            else:
                value, into = company_domain(_host(text)) if kind == "domain" else text[:500], made.account_identifiers
            if value is None:
                raise NotThis("says nothing of who this is.")
            pair = Pair(kind, value)
            if pair not in into:
                into.append(pair)

        return put

    def _custom_setter(self, part: str, key: str, column: Column) -> Setter:
        field_ = self._custom[part, key]
        if field_.kind in POINTING:
            return _beside_setter(part, "custom", key)
        read = _custom_reader(field_, column)

        def put(text: str, cell: Cell, made: Prepared) -> None:
            try:
                value = custom_values.checked(field_, read(text, cell))
            except ValueNotAllowed as refusal:
                raise NotThis(f"does not fit. {refusal.message}") from None
            getattr(made, part)[key] = value

        return put


def _reader(name: str, longest: int) -> Callable[[str], Any]:
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


def _set_name(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
    given, family = values.taken_apart(text)
    made.person["given_name"], made.person["family_name"] = given[:200], family[:200]


def _account_setter(name: str) -> Setter:
    if name == "kind":
        return _choice_setter("account", name)
    longest = ACCOUNT_COLUMNS[name]
    read = _reader(name, longest)
    numbered = ACCOUNT_NUMBERS.get(name)

    def put(text: str, cell: Cell, made: Prepared) -> None:  # noqa: ARG001
        value = _count(text) if name == "employees" else read(text)
        made.account[name] = value
        if numbered:
            made.account_identifiers.append(Pair(numbered, str(value)))
        if name == "website" and (domain := company_domain(_host(text))):
            made.account_identifiers.append(Pair("domain", domain))

    return put


def _count(text: str) -> int:
    number = values.read_number(text)
    kept = None if number is None else traits.clean("employees", int(number), longest=0)
    if kept is None:
        raise NotThis("is not a number of people.")
    return int(kept)


def _host(text: str) -> str:
    found = WEBSITE.match(text.strip())
    return found[1] if found else text


def _membership_setter(name: str, column: Column) -> Setter:
    if name in CHOICES:
        return _choice_setter("membership", name)

    def put(text: str, cell: Cell, made: Prepared) -> None:
        if name in DATES:
            made.membership[name] = _date(text, cell, column.format)
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


def _custom_reader(field_: CustomField, column: Column) -> Callable[[str, Cell], Any]:
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


def _beside_setter(part: str, what: str, rest: str) -> Setter:
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
