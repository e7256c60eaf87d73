"""How much a key may ask: a bucket of requests in the database, from which each process takes some at a time.

A process takes a second's worth and gives it out by itself, so there is a write for every hundredth request of a busy key
and none for the others; what is taken and not used within a minute is lost to the key, never won. The same write notes when
the key was used last, which is therefore true to the minute.
"""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.db.models import Q

from twofold.access.errors import TooManyRequests
from twofold.access.models import KeyUse
from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

VALID_SECONDS = 60.0
MOST_KEYS = 10_000


@dataclass(slots=True)
class _Lease:
    left: int
    until: float


_leases: OrderedDict[bytes, _Lease] = OrderedDict()
_lock = Lock()


def admit(digest: bytes) -> None:
    """Count one request of a key. Refuses with `TooManyRequests` when there were too many; of unknown keys nothing is said."""
    if _spend(digest):
        return
    granted = _take(digest)
    if granted is not None:
        with _lock:
            _leases[digest] = _Lease(granted - 1, time.monotonic() + VALID_SECONDS)
            while len(_leases) > MOST_KEYS:
                _leases.popitem(last=False)


def _spend(digest: bytes) -> bool:
    with _lock:
        lease = _leases.get(digest)
        if lease is None or lease.left < 1 or lease.until < time.monotonic():
            return False
        lease.left -= 1
        return True


def _take(digest: bytes) -> int | None:
    """Take a second's worth out of the bucket, or what is left of it; None for a key that lets nobody in."""
    a_minute = int(settings.API_RATE)
    with unit_of_work(Actor.system("api")):
        now = clock.now()
        alive = Q(key__expires_at=None) | Q(key__expires_at__gt=now)
        use = (
            KeyUse.objects.select_for_update(of=("self",))
            .filter(alive, key__digest=digest, key__revoked_at=None)
            .first()
        )
        if use is None:
            return None
        filled = max(0.0, (now - use.filled_at).total_seconds()) * a_minute / 60
        there = min(float(a_minute), use.tokens + filled)
        granted = min(max(1, a_minute // 60), math.floor(there))
        use.tokens, use.filled_at, use.used_at = there - granted, now, now
        use.save(update_fields=["tokens", "filled_at", "used_at"])
    if granted < 1:
        raise TooManyRequests(math.ceil((1 - there) * 60 / a_minute))
    return granted
