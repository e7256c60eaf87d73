"""What happened to the rights of staff, and what they did with those that need a reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from twofold.core.facts import Audience, Fact


@dataclass(frozen=True, kw_only=True)
class StaffRoleDefined(Fact):
    """There is a new role of staff."""

    role_id: UUID
    name: str
    permissions: list[str]
    masked: list[str]
    rows: str


@dataclass(frozen=True, kw_only=True)
class StaffRoleChanged(Fact):
    """A role of staff is another one now; everybody who has it has other rights."""

    role_id: UUID
    name: str
    permissions: list[str]
    masked: list[str]
    rows: str


@dataclass(frozen=True, kw_only=True)
class StaffRoleRemoved(Fact):
    """A role of staff is no more; nobody had it."""

    role_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class StaffRoleGranted(Fact):
    """A member of staff has one more role."""

    person_id: UUID
    role_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class StaffRoleWithdrawn(Fact):
    """A member of staff has one role less."""

    person_id: UUID
    role_id: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class StaffInvited(Fact):
    """Somebody may be a member of staff as soon as they prove their address."""

    person_id: UUID
    email: str


@dataclass(frozen=True, kw_only=True)
class TeamMade(Fact):
    """There is a new team."""

    team_id: UUID
    name: str
    countries: list[str]
    members: list[UUID]
    leads: list[UUID]


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Fact):
    """A team has another name, other countries or other people: what they see may be something else now."""

    team_id: UUID
    name: str
    countries: list[str]
    members: list[UUID]
    leads: list[UUID]


@dataclass(frozen=True, kw_only=True)
class TeamRemoved(Fact):
    """A team is no more."""

    team_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class AdminModeEntered(Fact):
    """A member of staff may do for a while what changes who may do what."""

    person_id: UUID
    reason: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class AdminModeEnded(Fact):
    """Admin mode was ended, or had lasted as long as it may (`is_timed_out`). It is the one that could last `until` then."""

    person_id: UUID
    is_timed_out: bool
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerImpersonated(Fact):
    """A member of staff acts as this person for a while. The person is shown who, why and until when."""

    audience: ClassVar[Audience] = Audience.PERSON

    person_id: UUID
    staff_name: str
    reason: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ImpersonationEnded(Fact):
    """Nobody acts as this person any more; `is_timed_out` because it had lasted as long as it may."""

    audience: ClassVar[Audience] = Audience.PERSON

    person_id: UUID
    staff_name: str
    is_timed_out: bool
