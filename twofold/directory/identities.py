"""The identity graph as plain data: the rules of kinds, what is known of traces, and a plan of what shall change.

`queries.traces` and `queries.holders` tell what is, somebody above decides what shall be, and `verbs.identities.apply`
does it. Nothing here touches the database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from twofold.directory.phones import e164

LONGEST_VALUE = 500
EMPTY_LOOKING = re.compile(r"[0\-._ ]*")  # "", "0", "-", "00000000-0000-0000-0000-000000000000"
MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*", re.ASCII | re.IGNORECASE)


class Pair(NamedTuple):
    """A kind and a normalised value: what an identifier is."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class KindRules:
    """The rules of one kind of identifier; the fields are those of `IdentifierKind`."""

    key: str
    label: str
    normaliser: str
    makes_known: bool
    is_unique: bool
    max_per_person: int
    max_people: int | None
    priority: int
    blocked_values: frozenset[str]
    look_back: timedelta | None
    version: int

    def normalise(self, raw: object, *, region: str = "") -> str | None:
        """The value as it is kept, or None if it cannot be evidence: blank, blocked, too long or not of this kind."""
        text = str(raw).strip()
        if EMPTY_LOOKING.fullmatch(text) or text.lower() in self.blocked_values or "\0" in text:
            return None
        value = _normal_form(self.normaliser, text, region)
        if value is None or len(value) > LONGEST_VALUE or value.lower() in self.blocked_values:
            return None
        return value


def _normal_form(normaliser: str, text: str, region: str) -> str | None:
    match normaliser:
        case "email":
            return text.lower() if MAIL.fullmatch(text) else None
        case "phone":
            return e164(text, region)
        case "card":
            return re.sub(r"[\s\-]", "", text).upper()
        case "lower":
            return text.lower()
        case _:
            return text


# ------------------------------------------------------------------------------------------------------ what is


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose a moved device was: from (None: from the beginning) to (None: still)."""

    person_id: UUID
    starts_at: datetime | None
    ends_at: datetime | None


class Possession(NamedTuple):
    """Events of a person that came with an identifier (None: with none) are somebody's, from a moment on."""

    from_person_id: UUID
    identifier_id: UUID | None
    starts_at: datetime | None
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Trace:
    """An identifier that is there, and whose it is now. `spans` is empty unless the device has moved between people."""

    identifier_id: UUID
    kind: str
    value: str
    person_id: UUID
    person_seen_at: datetime | None
    is_shared: bool
    is_proven: bool
    spans: tuple[Belonging, ...] = ()

    @property
    def pair(self) -> Pair:
        """What it is asked for by."""
        return Pair(self.kind, self.value)

    def person_at(self, moment: datetime) -> UUID:
        """Whose it was at a moment."""
        for span in self.spans:
            begun = span.starts_at is None or span.starts_at <= moment
            if begun and (span.ends_at is None or moment < span.ends_at):
                return span.person_id
        return self.person_id


@dataclass(frozen=True, slots=True)
class Holder:
    """What a decision on a merge must know of a person.

    `uniques` has the values of the unique kinds, `counts` how many identifiers of each kind there are, `barred` the
    identifiers of others that an operator has said are not this person's, and `strangers` the people who have those.
    `is_proven` says that one of their identifiers was shown to be theirs, so that they may sign in with it.
    """

    person_id: UUID
    created_at: datetime
    is_known: bool
    counts: Mapping[str, int]
    uniques: Mapping[str, frozenset[str]]
    barred: frozenset[UUID] = frozenset()
    strangers: frozenset[UUID] = frozenset()
    is_staff: bool = False
    is_proven: bool = False


# ------------------------------------------------------------------------------------------------- what shall be


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person nobody has seen before. They are known if one of their new identifiers is of a kind that makes known."""

    id: UUID
    created_at: datetime
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """A trace seen for the first time, of a person there is or of a new one."""

    id: UUID
    kind: str
    value: str
    person_id: UUID
    created_at: datetime
    proven_at: datetime | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class NewLink:
    """Evidence that two identifiers are one person's; which of them is `a` does not matter. Known evidence is passed over."""

    id: UUID
    a: UUID
    b: UUID
    how: str
    observed_at: datetime
    event_id: str = ""
    source: str = ""
    weight: float = 1.0
    policy_version: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """A device goes over to another person at a moment; what was before stays with the one before."""

    identifier_id: UUID
    from_person_id: UUID
    to_person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PlannedMerge:
    """The loser becomes the winner. In one plan a loser must not appear again later, neither as winner nor as loser.

    `chosen` are columns of the winner's row that somebody has chosen, whatever either had.
    """

    winner_id: UUID
    loser_id: UUID
    link_ids: tuple[UUID, ...] = ()
    event_id: str = ""
    evidence: str = ""
    chosen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A merge that evidence asks for and the rules do not allow."""

    identifiers: tuple[UUID, ...]
    people: tuple[UUID, ...]
    reason: str
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class NewTrait:
    """What a source says under a name, of the one behind an identifier. `name` and `value` are as they were sent."""

    identifier_id: UUID
    source: str
    name: str
    value: Any
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityPlan:
    """What shall change, in the order in which it is done. `seen` says when people were last seen (never turned back)."""

    persons: tuple[NewPerson, ...] = ()
    identifiers: tuple[NewIdentifier, ...] = ()
    links: tuple[NewLink, ...] = ()
    moves: tuple[Move, ...] = ()
    shared: tuple[UUID, ...] = ()
    merges: tuple[PlannedMerge, ...] = ()
    refusals: tuple[Refused, ...] = ()
    traits: tuple[NewTrait, ...] = ()
    seen: Mapping[UUID, datetime] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------------------ accounts


@dataclass(frozen=True, slots=True)
class AccountTrace:
    """An identifier of an account that is there."""

    identifier_id: UUID
    kind: str
    value: str
    account_id: UUID
    account_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account nobody has named before."""

    id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewAccountIdentifier:
    """Something that points at an account, seen for the first time."""

    id: UUID
    kind: str
    value: str
    account_id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewMembership:
    """A person was seen in an account. Does nothing if they ever were in it before, also if that has ended."""

    person_id: UUID
    account_id: UUID
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """What shall change of accounts, in the order in which it is done. Traits name an account's identifier."""

    accounts: tuple[NewAccount, ...] = ()
    identifiers: tuple[NewAccountIdentifier, ...] = ()
    traits: tuple[NewTrait, ...] = ()
    memberships: tuple[NewMembership, ...] = ()
    seen: Mapping[UUID, datetime] = field(default_factory=dict)
