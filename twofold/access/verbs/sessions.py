"""A person's sessions: ending one, or all the others."""

from twofold.access import sessions
from twofold.access.errors.security import SessionNotFound
from twofold.access.facts.security import SessionsEnded
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory.queries.selves import person_behind


@verb(Permission.EDIT_SELF)
def end(actor: Actor, session_id: int) -> None:
    """Sign the actor out of one browser. Refuses a session that is not theirs, or over."""
    me = person_behind(actor)
    if not sessions.end_one(me, session_id):
        raise SessionNotFound(session_id)
    record(SessionsEnded(person_id=me, count=1), by=actor)


@verb(Permission.EDIT_SELF)
def end_others(actor: Actor, *, session_key: str | None) -> int:
    """Sign the actor out everywhere but in this session, or everywhere. Returns out of how many browsers."""
    me = person_behind(actor)
    count = sessions.end_all(me, except_key=session_key)
    if count:
        record(SessionsEnded(person_id=me, count=count), by=actor)
    return count
