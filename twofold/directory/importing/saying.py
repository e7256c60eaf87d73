"""What was decided: of each row for those who ask, and of all of them together for what is written."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from twofold.core.facts import Fact
from twofold.directory.identities import Pair
from twofold.directory.importing.known import Member, Record
from twofold.directory.models import ImportRow

Outcome = ImportRow.Outcome


@dataclass(slots=True)
class Decision:
    """What becomes of one row. `made` are the rows it adds and what it replaces, for taking it back."""

    number: int
    cells: list[str]
    outcome: Outcome = Outcome.UNCHANGED
    person: Record | None = None
    account: Record | None = None
    member: Member | None = None
    created: Record | None = None
    created_account: Record | None = None
    merged: list[UUID] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def has_changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.changes or self.created_account or self.merged)

    def creates(self, record: Record) -> bool:
        """Whether it is this row that adds a record. What it says of it is no change, and there is nothing to be left as it is."""
        return record is self.created or record is self.created_account

    def note(self, what: str, row: object) -> None:
        """Something was added that undoing removes."""
        self.made.setdefault(what, []).append(row)


@dataclass(slots=True)
class Added:
    """One row that stands beside a record: a tag, a note, a consent; `value` is what it says."""

    id: UUID
    record: Record
    value: Any


@dataclass(slots=True)
class Known:
    """One identifier more; its id as text, for it goes out by COPY."""

    id: str
    pair: Pair
    record: Record


@dataclass(slots=True)
class Fresh:
    """Rows to be added of which nothing is written yet."""

    decisions: list[Decision] = field(default_factory=list)
    new_people: list[Record] = field(default_factory=list)
    new_accounts: list[Record] = field(default_factory=list)
    identifiers: list[Known] = field(default_factory=list)
    account_identifiers: list[Known] = field(default_factory=list)
    notes: dict[str, list[Added]] = field(default_factory=lambda: {"person": [], "account": []})
    consents: list[Added] = field(default_factory=list)
    members: list[tuple[Member, Record]] = field(default_factory=list)


@dataclass(slots=True)
class Work:
    """All that a piece does, for a number of statements that does not grow with it."""

    fresh: Fresh = field(default_factory=Fresh)
    tags: dict[str, list[Added]] = field(default_factory=lambda: {"person": [], "account": []})
    changed_members: dict[UUID, tuple[Member, Record]] = field(default_factory=dict)
    owned: dict[str, dict[UUID, Record]] = field(default_factory=lambda: {"person": {}, "account": {}})
    placed: dict[UUID, Record] = field(default_factory=dict)
    kinds: dict[UUID, Record] = field(default_factory=dict)
    merges: list[tuple[Record, Record, int]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def take_fresh(self) -> Fresh:
        """What is to be added so far; what comes after is added to others."""
        fresh, self.fresh = self.fresh, Fresh()
        return fresh
