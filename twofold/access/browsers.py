"""Browsers that people know: which of them somebody has signed in with before, and which are not asked for the second step.

A browser shows a random token. Its digest stands beside the person who signed in with it, so a token that is copied into
somebody else's browser, or shown for another person, says nothing. Each sign-in with an unknown browser and each act of
trusting it makes a new token, so one that was planted is worth nothing either.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from twofold.access.circumstances import LONGEST, Here
from twofold.access.models import Browser
from twofold.core import unit

TRUSTED_FOR = timedelta(days=30)
REMEMBERED_FOR = timedelta(days=400)


def is_known(person_id: UUID, token: str) -> bool:
    """Whether the person has signed in with the browser that shows this."""
    return Browser.objects.filter(person_id=person_id, digest=_digest(token)).exists()


def has_any(person_id: UUID) -> bool:
    """Whether the person has signed in before."""
    return Browser.objects.filter(person_id=person_id).exists()


def is_trusted(person_id: UUID, token: str) -> bool:
    """Whether the person trusts the browser that shows this, still."""
    trusted = Q(person_id=person_id, digest=_digest(token), trusted_until__gt=unit.now())
    return bool(token) and Browser.objects.filter(trusted).exists()


def see(person_id: UUID, token: str, here: Here) -> str:
    """Note that the person signs in with this browser. Returns what it shows from now on: the same if it was known."""
    noted = {"user_agent": here.browser[:LONGEST], "address": here.address, "seen_at": unit.now()}
    if token and Browser.objects.filter(person_id=person_id, digest=_digest(token)).update(**noted):
        return token
    fresh = _renewed(token)
    Browser.objects.create(person_id=person_id, digest=_digest(fresh), created_at=unit.now(), **noted)
    return fresh


def trust(person_id: UUID, token: str, here: Here) -> str:
    """Ask this browser for no second step of this person for thirty days. Returns what it shows from now on."""
    fresh = _renewed(see(person_id, token, here))
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


def _renewed(token: str) -> str:
    """A new token for whoever has the old one in this browser."""
    fresh = secrets.token_urlsafe(32)
    if token:
        Browser.objects.filter(digest=_digest(token)).update(digest=_digest(fresh))
    return fresh


def _digest(token: str) -> bytes:
    """Plain, like that of keys: nobody tries 2^256 values (see access.tokens)."""
    return hashlib.sha256(token.encode()).digest()
