"""Who acts: a member of staff, a customer, a program with a key of its own, or Twofold itself."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with permissions. `account_ids` is None when no account is out of bounds.

    A customer acts for themselves or, with `account_id`, in one account at a time, and `permissions` is what they may do
    there. `impersonator_id` is the member of staff who acts in their stead.
    """

    kind: ActorKind
    name: str
    person_id: UUID | None = None
    permissions: frozenset[str] = frozenset()
    account_ids: frozenset[UUID] | None = None
    account_id: UUID | None = None
    impersonator_id: UUID | None = None

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

    def require(self, permission: str) -> None:
        """Refuse with `PermissionMissing` unless the actor holds it."""
        if not self.may(permission):
            raise PermissionMissing(str(permission))
