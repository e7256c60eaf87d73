"""What a person sees of themselves."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.errors import PersonNotFound
from twofold.directory.queries.visible import people_visible_to


@dataclass(frozen=True, slots=True)
class Myself:
    """The person who asks."""

    id: UUID
    name: str
    given_name: str
    family_name: str
    email: str
    phone: str
    locale: str
    time_zone: str
    country: str
    city: str
    photo: str


def myself(actor: Actor) -> Myself:
    """The actor's own record. One statement; refuses whoever is no person."""
    columns = tuple(Myself.__dataclass_fields__)
    found = people_visible_to(actor).filter(id=actor.person_id).values(*columns).first()
    if found is None:
        raise PersonNotFound(actor.person_id)
    return Myself(**found)
