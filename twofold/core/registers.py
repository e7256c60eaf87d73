"""What rooms declare at start: their permissions, who may hold them and with what limits, and how a person becomes an actor."""

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


class Desk(StrEnum):
    """The roles of staff that are there from the start. An administrator may do everything."""

    ADMINISTRATOR = "administrator"
    SALES = "sales"
    MARKETING = "marketing"
    SUPPORT = "support"
    ANALYST = "analyst"
    READER = "reader"


class Limit(StrEnum):
    """When a permission of staff does not count though a role gives it."""

    ADMIN_MODE = "admin_mode"  # outside admin mode
    EVERY_ROW = "every_row"  # for whoever does not see every row: it shows or changes all of them
    EVERY_FIELD = "every_field"  # for whom a field is masked: it shows data as it came


permissions: dict[str, str] = {}
customer_permissions: dict[str, frozenset["BuiltIn"]] = {}
staff_permissions: dict[str, frozenset["Desk"]] = {}
limits: dict[str, frozenset["Limit"]] = {}
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
    _require_declared(held)
    customer_permissions.update({str(permission): frozenset(roles) for permission, roles in held.items()})


def declare_staff_permissions(held: Mapping[P, Collection[Desk]]) -> None:
    """Say which built-in roles of staff hold a room's permissions. Administrators hold them all."""
    _require_declared(held)
    staff_permissions.update({str(permission): frozenset(roles) for permission, roles in held.items()})


def declare_limits(limited: Mapping[P, Collection[Limit]]) -> None:
    """Say which of a room's permissions count only in admin mode, or only for whoever sees every row or every field."""
    _require_declared(limited)
    limits.update({str(permission): frozenset(when) for permission, when in limited.items()})


def permissions_for_staff() -> frozenset[str]:
    """Every permission that staff may be given: all but those that people have about themselves alone."""
    own = {permission for permission, roles in customer_permissions.items() if roles == {BuiltIn.SELF}}
    return frozenset(permissions) - own


def permissions_at(desk: Desk) -> frozenset[str]:
    """What a built-in role of staff allows."""
    if desk is Desk.ADMINISTRATOR:
        return permissions_for_staff()
    return frozenset(permission for permission, desks in staff_permissions.items() if desk in desks)


def limited_by(limit: Limit) -> frozenset[str]:
    """The permissions that the limit is on."""
    return frozenset(permission for permission, when in limits.items() if limit in when)


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


def _require_declared(held: Collection[str]) -> None:
    unknown = {str(permission) for permission in held} - permissions.keys()
    if unknown:
        msg = f"Declare permissions before saying who holds them: {sorted(unknown)}"
        raise ValueError(msg)
