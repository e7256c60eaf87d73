"""What a person sees of themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.errors import NobodyInPerson, PersonNotFound
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


def person_behind(actor: Actor) -> UUID:
    """The person who asks. Refuses a program of the company, which is none."""
    if actor.person_id is None:
        raise NobodyInPerson
    return actor.person_id


def myself(actor: Actor) -> Myself:
    """The actor's own record. One statement; refuses whoever is no person."""
    me = person_behind(actor)
    found = people_visible_to(actor).filter(id=me).values(*Myself.__dataclass_fields__).first()
    if found is None:
        raise PersonNotFound(me)
    return Myself(**found)


def my_attributes(actor: Actor) -> dict[str, Any]:
    """The values of the actor's own custom fields. Which of them people see is for the caller to say."""
    found = people_visible_to(actor).filter(id=person_behind(actor)).values_list("attributes", flat=True).first()
    return dict(found or {})
