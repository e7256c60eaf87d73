"""What happens in an organisation that runs itself. Those concerned are told, and whoever sees the log of the account."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from twofold.core.facts import Audience, Fact

CONCERNED = Audience.PERSON | Audience.ACCOUNT


@dataclass(frozen=True, kw_only=True)
class RoleDefined(Fact):
    """An account has a role of its own."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    role_id: UUID
    role: str
    permissions: list[str]


@dataclass(frozen=True, kw_only=True)
class RoleEdited(Fact):
    """A role is called something else, or allows something else, for all who have it."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    role_id: UUID
    role: str
    permissions: list[str]


@dataclass(frozen=True, kw_only=True)
class RoleRemoved(Fact):
    """An account no longer has this role."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    role_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Fact):
    """Somebody has a role in an account, and with `reaches_below` in all below it."""

    audience: ClassVar[Audience] = CONCERNED

    account_id: UUID
    person_id: UUID
    membership_id: UUID
    role_id: UUID
    role: str
    reaches_below: bool


@dataclass(frozen=True, kw_only=True)
class RoleTaken(Fact):
    """Somebody no longer has a role in an account."""

    audience: ClassVar[Audience] = CONCERNED

    account_id: UUID
    person_id: UUID
    membership_id: UUID
    role_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class GroupMade(Fact):
    """An account has a new group."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    group_id: UUID
    group: str


@dataclass(frozen=True, kw_only=True)
class GroupEdited(Fact):
    """A group is called or described differently."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    group_id: UUID
    group: str


@dataclass(frozen=True, kw_only=True)
class GroupRemoved(Fact):
    """A group is no more; nobody has anything by it."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    group_id: UUID
    group: str


@dataclass(frozen=True, kw_only=True)
class GroupJoined(Fact):
    """Somebody is in a group, or became its owner or no longer is."""

    audience: ClassVar[Audience] = CONCERNED

    account_id: UUID
    person_id: UUID
    membership_id: UUID
    group_id: UUID
    group: str
    is_owner: bool


@dataclass(frozen=True, kw_only=True)
class GroupLeft(Fact):
    """Somebody is no longer in a group."""

    audience: ClassVar[Audience] = CONCERNED

    account_id: UUID
    person_id: UUID
    membership_id: UUID
    group_id: UUID
    group: str


@dataclass(frozen=True, kw_only=True)
class ApplicationDeclared(Fact):
    """There is a new application."""

    application_id: UUID
    application: str
    address: str


@dataclass(frozen=True, kw_only=True)
class ApplicationEdited(Fact):
    """An application is at another address, or is called or described differently."""

    application_id: UUID
    application: str
    address: str


@dataclass(frozen=True, kw_only=True)
class ApplicationRetired(Fact):
    """Nobody sees an application any more."""

    application_id: UUID
    application: str


@dataclass(frozen=True, kw_only=True)
class ApplicationRestored(Fact):
    """An application is back, with all who used it."""

    application_id: UUID
    application: str


@dataclass(frozen=True, kw_only=True)
class ApplicationOffered(Fact):
    """An account has an application, and may let its people use it."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    application_id: UUID
    application: str


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Fact):
    """An account no longer has an application."""

    audience: ClassVar[Audience] = Audience.ACCOUNT

    account_id: UUID
    application_id: UUID
    application: str


@dataclass(frozen=True, kw_only=True)
class ApplicationAssigned(Fact):
    """Somebody, a group or (with neither) everybody of an account may use an application; an owner runs it there."""

    audience: ClassVar[Audience] = CONCERNED

    account_id: UUID
    application_id: UUID
    application: str
    person_id: UUID | None = None
    membership_id: UUID | None = None
    group_id: UUID | None = None
    is_owner: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationUnassigned(Fact):
    """They no longer may, by this; they may by something else."""

    audience: ClassVar[Audience] = CONCERNED

    account_id: UUID
    application_id: UUID
    application: str
    person_id: UUID | None = None
    membership_id: UUID | None = None
    group_id: UUID | None = None
