"""Admin mode: for a while, and for a reason, one may do what changes who may do what."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings

from twofold.access.errors import NotAColleague
from twofold.access.facts import AdminModeEnded, AdminModeEntered
from twofold.access.modes import AdminMode, checked_reason
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb


@verb(Permission.ENTER_ADMIN_MODE)
def enter(actor: Actor, *, reason: str) -> AdminMode:
    """Enter admin mode in one session, whose door keeps it. Entering it again begins the time anew. Refuses without a reason."""
    mode = AdminMode(unit.now() + timedelta(minutes=settings.ADMIN_MODE_MINUTES), checked_reason(reason))
    record(AdminModeEntered(person_id=_person(actor), reason=mode.reason, until=mode.until), by=actor)
    return mode


@verb(Permission.ENTER_ADMIN_MODE)
def end(actor: Actor, mode: AdminMode) -> None:
    """Write down that admin mode ended, by hand or because its time had passed."""
    record(AdminModeEnded(person_id=_person(actor), is_timed_out=mode.until <= unit.now()), by=actor)


def _person(actor: Actor) -> UUID:
    """Only a person has a session."""
    if actor.person_id is None:
        raise NotAColleague(None)
    return actor.person_id
