"""What happened at the door."""

from dataclasses import dataclass
from uuid import UUID

from twofold.access.facts.security import SecurityFact
from twofold.core.facts import Audience, Fact


@dataclass(frozen=True, kw_only=True)
class SignedUp(Fact):
    """A visitor signed up at a site and showed that their address is theirs. `anonymous_id` is their browser's."""

    audience = Audience.PERSON

    person_id: UUID
    site: str
    anonymous_id: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedIn(SecurityFact):
    """A person proved who they are. `anonymous_id` is as whom the tracking SDK knows the browser, where it does."""

    anonymous_id: str = ""


@dataclass(frozen=True, kw_only=True)
class AddressProven(Fact):
    """A person showed that an address is theirs: they sign in with it from now on."""

    audience = Audience.PERSON

    person_id: UUID
    email: str


@dataclass(frozen=True, kw_only=True)
class TermsAccepted(Fact):
    """A person accepted a version of a document."""

    audience = Audience.PERSON

    person_id: UUID
    title: str
    version: str


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
