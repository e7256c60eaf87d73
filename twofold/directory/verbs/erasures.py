"""Erasing people for good: the one way of it, for staff, for the terminal, and for who had themselves deleted."""

from collections.abc import Collection, Iterable
from uuid import UUID

from twofold.core import erasing
from twofold.core.actor import Actor
from twofold.core.operations import Operation
from twofold.core.permissions import Permission
from twofold.core.verbs import verb
from twofold.directory.errors import PersonNotFound, StaffAreNotErased
from twofold.directory.models import Identifier, Person
from twofold.directory.queries.erasures import DEVICES
from twofold.directory.verbs import people

REACHED_BY = ("email", "phone")


@verb(Permission.ERASE_ENTRIES)
def begin(actor: Actor, person_id: UUID, *, reason: str, also: Collection[str] = ()) -> Operation:
    """Have a person erased, and whoever turned out to be them: all that any room keeps of them, and what the log says.

    They are removed first where they are not yet, and are in no list from then on. `also` are other words by which entries name
    them, such as a former name. Begun already, that one is returned. There is no way back. Refuses without a reason, for members
    of staff, and for the last owner of an account.
    """
    person = Person.objects.select_for_update(no_key=True).filter(id=person_id, merged_into=None).first()
    if person is None:
        raise PersonNotFound(person_id)
    if person.is_staff:
        raise StaffAreNotErased(person_id)
    parts = Person.objects.filter(merged_into=person_id)
    known = list(Identifier.objects.filter(person=person_id).order_by("id").values_list("kind", "value"))
    begun = erasing.begin(
        actor,
        person_id,
        reason=reason,
        parts=[one.id for one in parts],
        words={value for kind, value in known if kind in REACHED_BY} | {word.strip() for word in also},
        values={value for kind, value in known if kind not in (*REACHED_BY, *DEVICES)},
        devices={value for kind, value in known if kind in DEVICES},
        names=_names([person, *parts]),
    )
    if person.erased_at is None:
        people.remove(actor, person_id)
    return begun


def _names(several: Iterable[Person]) -> set[str]:
    """What they are called in full: one word alone is what too many others are called."""
    return {one.name for one in several if " " in one.name.strip()}
