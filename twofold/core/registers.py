"""What rooms declare at start: their permissions, and how to find out who a member of staff is now."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from twofold.core.actor import Actor

P = TypeVar("P", bound=StrEnum)

permissions: dict[str, str] = {}
_finders: list[Callable[[UUID], Actor]] = []


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


def declare_actors(find: Callable[[UUID], Actor]) -> None:
    """Say how a person becomes an actor. One room knows that, for the whole house."""
    _finders[:] = [find]


def actor_now(person_id: UUID) -> Actor:
    """Who this person is by now, with what they may do by now; refuses for one who is gone."""
    (find,) = _finders
    return find(person_id)
