"""What happens to people, as the ledger keeps it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from twofold.core.facts import Audience, Fact
from twofold.directory.facts.changes import FieldChange


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Fact):
    """Staff, a form or an import added a person; visitors are not added, they are seen."""

    person_id: UUID
    name: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonIdentified(Fact):
    """A visitor said who they are."""

    person_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class PersonEdited(Fact):
    """Fields of a person were changed."""

    person_id: UUID
    changes: list[FieldChange]


@dataclass(frozen=True, kw_only=True)
class PersonRemoved(Fact):
    """A person was put aside; they can be restored."""

    person_id: UUID
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonRestored(Fact):
    """A removed person is back."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonMerged(Fact):
    """The loser turned out to be this person; all of theirs is now this person's."""

    person_id: UUID
    loser_id: UUID
    merge_id: UUID
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonUnmerged(Fact):
    """A merge was taken back: what had come with the loser is the loser's again."""

    person_id: UUID
    loser_id: UUID
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonSeparated(Fact):
    """The same, told of the one who is a person of their own again."""

    person_id: UUID
    winner_id: UUID
    merge_id: UUID


@dataclass(frozen=True, kw_only=True)
class PeopleKeptApart(Fact):
    """Somebody has said that a person is not another who looks like them."""

    person_id: UUID
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class MergeRefused(Fact):
    """Evidence asked for a merge that the rules do not allow."""

    person_id: UUID | None
    refusal_id: UUID
    people: list[UUID]
    reason: str


@dataclass(frozen=True, kw_only=True)
class StaffAppointed(Fact):
    """A person became a member of staff."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffDismissed(Fact):
    """A person is no longer a member of staff."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class IdentifierAdded(Fact):
    """Somebody said that a person is known by this, too."""

    person_id: UUID
    identifier_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class IdentifierRemoved(Fact):
    """Somebody said that a person is not known by this."""

    person_id: UUID
    identifier_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class IdentifierProven(Fact):
    """The person showed that it is theirs. They are told so by the fact of how they showed it."""

    person_id: UUID
    identifier_id: UUID
    kind: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Fact):
    """A person agreed to a purpose on a channel."""

    audience: ClassVar[Audience] = Audience.PERSON

    person_id: UUID
    purpose: str
    channel: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Fact):
    """A person no longer agrees."""

    audience: ClassVar[Audience] = Audience.PERSON

    person_id: UUID
    purpose: str
    channel: str
    source: str
