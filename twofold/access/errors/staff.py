"""How the access room says no where the rights of staff are meant."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.refusals import Conflict, Forbidden, Invalid, NotFound


@dataclass(eq=False)
class StaffRoleNotFound(NotFound):
    """There is no such role of staff."""

    role_id: UUID


@dataclass(eq=False)
class StaffRoleNotAllowed(Invalid):
    """This role of staff cannot be."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason


@dataclass(eq=False)
class StaffRoleIsBuiltIn(Conflict):
    """What an administrator may do is not changed, and what the others may do is given by Twofold. Copy the role instead."""

    role_id: UUID


@dataclass(eq=False)
class StaffRoleIsHeld(Conflict):
    """Some members of staff still have this role. Give them another one first."""

    role_id: UUID
    people: int


@dataclass(eq=False)
class MoreThanYouHold(Forbidden):
    """Nobody gives, changes or takes away rights that they do not have themselves."""

    missing: tuple[str, ...]


@dataclass(eq=False)
class LastAdministrator(Conflict):
    """Somebody has to be administrator. Make somebody else one first."""

    person_id: UUID


@dataclass(eq=False)
class AdminModeNotFound(NotFound):
    """There was no such admin mode."""

    number: int


@dataclass(eq=False)
class NotAColleague(NotFound):
    """This person is not a member of staff."""

    person_id: UUID | None


@dataclass(eq=False)
class TeamNotFound(NotFound):
    """There is no such team."""

    team_id: UUID


@dataclass(eq=False)
class TeamNotAllowed(Invalid):
    """This team cannot be."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason


class ReasonMissing(Invalid):
    """Say what for, in a few words: it is kept in the ledger."""


@dataclass(eq=False)
class NotToBeActedAs(Forbidden):
    """Nobody acts as this person."""

    person_id: UUID
    reason: str

    @property
    def message(self) -> str:
        """Why not."""
        return self.reason


class NotWhileActing(Forbidden):
    """Whoever acts as a customer does not do this. Only they can do it themselves."""


class ActingStill(Forbidden):
    """This needs a proof of who you are, and you act as a customer. End that first, then try again."""


class ActingIsOver(Forbidden):
    """You no longer act as this customer: the time for it is over, or you may not any more."""
