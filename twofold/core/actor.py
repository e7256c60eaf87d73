"""Who acts: a member of staff, a customer, a program with a key of its own, or Twofold itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from twofold.core.refusals import Forbidden


class ActorKind(StrEnum):
    """Which of the four; it decides the role that the database gives."""

    STAFF = "staff"
    CUSTOMER = "customer"
    SERVICE = "service"
    SYSTEM = "system"


@dataclass(eq=False)
class PermissionMissing(Forbidden):
    """You may not do this: a permission is missing."""

    permission: str


@dataclass(eq=False)
class AdminModeNeeded(PermissionMissing):
    """This is done in admin mode only. Enter it, and say why."""


@dataclass(frozen=True, slots=True)
class RowScope:
    """Which people and accounts a member of staff sees: those that one of `owners` owns, and those in `countries`."""

    owners: frozenset[UUID] = frozenset()
    countries: frozenset[str] = frozenset()

    def __or__(self, other: "RowScope") -> "RowScope":
        """What is in either."""
        return RowScope(self.owners | other.owners, self.countries | other.countries)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with permissions. `account_ids` is None when no account is out of bounds.

    A customer acts for themselves or, with `account_id`, in one account at a time, and `permissions` is what they may do
    there. `impersonator_id` is the member of staff who acts in their stead, `impersonated_until` the end of that.

    A member of staff sees the rows of their scope (None: every row) without the fields that are `masked` for them. What they
    hold `in_admin_mode` only, they may not do now; while they are in it, `admin_until` is its end.
    """

    kind: ActorKind
    name: str
    person_id: UUID | None = None
    permissions: frozenset[str] = frozenset()
    account_ids: frozenset[UUID] | None = None
    account_id: UUID | None = None
    impersonator_id: UUID | None = None
    impersonated_until: datetime | None = None
    rows: RowScope | None = None
    masked: frozenset[str] = frozenset()
    in_admin_mode: frozenset[str] = frozenset()
    admin_until: datetime | None = None

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Twofold itself, doing what `name` says; it may do everything."""
        return cls(ActorKind.SYSTEM, name)

    @property
    def is_customer(self) -> bool:
        """Confined to their own by the database."""
        return self.kind is ActorKind.CUSTOMER

    def may(self, permission: str) -> bool:
        """Whether this actor holds the permission."""
        return self.kind is ActorKind.SYSTEM or permission in self.permissions

    def might(self, permission: str) -> bool:
        """Whether they hold it now, or would in admin mode: what they are shown the way to."""
        return self.may(permission) or permission in self.in_admin_mode

    def require(self, permission: str) -> None:
        """Refuse with `PermissionMissing` unless the actor holds it; with `AdminModeNeeded` if it waits for admin mode."""
        if not self.may(permission):
            raise (AdminModeNeeded if permission in self.in_admin_mode else PermissionMissing)(str(permission))
