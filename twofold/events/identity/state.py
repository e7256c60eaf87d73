"""What the planner knows while it plans: identifiers and people as they are, and as they become."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from twofold.directory.identities import Belonging, Holder, KindRules, Pair, Trace


@dataclass(slots=True)
class Node:
    """An identifier. `spans` is empty unless it has moved between people."""

    id: UUID
    pair: Pair
    person_id: UUID
    is_fresh: bool = False
    is_shared: bool = False
    spans: list[Belonging] = field(default_factory=list)

    @classmethod
    def of(cls, trace: Trace) -> "Node":
        """The one that is there."""
        return cls(trace.identifier_id, trace.pair, trace.person_id, is_shared=trace.is_shared, spans=list(trace.spans))

    def person_at(self, moment: datetime) -> UUID:
        """Whose it was at a moment."""
        for span in self.spans:
            begun = span.starts_at is None or span.starts_at <= moment
            if begun and (span.ends_at is None or moment < span.ends_at):
                return span.person_id
        return self.person_id


@dataclass(slots=True)
class Someone:
    """A person, with what a merge has to respect."""

    id: UUID
    created_at: datetime
    is_fresh: bool = False
    is_staff: bool = False
    is_proven: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    uniques: dict[str, set[str]] = field(default_factory=dict)
    strangers: set[UUID] = field(default_factory=set)

    @classmethod
    def of(cls, holder: Holder) -> "Someone":
        """The one that is there."""
        return cls(
            holder.person_id,
            holder.created_at,
            is_staff=holder.is_staff,
            is_proven=holder.is_proven,
            counts=dict(holder.counts),
            uniques={kind: set(values) for kind, values in holder.uniques.items()},
            strangers=set(holder.strangers),
        )

    def add(self, pair: Pair, kind: KindRules) -> None:
        """Give them an identifier."""
        self.counts[pair.kind] = self.counts.get(pair.kind, 0) + 1
        if kind.is_unique:
            self.uniques.setdefault(pair.kind, set()).add(pair.value)

    def remove(self, pair: Pair) -> None:
        """Take an identifier away from them."""
        self.counts[pair.kind] = self.counts.get(pair.kind, 1) - 1

    def absorb(self, other: "Someone") -> None:
        """Become both."""
        for kind, count in other.counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count
        for kind, values in other.uniques.items():
            self.uniques.setdefault(kind, set()).update(values)
        self.strangers |= other.strangers
        self.is_staff = self.is_staff or other.is_staff
        self.is_proven = self.is_proven or other.is_proven

    def strength(self, kinds: Mapping[str, KindRules]) -> int:
        """The trust in the best identifier they have."""
        return max((kinds[kind].priority for kind, count in self.counts.items() if count and kind in kinds), default=-1)
