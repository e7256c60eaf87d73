"""Erasing what the audit log says of a person: the one way of it, for staff, for the terminal, and for who had themselves deleted."""

from collections.abc import Collection
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.audit import erasing
from twofold.core.operations import Operation
from twofold.core.permissions import Permission
from twofold.core.verbs import verb
from twofold.directory.errors import StaffStayInTheLog
from twofold.directory.locking import lock_person
from twofold.directory.models import Person
from twofold.directory.queries.erasures import looked_for

SYSTEM = Actor.system("directory")
REACHED_BY = ("email", "phone")


@verb(Permission.ERASE_ENTRIES)
def begin(actor: Actor, person_id: UUID, *, reason: str, also: Collection[str] = ()) -> Operation:
    """Have all erased that the log says of a person by now, also of one who was removed: about them, and by what they are known.

    `also` are other words by which entries name them, such as a former name. There is no way back. Refuses without a reason, and
    for members of staff.
    """
    person = lock_person(actor, person_id, removed=True)
    if person.is_staff:
        raise StaffStayInTheLog(person_id)
    known = looked_for(SYSTEM, person_id)
    return erasing.begin(
        actor,
        person_id,
        reason=reason,
        parts=Person.objects.filter(merged_into=person_id).values_list("id", flat=True),
        words={one.value for one in known if one.kind in REACHED_BY} | {word.strip() for word in also},
        values={one.value for one in known if one.kind not in REACHED_BY},
    )
