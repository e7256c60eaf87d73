"""People and accounts as the rows of a piece find them and leave them: the same for an import and for its dry run."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from twofold.directory import bulk, searching
from twofold.directory.identities import Pair
from twofold.directory.importing.foreseeing import foresee
from twofold.directory.importing.prepared import Foreseen

Consented = tuple[str, str]


@dataclass(slots=True)
class Member:
    """Somebody's membership of an account. `before` are the fields that this piece changed, as they were.

    `objection` is why it must not be lost, where a room above says so.
    """

    id: UUID
    account_id: UUID
    account_name: str
    fields: dict[str, Any]
    is_live: bool = True
    is_new: bool = False
    is_primary: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    objection: str = ""


class Ahead(NamedTuple):
    """Who somebody is of whom nothing else is known than this."""

    fields: Mapping[str, Any]
    identifiers: Sequence[Pair]
    foreseen: Foreseen


@dataclass(slots=True, eq=False)
class Record:
    """A person or an account: what holds of them now, and what this piece has added so far."""

    id: UUID
    created_at: datetime
    is_new: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    identifiers: set[Pair] = field(default_factory=set)
    is_staff: bool = False
    is_removed: bool = False
    owner_id: UUID | None = None
    parent_id: UUID | None = None
    tags: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    consents: dict[Consented, bool] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    strangers: frozenset[UUID] = frozenset()
    said: dict[str, Any] = field(default_factory=dict)
    absorbed_by: "Record | None" = None
    is_touched: bool = False
    ahead: Ahead | None = None

    @property
    def name(self) -> str:
        """What it is called: the parts of a person's name, or the name said as a whole."""
        parts = (self.fields.get("given_name"), self.fields.get("family_name"))
        return " ".join(filter(None, parts)) or self.fields.get("name") or ""

    @property
    def shown(self) -> str:
        """How sentences speak of it."""
        return self.name or self.fields.get("email") or self.fields.get("phone") or "somebody without a name"

    @property
    def foreseen(self) -> Foreseen:
        """What holds of somebody new: as was put together ahead, if nothing was said of them since."""
        ahead = self.ahead
        if ahead and ahead.fields == self.fields and set(ahead.identifiers) == self.identifiers:
            return ahead.foreseen
        return foresee(self.fields, self.identifiers)

    def living(self) -> "Record":
        """The one whom this turned out to be."""
        return self if self.absorbed_by is None else self.absorbed_by.living()

    def of_kind(self, kind: str) -> set[str]:
        """The values it has of a kind of identifier."""
        return {value for its_kind, value in self.identifiers if its_kind == kind}

    def how_many(self) -> Counter[str]:
        """How many identifiers of each kind."""
        return Counter(kind for kind, _ in self.identifiers)


def name_key(name: str) -> str:
    """By what names are the same."""
    return searching.sort_name(name) or ""


def custom_key(name: str, value: Any) -> str:
    """By what values of a field of one's own are the same."""
    return f"{name}={bulk.as_json(value)}"


@dataclass(slots=True)
class Index:
    """By what records are found: each identifier leads to one, names and own fields to any number.

    `places` are what accounts are part of, for all above those that rows name as such.
    """

    names_of_fields: frozenset[str]
    records: dict[UUID, Record] = field(default_factory=dict)
    holders: dict[Pair, Record] = field(default_factory=dict)
    shared: set[Pair] = field(default_factory=set)
    drafted: set[UUID] = field(default_factory=set)
    by_key: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    places: dict[UUID, UUID | None] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Make a record known by all that it is known by."""
        self.records[record.id] = record
        for pair in record.identifiers:
            self.holders[pair] = record
        self.note_keys(record)

    def note_keys(self, record: Record) -> None:
        """Let it be found by its name and its fields as they are now; what it was called before leads to it as well."""
        for key in self.keys_of(record.name, record.fields) if self.names_of_fields else ():
            found = self.by_key[key]
            if record not in found:
                found.append(record)

    def keys_of(self, name: str, fields: Mapping[str, Any]) -> Iterator[str]:
        """The keys beside identifiers, where the plan asks for them."""
        for one in self.names_of_fields:
            if one == "name":
                if name:
                    yield f"name={name_key(name)}"
            elif fields.get(one) is not None:
                yield custom_key(one, fields[one])

    def holder(self, pair: Pair) -> Record | None:
        """Who is known by it."""
        found = self.holders.get(pair)
        return found.living() if found else None

    def called(self, key: str) -> list[Record]:
        """Who is found by a name or a field; some of them may be called otherwise by now."""
        return [one.living() for one in self.by_key.get(key, ())]

    def parents(self, text: str) -> list[Record]:
        """The accounts that somebody may mean by a domain, a number or a name."""
        for kind in ("domain", "external_id", "group_id", "company_number"):
            if found := self.holder(Pair(kind, text)):
                return [found]
        return self.called(f"name={name_key(text)}")

    def is_above(self, account: Record, other: Record) -> bool:
        """Whether an account is above another one, as the rows so far left them."""
        seen, one = set(), other.parent_id
        while one and one != account.id and one not in seen:
            seen.add(one)
            record = self.records.get(one)
            one = record.parent_id if record else self.places.get(one)
        return one == account.id

    def absorb(self, winner: Record, losers: Iterable[Record]) -> None:
        """Make several records one, as merging people does."""
        for loser in losers:
            loser.absorbed_by, winner.is_touched = winner, True
            winner.identifiers |= loser.identifiers
            winner.tags |= loser.tags
            winner.notes |= loser.notes
            for name, value in loser.fields.items():
                if winner.fields.get(name) in (None, ""):
                    winner.fields[name] = value
                    if loser.is_new:
                        winner.said[name] = value
            for agreed, given in loser.consents.items():
                winner.consents[agreed] = given and winner.consents.get(agreed, given)
            there = {member.account_id for member in winner.members if member.is_live}
            winner.members += [one for one in loser.members if not one.is_live or one.account_id not in there]
            winner.owner_id = winner.owner_id or loser.owner_id
