"""What people ask about themselves: their addresses, their photo, what they asked us for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.translation import get_language

from twofold.access import consenting
from twofold.access.errors.selves import PhotoNotFound
from twofold.access.models import Download, Farewell, Phone, Photo
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.phones import spoken

SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True)
class Address:
    """A proven address, with which one signs in; at the first one is written to."""

    email: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class MyPhone:
    """A number of one's own; `is_proven` with a code. At the first one is reached."""

    number: str
    is_first: bool
    is_proven: bool = True

    @property
    def shown(self) -> str:
        """As one reads it."""
        return spoken(self.number)


@dataclass(frozen=True, slots=True)
class Post:
    """Where and in which language letters to somebody go."""

    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was asked for of one's data; `until` when it is there, None while it is being gathered."""

    id: UUID
    asked_at: datetime
    until: datetime | None
    size: int


@dataclass(frozen=True, slots=True)
class Purpose:
    """What one may be asked to agree to, in words, and whether one does; None says that one was never asked."""

    purpose: str
    channel: str
    name: str
    sentence: str
    agrees: bool | None
    decided_at: datetime | None


def my_addresses(actor: Actor) -> list[Address]:
    """The actor's proven addresses, the first one first."""
    with unit_of_work(SYSTEM):
        theirs = EmailAddress.objects.filter(user=actor.person_id, verified=True).order_by("-primary", "email")
        return [Address(one.email, one.primary) for one in theirs]


def my_phones(actor: Actor) -> list[MyPhone]:
    """The actor's proven numbers, the first one first; last the one that was only said to be theirs, if there is one."""
    me = directory.myself(actor)
    with unit_of_work(SYSTEM):
        proven = Phone.objects.filter(person=me.id).order_by("-is_first", "proven_at")
        found = [MyPhone(one.number, one.is_first) for one in proven]
    is_listed = not me.phone or any(one.number == me.phone for one in found)
    return found if is_listed else [*found, MyPhone(me.phone, is_first=False, is_proven=False)]


def my_fields(actor: Actor) -> list[directory.Field]:
    """The custom fields that people see of themselves."""
    with unit_of_work(SYSTEM):
        return [one for one in directory.custom_fields(actor, subject="person") if one.is_seen]


def my_purposes(actor: Actor) -> list[Purpose]:
    """What sites ask for and what the actor decided on before, in the language of the page, by name."""
    decided = {(one.purpose, one.channel): one for one in directory.current_consents(actor, _me(actor))}
    with unit_of_work(SYSTEM):
        asked = {(one, consenting.CHANNEL) for one in consenting.purposes()}
    words = directory.purposes_in(get_language() or "")
    found = [
        Purpose(
            purpose, channel, words.name(purpose), words.sentence(purpose), *_decision(decided.get((purpose, channel)))
        )
        for purpose, channel in asked | decided.keys()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.purpose, one.channel))


def my_downloads(actor: Actor) -> list[Gathered]:
    """What lies ready or is being gathered, the newest first."""
    mine = Download.objects.filter(person=_me(actor)).order_by("-asked_at")[:10]
    there = [one for one in mine if one.until is None or one.until > unit.now()]
    return [Gathered(one.id, one.asked_at, one.until, one.size) for one in there]


def my_farewell(actor: Actor) -> datetime | None:
    """When the actor is to be deleted, if they asked for it."""
    return Farewell.objects.filter(person=_me(actor)).values_list("due_at", flat=True).first()


def photo(actor: Actor, photo_id: UUID) -> bytes:
    """Somebody's photo, for those who may see them: themselves, staff, and who is in an account with them."""
    with unit_of_work(SYSTEM):
        found = Photo.objects.filter(id=photo_id).first()
        if found is None or not _may_see(actor, found.person_id):
            raise PhotoNotFound
        return bytes(found.content)


def post_of(person_id: UUID) -> Post:
    """Where to write to a person: at their first address, else at one that was said to be theirs."""
    me = directory.myself(Actor(SYSTEM.kind, SYSTEM.name, person_id))
    first = EmailAddress.objects.filter(user=person_id, verified=True).order_by("-primary").first()
    return Post(first.email if first else me.email, me.locale)


def _may_see(actor: Actor, person_id: UUID) -> bool:
    if actor.person_id == person_id:
        return True
    if not actor.is_customer:
        is_in_sight = directory.people_visible_to(actor).filter(id=person_id).exists()
        return is_in_sight and "person.photo" not in actor.masked
    return bool(_places(actor.person_id) & _places(person_id))


def _places(person_id: UUID | None) -> set[UUID]:
    """The accounts that somebody is in."""
    live = directory.memberships_visible_to(SYSTEM).filter(person=person_id or UUID(int=0), ended_at=None)
    return set(live.values_list("account_id", flat=True))


def _decision(row: directory.ConsentRow | None) -> tuple[bool | None, datetime | None]:
    return (row.is_given, row.decided_at) if row else (None, None)


def _me(actor: Actor) -> UUID:
    return directory.person_behind(actor)
