"""What rooms declare at start: their permissions, which of them customers may hold, and how a person becomes an actor."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from twofold.core.actor import Actor

P = TypeVar("P", bound=StrEnum)


class BuiltIn(StrEnum):
    """The roles that every account has from the start. `SELF` is no role: it is what everybody may do about themselves."""

    SELF = "self"
    OWNER = "owner"
    ADMIN = "admin"
    BUYER = "buyer"
    APPROVER = "approver"
    MEMBER = "member"
    GUEST = "guest"
    AUDITOR = "auditor"


permissions: dict[str, str] = {}
customer_permissions: dict[str, frozenset["BuiltIn"]] = {}
_finders: list[Callable[[UUID], Actor]] = []


def declare_permissions(room: type[P], sentences: Mapping[P, str]) -> None:
    """Make a room's permissions known, each with a sentence for the page where roles are made."""
    missing = set(room) ^ set(sentences)
    if missing:
        msg = f"Each permission needs its sentence, and only those: {sorted(missing)}"
        raise ValueError(msg)
    permissions.update({str(permission): sentence for permission, sentence in sentences.items()})


def declare_customer_permissions(held: Mapping[P, Collection[BuiltIn]]) -> None:
    """Say which of a room's permissions may be granted in an account, and which built-in roles hold them.

    An account's own roles choose among the same permissions. Those of `BuiltIn.SELF` everybody has about themselves.
    """
    unknown = {str(permission) for permission in held} - permissions.keys()
    if unknown:
        msg = f"Declare permissions before saying who holds them: {sorted(unknown)}"
        raise ValueError(msg)
    customer_permissions.update({str(permission): frozenset(roles) for permission, roles in held.items()})


def all_permissions() -> frozenset[str]:
    """Every permission that exists."""
    return frozenset(permissions)


def permissions_of(role: BuiltIn) -> frozenset[str]:
    """What a built-in role of an account may do there."""
    return frozenset(permission for permission, roles in customer_permissions.items() if role in roles)


def declare_actors(find: Callable[[UUID], Actor]) -> None:
    """Say how a person becomes an actor. One room knows that, for the whole house."""
    _finders[:] = [find]


def actor_now(person_id: UUID) -> Actor:
    """Who this person is by now, with what they may do by now; refuses for one who is gone."""
    (find,) = _finders
    return find(person_id)
