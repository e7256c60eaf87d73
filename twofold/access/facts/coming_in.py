"""What happened at the door."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    """A person proved who they are."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class StaffAdmitted(Fact):
    """A person may sign in as a member of staff from now on."""

    person_id: UUID
    email: str


@dataclass(frozen=True, kw_only=True)
class LoginAdopted(Fact):
    """A person may sign in with the password that they had in another system."""

    person_id: UUID
    email: str


@dataclass(frozen=True, kw_only=True)
class KeyCreated(Fact):
    """There is a new key; `person_id` is for whom it acts, None for a service."""

    key_id: UUID
    name: str
    person_id: UUID | None
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class KeyRevoked(Fact):
    """A key no longer lets anybody in."""

    key_id: UUID
    name: str
    person_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class KeyRestored(Fact):
    """A key that was revoked lets in again."""

    key_id: UUID
    name: str
    person_id: UUID | None
