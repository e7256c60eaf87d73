"""What is kept of a person, over all rooms: each says at start what it keeps, so that a person can be given all of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

Rows = Iterable[Mapping[str, Any]]
Finder = Callable[[UUID], Rows]

_finders: dict[str, Finder] = {}


def declare_belongings(name: str, find: Finder) -> None:
    """Say what a room keeps of a person under this name (a word for a file): rows of what JSON can say, as many as there are.

    What staff think of somebody (notes, scores) is theirs and no belonging of the person.
    """
    _finders[name] = find


def belongings_of(person_id: UUID) -> Iterator[tuple[str, Rows]]:
    """All that is kept of a person, by name, in the order of the rooms."""
    for name, find in _finders.items():
        yield name, find(person_id)
