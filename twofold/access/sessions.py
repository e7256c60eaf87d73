"""Sessions: which browsers a person is signed in with, when they were last here, and how that ends.

Ending a session deletes it, so its browser is out with its next request. Losing a place in an account ends only the sessions
that were begun with what is the account's own; elsewhere one goes on as oneself.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection

from twofold.access.contexts import HELD
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

if TYPE_CHECKING:
    from django.db.models import QuerySet

CONTEXT = "context"  # in what is kept of a session: the account that its person acts in
A_MINUTE, MINUTES = timedelta(minutes=1), timedelta(minutes=5)
MOST_NOTED = 10_000
MOST_SHOWN = 100

# The place that somebody acts in is noted by the same statement, at most once in some minutes for each.
SEEN = f"""
WITH seen AS (
    INSERT INTO usersessions_usersession AS s (user_id, session_key, ip, user_agent, data, created_at, last_seen_at)
    VALUES (%(person)s, %(key)s, %(address)s, %(browser)s, '{{}}', %(now)s, %(now)s)
    ON CONFLICT (session_key) DO UPDATE
    SET ip = excluded.ip, user_agent = excluded.user_agent, last_seen_at = excluded.last_seen_at
    WHERE s.last_seen_at <= %(a_minute_ago)s)
INSERT INTO access_seat AS seat (membership_id, address, used_at)
SELECT m.id, '', %(now)s FROM directory_membership m LEFT JOIN access_seat s ON s.membership_id = m.id
WHERE m.account_id = %(account)s AND {HELD}
ON CONFLICT (membership_id) DO UPDATE SET used_at = excluded.used_at
WHERE coalesce(seat.used_at, '-infinity') <= %(minutes_ago)s
"""  # noqa: S608 - parts of ours, without input
OWN_DOMAINS = """
SELECT value FROM directory_accountidentifier WHERE account_id = %s AND kind = 'domain' AND proven_at IS NOT NULL
"""

_noted: OrderedDict[tuple[str, UUID | None], float] = OrderedDict()
_lock = Lock()


def hold(key: str) -> None:
    """Let nobody else who holds this session go on until the transaction ends. What can be no key holds none."""
    if key.isalnum():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('session:' || %s, 0))", [key])


def note_seen(key: str, person_id: UUID, *, address: str, browser: str, account_id: UUID | None) -> None:
    """Note that a session is in use, from where, and in which account: one write a minute, and nothing for the other requests."""
    if _is_noted(key, account_id):
        return
    now = unit.now()
    told: dict[str, Any] = {
        "person": person_id, "key": key, "address": address, "browser": browser[:200], "account": account_id, "now": now,
        "today": now.date(), "a_minute_ago": now - A_MINUTE, "minutes_ago": now - MINUTES,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SEEN, told)


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


def end_of_account(person_id: UUID, account_id: UUID) -> int:
    """Sign a person out where they came in by what is this account's own. Returns out of how many browsers.

    That is a code mailed to an address of a domain that it has proven, or a login elsewhere with such an address.
    """
    with unit_of_work(Actor.system("access")), connection.cursor() as cursor:
        cursor.execute(OWN_DOMAINS, [account_id])
        domains = {domain.lower() for (domain,) in cursor}
    if not domains:
        return 0
    theirs = UserSession.objects.filter(user_id=person_id)
    stored = _stored().filter(session_key__in=theirs.values("session_key"))
    its_own = [one.session_key for one in stored if _came_by(one.get_decoded(), person_id, domains)]
    return _end(theirs.filter(session_key__in=its_own))


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


def _came_by(session: Mapping[str, Any], person_id: UUID, domains: set[str]) -> bool:
    """Whether a session was begun with an address of one of these domains, which somebody else than its person may own."""
    ways = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    addresses = [way.get("email") for way in ways if way["method"] == "code"]
    for way in (one for one in ways if one["method"] == "socialaccount"):
        elsewhere = SocialAccount.objects.filter(user_id=person_id, provider=way["provider"], uid=way["uid"])
        said = elsewhere.values_list("extra_data", flat=True)
        addresses += [(told.get("userinfo") or told.get("id_token") or told).get("email") for told in said]
    return any((address or "").rpartition("@")[2].lower() in domains for address in addresses)


def _is_noted(key: str, account_id: UUID | None) -> bool:
    """Whether this process has noted the session, in this account, within the last minute; if not, it takes it as noted from now on."""
    now = time.monotonic()
    with _lock:
        if now - _noted.get((key, account_id), -A_MINUTE.total_seconds()) < A_MINUTE.total_seconds():
            return True
        _noted[key, account_id] = now
        _noted.move_to_end((key, account_id))
        while len(_noted) > MOST_NOTED:
            _noted.popitem(last=False)
        return False
