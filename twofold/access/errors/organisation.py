"""How running an organisation is refused."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.core.refusals import Conflict, Forbidden, Invalid, NotFound


@dataclass(eq=False)
class RoleNotFound(NotFound):
    """There is no such role, or not for you to see."""

    role_id: UUID


@dataclass(eq=False)
class GroupNotFound(NotFound):
    """There is no such group, or not for you to see."""

    group_id: UUID


@dataclass(eq=False)
class ApplicationNotFound(NotFound):
    """There is no such application, or not for you to see."""

    application_id: UUID


@dataclass(eq=False)
class NameTaken(Conflict):
    """There is one of this name already."""

    name: str


@dataclass(eq=False)
class NotAllowed(Invalid):
    """This cannot be kept as it is."""

    field: str
    reason: str

    @property
    def message(self) -> str:
        """What would do."""
        return self.reason


@dataclass(eq=False)
class RoleInUse(Conflict):
    """People have this role: take it from them first."""

    people: int


@dataclass(eq=False)
class RoleComesBySelf(Invalid):
    """Nobody is given this role: it comes with being a member or a guest."""

    role: str


@dataclass(eq=False)
class OnlyAnOwner(Forbidden):
    """Only an owner makes somebody an owner, or ends that they are one."""

    account_id: UUID


@dataclass(eq=False)
class ReachesTooFar(Forbidden):
    """Your own role does not reach below this organisation, so what you give cannot either."""

    account_id: UUID


@dataclass(eq=False)
class LastOwner(Conflict):
    """Nobody would own the account any more: somebody else has to become an owner first."""

    account_id: UUID
    account_name: str

    @property
    def message(self) -> str:
        """Says of which account."""
        said = _("Nobody would own %(account)s any more. Make another member an owner first.")
        return said % {"account": self.account_name}


@dataclass(eq=False)
class NoAddressToInvite(Conflict):
    """They cannot sign in yet, and no e-mail address of theirs is known: add one, and they are invited by it."""

    person_id: UUID


@dataclass(eq=False)
class GuestsOwnNothing(Invalid):
    """A guest cannot be an owner, only a member can."""

    membership_id: UUID
