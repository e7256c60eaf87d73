"""Sessions: which browsers a person is signed in with, as whom they act there, and how that ends.

Ending a session deletes it, so its browser is out with its next request.
"""

import time
from collections import OrderedDict
from datetime import timedelta
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

if TYPE_CHECKING:
    from django.db.models import QuerySet

CONTEXT = "context"  # in what is kept of a session: the account that its person acts in
A_MINUTE = timedelta(minutes=1)
MOST_NOTED = 10_000
MOST_SHOWN = 100

SEEN = """
INSERT INTO usersessions_usersession AS s (user_id, session_key, ip, user_agent, data, created_at, last_seen_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (session_key) DO UPDATE
SET ip = excluded.ip, user_agent = excluded.user_agent, data = s.data || excluded.data, last_seen_at = excluded.last_seen_at
WHERE s.last_seen_at <= %s
"""

_noted: OrderedDict[str, float] = OrderedDict()
_lock = Lock()


def note_seen(key: str, person_id: UUID, *, address: str, browser: str, account_id: UUID | None) -> None:
    """Note that a session is in use, and from where: one write a minute, and nothing at all for the other requests."""
    if _is_noted(key):
        return
    context = msgspec.json.encode({CONTEXT: account_id}).decode()
    now = unit.now()
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [person_id, key, address, browser[:200], context, now, now, now - A_MINUTE])


def enter(key: str, account_id: UUID | None) -> None:
    """Note as whom the person of a session acts from now on, so that it ends with their place there."""
    with unit_of_work(Actor.system("access")):
        for session in UserSession.objects.select_for_update().filter(session_key=key):
            session.data = {**session.data, CONTEXT: str(account_id) if account_id else None}
            session.save(update_fields=["data"])


def of_person(person_id: UUID) -> list[UserSession]:
    """The sessions of a person that live, the one used last first."""
    living = _stored().filter(expire_date__gt=unit.now()).values("session_key")
    theirs = UserSession.objects.filter(user_id=person_id, session_key__in=living)
    return list(theirs.order_by("-last_seen_at", "-pk")[:MOST_SHOWN])


def end_one(person_id: UUID, session_id: int) -> int:
    """Sign a person out of one browser. Returns out of how many."""
    return _end(UserSession.objects.filter(user_id=person_id, pk=session_id))


def move(before: str, after: str) -> None:
    """Keep what is known of a session whose key was changed."""
    UserSession.objects.filter(session_key=before).update(session_key=after)


def forget_ended() -> int:
    """Drop sessions that are over, and what was noted of them. Returns how many."""
    _stored().filter(expire_date__lte=unit.now()).delete()
    dropped, _ = UserSession.objects.exclude(session_key__in=_stored().values("session_key")).delete()
    return dropped


def end_context(person_id: UUID, account_id: UUID) -> int:
    """Sign a person out wherever they act in this account at the moment. Returns out of how many browsers."""
    return _end(UserSession.objects.filter(user_id=person_id, **{f"data__{CONTEXT}": str(account_id)}))


def end_all(person_id: UUID, *, except_key: str | None = None) -> int:
    """Sign a person out everywhere, or everywhere but in one session. Returns out of how many browsers."""
    return _end(UserSession.objects.filter(user_id=person_id).exclude(session_key=except_key or ""))


def _end(sessions: "QuerySet[UserSession]") -> int:
    with unit_of_work(Actor.system("access")):
        keys = list(sessions.values_list("session_key", flat=True))
        _stored().filter(session_key__in=keys).delete()
        UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _stored() -> Any:
    """Where Django keeps what a session holds."""
    return import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects


def _is_noted(key: str) -> bool:
    """Whether this process has noted the session within the last minute; if not, it takes it as noted from now on."""
    now = time.monotonic()
    with _lock:
        if now - _noted.get(key, -A_MINUTE.total_seconds()) < A_MINUTE.total_seconds():
            return True
        _noted[key] = now
        _noted.move_to_end(key)
        while len(_noted) > MOST_NOTED:
            _noted.popitem(last=False)
        return False
