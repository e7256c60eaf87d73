"""What rooms declare at start for rooms above to read: so far, their permissions."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

permissions: dict[str, str] = {}


def declare_permissions(room: type[StrEnum], sentences: Mapping[str, str] | Mapping[StrEnum, str]) -> None:
    """Make a room's permissions known, each with a sentence for the page where roles are made."""
    missing = {str(permission) for permission in room} ^ set(sentences)
    if missing:
        msg = f"Each permission needs its sentence, and only those: {sorted(missing)}"
        raise ValueError(msg)
    permissions.update(sentences)


def all_permissions() -> frozenset[str]:
    """Every permission that exists."""
    return frozenset(permissions)


def permissions_of(rooms: Iterable[str]) -> frozenset[str]:
    """Those that start with the name of one of the rooms."""
    return frozenset(name for name in permissions if name.split(":", 1)[0] in rooms)
