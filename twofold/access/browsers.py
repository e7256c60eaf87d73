"""Browsers that people know: which of them somebody has signed in with before, and which are not asked for the second step.

A browser shows a random token. Its digest stands beside the person who signed in with it, so a token that is copied into
somebody else's browser, or shown for another person, says nothing. Each sign-in with an unknown browser and each act of
trusting it makes a new token, so one that was planted is worth nothing either.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from twofold.access.circumstances import LONGEST, Here
from twofold.access.models import Browser
from twofold.core import ids, unit

TRUSTED_FOR = timedelta(days=30)
REMEMBERED_FOR = timedelta(days=400)

# Whoever else signs in with a browser that is new to this person is known by its new token, too.
SEE = """
WITH came AS (
    UPDATE directory_person SET last_login = %(now)s WHERE id = %(person)s),
known AS (
    UPDATE access_browser SET user_agent = %(browser)s, address = %(address)s, seen_at = %(now)s
    WHERE person_id = %(person)s AND digest = %(shown)s RETURNING id),
renewed AS (
    UPDATE access_browser SET digest = %(fresh)s WHERE digest = %(shown)s AND NOT EXISTS (SELECT FROM known)),
added AS (
    INSERT INTO access_browser (id, person_id, digest, user_agent, address, created_at, seen_at)
    SELECT %(id)s, %(person)s, %(fresh)s, %(browser)s, %(address)s, %(now)s, %(now)s WHERE NOT EXISTS (SELECT FROM known))
SELECT EXISTS (SELECT FROM known), EXISTS (SELECT FROM access_browser WHERE person_id = %(person)s)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser shows from now on, and whether its person had signed in before, yet never with it."""

    token: str
    is_news: bool


def is_trusted(person_id: UUID, token: str) -> bool:
    """Whether the person trusts the browser that shows this, still."""
    trusted = Q(person_id=person_id, digest=_digest(token), trusted_until__gt=unit.now())
    return bool(token) and Browser.objects.filter(trusted).exists()


def see(person_id: UUID, token: str, here: Here) -> Seen:
    """Note that the person signs in, and with this browser; what it shows stays the same if they have done so before."""
    fresh = secrets.token_urlsafe(32)
    told = {
        "id": ids.new(),
        "person": person_id,
        "shown": _digest(token) if token else None,
        "fresh": _digest(fresh),
        "browser": here.browser[:LONGEST],
        "address": here.address,
        "now": unit.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SEE, told)
        is_known, has_any = cursor.fetchone()
    return Seen(token if is_known else fresh, has_any and not is_known)


def trust(person_id: UUID, token: str) -> str:
    """Ask this browser, which was seen, for no second step of this person for thirty days. Returns what it shows from now on."""
    fresh = secrets.token_urlsafe(32)
    Browser.objects.filter(digest=_digest(token)).update(digest=_digest(fresh))
    until = unit.now() + TRUSTED_FOR
    Browser.objects.filter(person_id=person_id, digest=_digest(fresh)).update(
        trusted_at=unit.now(), trusted_until=until
    )
    return fresh


def distrust(person_id: UUID, browser_id: UUID) -> int:
    """Ask one browser of a person's for the second step again."""
    return _trusted(person_id).filter(id=browser_id).update(trusted_at=None, trusted_until=None)


def distrust_all(person_id: UUID) -> int:
    """Ask all of them again: for whoever changes a password or a factor, trust begins anew."""
    return _trusted(person_id).update(trusted_at=None, trusted_until=None)


def trusted(person_id: UUID) -> list[Browser]:
    """Those that are trusted at the moment, the one used last first."""
    return list(_trusted(person_id).order_by("-seen_at", "id"))


def forget_old() -> int:
    """Drop browsers that nobody has used for longer than their token lasts. Returns how many."""
    dropped, _ = Browser.objects.filter(seen_at__lt=unit.now() - REMEMBERED_FOR).delete()
    return dropped


def _trusted(person_id: UUID) -> QuerySet[Browser]:
    return Browser.objects.filter(person_id=person_id, trusted_until__gt=unit.now())


def _digest(token: str) -> bytes:
    """Plain, like that of keys: nobody tries 2^256 values (see access.tokens)."""
    return hashlib.sha256(token.encode()).digest()
