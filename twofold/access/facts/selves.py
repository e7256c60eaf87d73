"""What people did about themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twofold.core.facts import Audience, Fact


@dataclass(frozen=True, kw_only=True)
class PhotoTaken(Fact):
    """A person put up a photo of themselves."""

    audience = Audience.PERSON

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PhotoDropped(Fact):
    """A person took their photo down."""

    audience = Audience.PERSON

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class AddressPreferred(Fact):
    """A person is written to at another of their addresses from now on."""

    audience = Audience.PERSON

    person_id: UUID
    email: str
    before: str


@dataclass(frozen=True, kw_only=True)
class AddressDropped(Fact):
    """A person no longer signs in with one of their addresses."""

    audience = Audience.PERSON

    person_id: UUID
    email: str


@dataclass(frozen=True, kw_only=True)
class PhonePreferred(Fact):
    """A person is reached at another of their numbers from now on."""

    audience = Audience.PERSON

    person_id: UUID
    phone: str


@dataclass(frozen=True, kw_only=True)
class DownloadAsked(Fact):
    """A person asked for all that is kept of them."""

    audience = Audience.PERSON

    person_id: UUID
    download_id: UUID


@dataclass(frozen=True, kw_only=True)
class DownloadGathered(Fact):
    """All that is kept of a person lies ready for them."""

    audience = Audience.PERSON

    person_id: UUID
    download_id: UUID
    size: int


@dataclass(frozen=True, kw_only=True)
class DownloadFetched(Fact):
    """Somebody signed in as the person took it."""

    audience = Audience.PERSON

    person_id: UUID
    download_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeletionAsked(Fact):
    """A person asked to be deleted; it happens once it is due, unless they take it back."""

    audience = Audience.PERSON

    person_id: UUID
    due_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeletionWithdrawn(Fact):
    """A person stays after all."""

    audience = Audience.PERSON

    person_id: UUID
