"""Admin mode: for a while, and for a reason, one may do what changes who may do what. It ends with its session, or in it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings

from twofold.access.errors import NotAColleague
from twofold.access.facts import AdminModeEntered
from twofold.access.modes import AdminMode, checked_reason
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb


@verb(Permission.ENTER_ADMIN_MODE)
def enter(actor: Actor, *, reason: str) -> AdminMode:
    """Enter admin mode in one session, whose door keeps it. Refuses without a reason."""
    mode = AdminMode(unit.now() + timedelta(minutes=settings.ADMIN_MODE_MINUTES), checked_reason(reason))
    record(AdminModeEntered(person_id=_person(actor), reason=mode.reason, until=mode.until), by=actor)
    return mode


def _person(actor: Actor) -> UUID:
    """Only a person has a session."""
    if actor.person_id is None:
        raise NotAColleague(None)
    return actor.person_id
