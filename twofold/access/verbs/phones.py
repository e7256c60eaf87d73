"""A person's own phones: at which they are reached first, and which they no longer have."""

from twofold.access import phones, theirs
from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.errors.selves import PhoneNotYours
from twofold.access.facts.security import PhoneRemoved
from twofold.access.facts.selves import PhonePreferred
from twofold.access.models import Phone
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.permissions import Permission as Directory
from twofold.directory.verbs import identifiers, people

SYSTEM = Actor.system("access")


@verb(Permission.EDIT_SELF)
def prefer(actor: Actor, number: str) -> None:
    """Be reached at this number of one's own from now on. If it was this one already, nothing happens."""
    me = directory.myself(actor).id
    with theirs.writing(actor, Directory.EDIT_PEOPLE) as acting:
        mine = Phone.objects.select_for_update().filter(person=me)
        wanted = mine.filter(number=number).first()
        if wanted is None:
            raise PhoneNotYours
        if wanted.is_first:
            return
        mine.filter(is_first=True).update(is_first=False)
        mine.filter(pk=wanted.pk).update(is_first=True)
        people.edit(acting, me, fields={"phone": number})
        record(PhonePreferred(person_id=me, phone=number), by=actor)


@verb(Permission.EDIT_SELF)
def drop(actor: Actor, number: str, *, here: Here) -> None:
    """No longer have a number: one is neither reached there nor known by it, and signs in with it no more.

    Where it was the first, the one proven before the others is. One that was merely said to be theirs goes, too, without a letter.
    """
    me = directory.myself(actor)
    with theirs.writing(actor, Directory.EDIT_PEOPLE) as acting:
        was_proven = phones.forget(me.id, number)
        if not was_proven and me.phone != number:
            raise PhoneNotYours
        held = directory.traces(SYSTEM, [Pair(phones.KIND, number)]).get(Pair(phones.KIND, number))
        if held and held.person_id == me.id:
            identifiers.remove(acting, held.identifier_id)
        first = Phone.objects.filter(person=me.id, is_first=True).values_list("number", flat=True).first()
        if me.phone == number:
            people.edit(acting, me.id, fields={"phone": first})
        if was_proven:
            announce(PhoneRemoved(person_id=me.id, phone=number, **here.told), by=actor, here=here)
