"""What the tape has of a person, for that person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.belongings import declare_belongings
from twofold.directory.queries import formerly
from twofold.events.store import read

PAGE = 1_000
SYSTEM = Actor.system("events.belongings")


def declare() -> None:
    """Make them known."""
    declare_belongings("events", _events)


def _events(person_id: UUID) -> Iterator[dict[str, Any]]:
    """All that is theirs by now, the newest first."""
    people = [person_id, *formerly(SYSTEM, person_id)]
    before: read.Place | None = None
    while found := read.of_people(SYSTEM, people, read.Pick(before=before, limit=PAGE)):
        for one in found:
            yield {
                "at": one.at,
                "type": one.type,
                "name": one.name,
                "properties": one.properties,
                "context": one.context,
            }
        before = (found[-1].at, found[-1].id)
