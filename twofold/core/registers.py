"""What rooms declare at start for rooms above to read: so far, their permissions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

P = TypeVar("P", bound=StrEnum)

permissions: dict[str, str] = {}


def declare_permissions(room: type[P], sentences: Mapping[P, str]) -> None:
    """Make a room's permissions known, each with a sentence for the page where roles are made."""
    missing = set(room) ^ set(sentences)
    if missing:
        msg = f"Each permission needs its sentence, and only those: {sorted(missing)}"
        raise ValueError(msg)
    permissions.update({str(permission): sentence for permission, sentence in sentences.items()})


def all_permissions() -> frozenset[str]:
    """Every permission that exists."""
    return frozenset(permissions)
