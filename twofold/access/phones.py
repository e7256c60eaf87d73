"""Phones: each that was shown to be somebody's is theirs alone, and signs them in where a site takes it."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet

from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.errors.selves import PhoneIsAnothers, TooManyPhones
from twofold.access.facts.security import PhoneAdded
from twofold.access.models import Phone
from twofold.access.yielding import of_removed
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.phones import e164, takes_texts
from twofold.directory.verbs import identifiers, people

DOOR = Actor.system("sign-in")
KIND = "phone"
MOST = 5


def number_in(text: str, *, region: str = "") -> str | None:
    """The number that is meant (E.164), written in any way of its region; None if it is none. An e-mail address never is."""
    return None if "@" in text else e164(text, region)


def is_anothers(person_id: UUID, number: str) -> bool:
    """Whether somebody else who is there has shown it to be theirs."""
    return Phone.objects.filter(number=number, person__deleted_at=None).exclude(person=person_id).exists()


def proven(person_id: UUID, number: str, *, by: Actor, here: Here) -> None:
    """Note that a person has brought the code that went to this number; they get a letter about it. Proven before, nothing happens.

    Whoever was merely said to have it, or was removed, has it no longer. Refuses what another has proven, and more than one
    can have.
    """
    if is_anothers(person_id, number):
        raise PhoneIsAnothers
    identifiers.hand_over(DOOR, person_id, kind=KIND, value=number)  # holds the person until this transaction ends
    mine = Phone.objects.filter(person=person_id)
    if mine.filter(number=number).exists():
        return
    if mine.count() >= MOST:
        raise TooManyPhones
    for held in of_removed(Phone.objects.filter(number=number), "person"):
        forget(held.person_id, number)
    if is_anothers(person_id, number):  # restored since it was asked
        raise PhoneIsAnothers
    is_first = not mine.filter(is_first=True).exists()
    Phone.objects.create(person_id=person_id, number=number, is_first=is_first, proven_at=unit.now())
    if is_first:
        people.edit(DOOR, person_id, fields={"phone": number}, source="portal")
    announce(PhoneAdded(person_id=person_id, phone=number, **here.told), by=by, here=here)


def who_signs_in_with(number: str) -> UUID | None:
    """Who may come in by a code to this number, as long as it takes texts: a customer with a proven address. One statement."""
    found = _of_who_signs_in().filter(number=number).values_list("person_id", flat=True).first()
    return found if takes_texts(number) else None


def let_in(person_id: UUID) -> bool:
    """Whether there is a number of this person's by which they come in so. One statement."""
    numbers = _of_who_signs_in().filter(person=person_id).values_list("number", flat=True)
    return any(takes_texts(number) for number in numbers)


def forget(person_id: UUID, number: str) -> bool:
    """Take a number from a person's; where it was the first, the one they have had for longest is. Whether it was one."""
    phone = Phone.objects.filter(person=person_id, number=number).first()
    if phone is None:
        return False
    phone.delete()
    if phone.is_first:
        _give_a_first(person_id)
    return True


def follow(from_person: UUID, to_person: UUID) -> None:
    """Move those that belong to the other by now, when two people turn out to be one, or two. Again it changes nothing."""
    theirs = list(Phone.objects.filter(person=from_person))
    held = directory.traces(DOOR, [Pair(KIND, one.number) for one in theirs])
    for one in theirs:
        trace = held.get(Pair(KIND, one.number))
        if trace and trace.person_id == to_person:
            one.person_id, one.is_first = to_person, False
            one.save(update_fields=["person", "is_first"])
    for person_id in (from_person, to_person):
        _give_a_first(person_id)


def _of_who_signs_in() -> QuerySet[Phone]:
    proven = EmailAddress.objects.filter(user=OuterRef("person_id"), verified=True)
    return Phone.objects.filter(
        Exists(proven), person__is_active=True, person__is_staff=False, person__merged_into=None
    )


def _give_a_first(person_id: UUID) -> None:
    mine = Phone.objects.filter(person=person_id).order_by("-is_first", "proven_at", "id")
    best = mine.first()
    if best and not best.is_first:
        Phone.objects.filter(pk=best.pk).update(is_first=True)
