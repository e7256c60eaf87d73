"""By what a person is found who is to be erased, and what is left of one who was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.erasing import SHORTEST_WORD, PersonErased
from twofold.core.facts import name_of
from twofold.core.queries import facts_about
from twofold.directory.errors import PersonNotFound
from twofold.directory.models import Person
from twofold.directory.permissions import Permission
from twofold.directory.queries.evidence import KnownBy, identifiers_of

DEVICES = ("anonymous_id", "device_id")


@dataclass(frozen=True, slots=True)
class Receipt:
    """That somebody was erased: when, by whom, why, and of what so many, as `room.thing`."""

    at: datetime
    by: str
    reason: str
    erased: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Shell:
    """What is left of somebody who was erased. Until all is gone there is no receipt."""

    id: UUID
    erased_at: datetime
    receipts: tuple[Receipt, ...]


def erased(actor: Actor, person_id: UUID) -> Shell:
    """What is left of somebody who was erased, also by the id of whom they were before. Refuses anybody else as `PersonNotFound`."""
    actor.require(Permission.SEE_PEOPLE)
    found = Person.objects.filter(id=person_id, erased_at__isnull=False).first()
    if found is None or found.erased_at is None or actor.is_customer:
        raise PersonNotFound(person_id)
    whole = found.merged_into_id or found.id
    told = facts_about(people=[whole], names=[name_of(PersonErased)])
    receipts = (Receipt(one.recorded_at, one.actor_name, one.body["reason"], one.body["erased"]) for one in told)
    return Shell(whole, found.erased_at, tuple(receipts))


def looked_for(actor: Actor, person_id: UUID) -> list[KnownBy]:
    """What they are known by: nothing too short to be told from something else, and no device, whose id is one of those that stay."""
    found = identifiers_of(actor, person_id)
    return [one for one in found if one.kind not in DEVICES and len(one.value) >= SHORTEST_WORD]
