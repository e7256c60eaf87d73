"""A row as it was read becomes what it says: fields of a person, an account and a membership, identifiers, what is beside."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twofold.directory import custom_values
from twofold.directory.domains import company_domain
from twofold.directory.errors import ValueNotAllowed
from twofold.directory.identities import KindRules, Pair
from twofold.directory.importing import values
from twofold.directory.importing.foreseeing import foresee
from twofold.directory.importing.plan import Bad, Column, ImportPlan
from twofold.directory.importing.prepared import Prepared
from twofold.directory.importing.setting import (
    NotThis,
    Setter,
    account_setter,
    beside_setter,
    custom_reader,
    host,
    membership_setter,
    reader,
    set_name,
)
from twofold.directory.importing.shapes import Cell, Row, as_text
from twofold.directory.importing.targets import POINTING, Target, target_of
from twofold.directory.models import CustomField
from twofold.directory.traits import PERSON_COLUMNS

SHOWN = 60
NUL_SHOWN = "\N{SYMBOL FOR NULL}"
QUOTED = re.compile(r"'[=+\-@]")


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
            made.foreseen = foresee(made.person, made.identifiers)
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
            return beside_setter(part, first, rest)
        if part == "membership":
            return membership_setter(name, column)
        return self._person_setter(name, column) if part == "person" else account_setter(name)

    def _person_setter(self, name: str, column: Column) -> Setter:
        if name == "name":
            return set_name
        if name in {"email", "phone"}:
            return self._address_setter(name, column)
        longest = PERSON_COLUMNS[name]
        read = reader(name, longest)

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
                value, into = company_domain(host(text)) if kind == "domain" else text[:500], made.account_identifiers
            if value is None:
                raise NotThis("says nothing of who this is.")
            pair = Pair(kind, value)
            if pair not in into:
                into.append(pair)

        return put

    def _custom_setter(self, part: str, key: str, column: Column) -> Setter:
        field_ = self._custom[part, key]
        if field_.kind in POINTING:
            return beside_setter(part, "custom", key)
        read = custom_reader(field_, column)

        def put(text: str, cell: Cell, made: Prepared) -> None:
            try:
                value = custom_values.checked(field_, read(text, cell))
            except ValueNotAllowed as refusal:
                raise NotThis(f"does not fit. {refusal.message}") from None
            getattr(made, part)[key] = value

        return put
