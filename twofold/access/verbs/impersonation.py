"""Acting as a customer: a member of staff sees the portal as they do, for a while, for a reason that the customer is told."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings

from twofold.access import letters
from twofold.access.errors import NotToBeActedAs
from twofold.access.facts import CustomerImpersonated
from twofold.access.modes import Acting, checked_reason
from twofold.access.permissions import Permission
from twofold.access.sites import site_with
from twofold.core import unit
from twofold.core.actor import Actor, ActorKind
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.errors import PersonNotFound


@verb(Permission.ACT_AS_CUSTOMERS)
def begin(actor: Actor, person_id: UUID, *, reason: str, back: str = "") -> Acting:
    """Act as this person in one session, whose door keeps it; `back` is where one returns to.

    Refuses without a reason, for a person one does not see, for oneself and any colleague, and for whoever acts as
    somebody already or by a key. The person is told by letter where the settings say so, and sees it in their log.
    """
    reason = checked_reason(reason)
    if actor.kind is not ActorKind.STAFF or actor.impersonator_id is not None:
        raise NotToBeActedAs(person_id, "Only a member of staff, as themselves, acts as a customer.")
    if not directory.people_visible_to(actor).filter(id=person_id).exists():
        raise PersonNotFound(person_id)
    if directory.standing_of(Actor.system("access"), person_id).is_staff:
        raise NotToBeActedAs(person_id, "Nobody acts as a colleague: their rights are theirs alone.")
    until = unit.now() + timedelta(minutes=settings.ACTING_MINUTES)
    record(CustomerImpersonated(person_id=person_id, staff_name=actor.name, reason=reason, until=until), by=actor)
    if settings.ACTING_LETTERS:
        _tell(person_id, staff_name=actor.name, reason=reason)
    return Acting(person_id, until, reason, back)


def _tell(person_id: UUID, *, staff_name: str, reason: str) -> None:
    """By letter, in their language, to the address that they are reached at."""
    person = directory.person(Actor.system("access"), person_id)
    if person.fields["email"]:
        letters.post(
            "acted_as",
            to=person.fields["email"],
            site=site_with(None),
            language=person.fields["locale"],
            staff_name=staff_name,
            reason=reason,
        )
