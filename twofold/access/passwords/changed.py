"""What follows from a new password, however it was chosen."""

from uuid import UUID

from twofold.access import browsers, sessions
from twofold.access.announcing import announce
from twofold.access.circumstances import Here
from twofold.access.facts.security import PasswordChanged
from twofold.core.actor import Actor


def changed(person_id: UUID, *, by: Actor, here: Here, session_key: str | None) -> None:
    """Sign the person out everywhere but in this session, trust no browser any more, and tell them."""
    sessions.end_all(person_id, except_key=session_key)
    browsers.distrust_all(person_id)
    announce(PasswordChanged(person_id=person_id, **here.told), by=by, here=here)
