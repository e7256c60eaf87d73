"""Letting people go: somebody who asks to be deleted has two weeks to stay after all."""

from datetime import timedelta
from uuid import UUID

from twofold.access import letters, proofs, sessions
from twofold.access.errors.selves import StaffStay
from twofold.access.facts.selves import DeletionAsked, DeletionWithdrawn
from twofold.access.models import Farewell, Photo
from twofold.access.permissions import Permission
from twofold.access.queries.selves import post_of
from twofold.access.sites import SiteHere, site_with
from twofold.core import links, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory import guards
from twofold.directory import queries as directory
from twofold.directory.permissions import Permission as Directory
from twofold.directory.verbs import erasures

GRACE = timedelta(days=14)
SYSTEM = Actor.system("access")


@verb(Permission.EDIT_SELF)
def ask(actor: Actor, *, reason: str, site: SiteHere) -> None:
    """Ask to be deleted in two weeks: one is signed out everywhere, and told by letter how to stay. Asked before, nothing happens.

    Refuses the last owner of an account, and members of staff.
    """
    me = directory.myself(actor).id
    with unit_of_work(SYSTEM):
        _require_may_go(me)
        due = unit.now() + GRACE
        _, is_new = Farewell.objects.get_or_create(
            person_id=me,
            defaults={"site_id": site.id, "reason": reason.strip()[:1000], "asked_at": unit.now(), "due_at": due},
        )
        if not is_new:
            return
        record(DeletionAsked(person_id=me, due_at=due, reason=reason.strip()[:1000]), by=actor)
        sessions.end_all(me)
        _tell(me, "deletion_asked", site, due=due, url=links.to("portal:deletion", base=site.url))


@verb(Permission.EDIT_SELF)
def take_back(actor: Actor) -> None:
    """Stay after all. Whoever did not ask to go stays anyway."""
    me = directory.myself(actor).id
    with unit_of_work(SYSTEM):
        if Farewell.objects.filter(person=me).delete()[0]:
            record(DeletionWithdrawn(person_id=me), by=actor)


@verb(Directory.REMOVE_PEOPLE)
def carry_out(actor: Actor) -> int:
    """Remove those whose two weeks are over. Returns how many; who has become the last owner of an account, or staff, waits."""
    gone = 0
    for farewell in Farewell.objects.select_for_update(skip_locked=True).filter(due_at__lte=unit.now())[:100]:
        try:
            with unit_of_work(actor):
                _remove(actor, farewell)
                gone += 1
        except Refusal:
            continue
    return gone


def _require_may_go(person_id: UUID) -> None:
    """Refuse whoever would leave an account without an owner, and members of staff."""
    if directory.standing_of(SYSTEM, person_id).is_staff:
        raise StaffStay
    for objection in guards.objections_to_people([person_id]).values():
        raise objection


def _remove(actor: Actor, farewell: Farewell) -> None:
    """A last letter says so; no way in is left at once, and all that is kept of them is erased by and by."""
    person_id = farewell.person_id
    _tell(person_id, "deletion_done", site_with(farewell.site_id))
    asked = f"{farewell.asked_at.day} {farewell.asked_at:%B %Y}"
    erasures.begin(actor, person_id, reason=f"They asked on {asked} to be deleted")
    proofs.close(person_id)
    Photo.objects.filter(person=person_id).delete()
    farewell.delete()


def _tell(person_id: UUID, kind: str, site: SiteHere, **told: object) -> None:
    post = post_of(person_id)
    if post.address:
        letters.post(kind, to=post.address, site=site, language=post.language, **told)
