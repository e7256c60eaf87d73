"""Records side by side: where they differ, what would hold, what comes together, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from twofold.console.account_record import AccountRecord
from twofold.console.asking import an_id
from twofold.console.lists.kinds import List
from twofold.console.page import ConsoleRequest
from twofold.console.person_record import PersonRecord
from twofold.console.record import Property
from twofold.directory import queries as directory
from twofold.directory.queries import Objection

RECORDS: Mapping[str, Any] = {"person": PersonRecord, "account": AccountRecord}
AnyRecord = PersonRecord | AccountRecord


@dataclass(frozen=True, slots=True)
class Choice:
    """What one of the records says of a field."""

    record_id: UUID
    name: str
    said: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A field on which the records differ; `is_one_sided` if only some of them say anything, and those the same."""

    key: str
    label: str
    choices: Sequence[Choice]
    is_one_sided: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A sort of thing that comes together: what each record brings, in words, and what is to be known of it."""

    label: str
    brought: Sequence[Sequence[str]]
    note: str = ""


class Comparison:
    """Two or more records that are to become one, and what was chosen so far."""

    def __init__(self, request: ConsoleRequest, of: List, records: Sequence[Any]) -> None:
        self.list = of
        self.records: Sequence[AnyRecord] = records
        self._actor, self._sent = request.actor, request.POST

    @cached_property
    def keep(self) -> AnyRecord:
        """The one that stays: as chosen, else staff, else whoever is known by most, else who came first."""
        chosen = an_id(self._sent.get("keep", ""))
        by_id = {one.id: one for one in self.records}
        if chosen in by_id:
            return by_id[chosen]
        return min(self.records, key=lambda one: (not _is_staff(one), -len(one.identifiers), one.row.created_at))

    @cached_property
    def lines(self) -> list[Line]:
        """The fields on which they differ, those first on which they contradict each other."""
        lines = [line for key in self.records[0].fields if (line := self._line(key))]
        return sorted(lines, key=lambda line: line.is_one_sided)

    @property
    def conflicts(self) -> int:
        """On how many fields they contradict each other."""
        return sum(not line.is_one_sided for line in self.lines)

    @cached_property
    def alike(self) -> list[Property]:
        """The fields on which all say the same."""
        differing = {line.key for line in self.lines}
        return [one for one in self.records[0].properties if one.said and one.field.key not in differing]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What shall hold, by field, as the verbs take it: of the fields on which they differ."""
        by_id = {str(one.id): one for one in self.records}
        return {
            line.key: self._properties[record.id][line.key].value or None
            for line in self.lines
            if (record := by_id.get(self._sent.get(f"field:{line.key}", "")))
        }

    @cached_property
    def objections(self) -> list[tuple[str, str, bool]]:
        """What speaks against it, what to do about it, and whether it can be overruled."""
        ids = [one.id for one in self.records]
        return [self._objection(one) for one in directory.objections_to_merging(self._actor, self.list.subject, ids)]

    @property
    def can_be_done(self) -> bool:
        """Whether nothing forbids it."""
        return all(can_be_overruled for _, _, can_be_overruled in self.objections)

    @property
    def is_doubted(self) -> bool:
        """Whether somebody has said that they are not the same."""
        return any(can_be_overruled for _, _, can_be_overruled in self.objections)

    @cached_property
    def parts(self) -> list[Part]:
        """What comes together."""
        parts = _parts_of_people(self.records) if self.list.subject == "person" else _parts_of_accounts(self.records)
        shared = [
            Part("Tags", [list(one.tags) for one in self.records]),
            Part("Notes", [[_first_words(note.body) for note in one.notes] for one in self.records]),
        ]
        return [part for part in (*parts, *shared) if any(part.brought)]

    @cached_property
    def _properties(self) -> dict[UUID, dict[str, Property]]:
        return {one.id: {each.field.key: each for each in one.properties} for one in self.records}

    @cached_property
    def _held(self) -> Mapping[str, Any]:
        """What would hold if nobody chose."""
        ids = [one.id for one in self.records]
        own = {"owner": self._owner, "kind": self.keep.values.get("kind")}
        return {**directory.values_as_one(self._actor, self.list.subject, ids), **own}

    @property
    def _owner(self) -> Any:
        owners = [one.values["owner"] for one in (self.keep, *self.records) if one.values["owner"]]
        return owners[0] if owners else ""

    def _line(self, key: str) -> Line | None:
        values = [self._properties[one.id][key] for one in self.records]
        said = [one.said for one in values]
        if len(set(said)) == 1:
            return None
        picked = self._sent.get(f"field:{key}", "")
        fitting = [
            str(one.id) for one, value in zip(self.records, values, strict=True) if value.value == self._held.get(key)
        ]
        checked = picked or next(iter(fitting), "")
        return Line(
            key,
            values[0].field.label,
            [
                Choice(one.id, one.name, words, str(one.id) == checked)
                for one, words in zip(self.records, said, strict=True)
            ],
            is_one_sided=len({words for words in said if words}) == 1,
        )

    def _objection(self, one: Objection) -> tuple[str, str, bool]:
        names = " and ".join(record.name for record in self.records if record.id in one.about)
        match one.kind:
            case "two":
                said = f"Nobody has two of “{one.label}”, and {names} have {' and '.join(one.values)}."
                return said, "Take the wrong one off its record first, under “Known by”.", False
            case "staff":
                return f"{names} are both members of staff.", "A member of staff cannot go into another record.", False
            case _:
                by = one.said_by or "Somebody"
                return f"{by} has said that {names} are not the same.", "", True


def _is_staff(one: AnyRecord) -> bool:
    return isinstance(one, PersonRecord) and one.row.is_staff


def _parts_of_people(records: Sequence[Any]) -> list[Part]:
    accounts = [{each.row.account_id for each in one.memberships} for one in records]
    in_both = any(a & b for place, a in enumerate(accounts) for b in accounts[place + 1 :])
    return [
        Part("Known by", [[trace.value for trace in one.identifiers] for one in records]),
        Part(
            "Accounts",
            [[f"{each.row.account_name}: {each.gist}" for each in one.memberships] for one in records],
            "Where they are in the same account, one membership stays, filled up from the other." if in_both else "",
        ),
        Part("Consent", [[_agreed(each) for each in one.consents] for one in records], _stricter(records)),
        Part("Events", [[f"{one.sums.recent:,} in 90 days"] if one.sums.recent else [] for one in records]),
    ]


def _parts_of_accounts(records: Sequence[Any]) -> list[Part]:
    return [
        Part("Known by", [[trace.value for trace in one.identifiers] for one in records]),
        Part("People", [[f"{one.row.people:,}"] if one.row.people else [] for one in records]),
        Part(
            "Part of",
            [[one.parent.label] if one.parent else [] for one in records],
            "What is below the others comes below the one that stays; if that is below one of them, it takes its place.",
        ),
    ]


def _agreed(one: Any) -> str:
    return f"{one.purpose} {one.channel}: {'given' if one.row.is_given else 'withdrawn'}"


def _stricter(records: Sequence[Any]) -> str:
    """Which consent would be withdrawn, because one of them has withdrawn it."""
    states: dict[tuple[str, str], set[bool]] = {}
    for record in records:
        for one in record.consents:
            states.setdefault((one.purpose, one.channel), set()).add(one.row.is_given)
    strict = [f"{purpose} {channel}" for (purpose, channel), said in states.items() if len(said) > 1]
    return f"The stricter word holds: {', '.join(strict)} will be withdrawn." if strict else ""


def _first_words(body: str) -> str:
    return body if len(body) <= 60 else f"{body[:60]}…"
