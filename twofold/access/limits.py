"""Limits: how often something may be tried, counted in Postgres, whichever process or machine is asked.

Each is a generic cell rate (GCRA, ITU-T I.371): of `amount` tries in `seconds` all may come at once, then one for each
`seconds / amount`. It takes one row and one statement for all limits of a step, and two who try at once wait for each other,
so that nobody slips through between looking and counting. What counts only if it fails is held first: that waits like
counting, and what turns out to be in order costs nothing more. Whoever waited looks at a moment that is over by then, and clocks of
machines differ: half a step early, a second at most, is not too early. That lets nobody through who would be one too many at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from twofold.access.models import Limit
from twofold.core import clock

EARLY = timedelta(seconds=1)
SPEND = """
INSERT INTO access_limit AS l (key, full_until, holds)
SELECT key, %(now)s::timestamptz + step, room
FROM unnest(%(keys)s::text[], %(steps)s::interval[], %(rooms)s::interval[]) AS t (key, step, room)
ORDER BY key
ON CONFLICT (key) DO UPDATE
SET full_until = greatest(l.full_until, %(now)s) + (excluded.full_until - %(now)s), holds = excluded.holds
WHERE greatest(l.full_until, %(now)s) + (excluded.full_until - %(now)s) <= %(now)s + excluded.holds
"""
FULL = """
SELECT count(*) FROM unnest(%(keys)s::text[], %(steps)s::interval[], %(rooms)s::interval[]) AS t (key, step, room)
JOIN access_limit l USING (key) WHERE greatest(l.full_until, %(now)s) + step > %(now)s + room
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tries in so many seconds, of whatever the key names."""

    key: str
    amount: int
    seconds: float

    @property
    def step(self) -> timedelta:
        """What one try costs."""
        return timedelta(seconds=self.seconds / self.amount)

    def room_for(self, tries: int) -> timedelta:
        """How full it may be so that so many have fitted in."""
        return self.step * tries + min(self.step / 2, EARLY)


def spend(rates: Collection[Rate]) -> bool:
    """Count one try against all of them. False if one of them has no room: then it is refused, and the others have counted it."""
    return _fits(rates, _told(rates))


def hold(rates: Collection[Rate]) -> bool:
    """Whether a try would be let through, without counting it: until the transaction ends whoever tries the same waits."""
    free = [rate.room_for(rate.amount - 1) for rate in rates]
    return _fits(rates, _told(rates) | {"steps": [timedelta()] * len(rates), "rooms": free})


def have_room(rates: Collection[Rate]) -> bool:
    """Whether a try would be let through, without counting it."""
    with connection.cursor() as cursor:
        cursor.execute(FULL, _told(rates))
        (full,) = cursor.fetchone()
    return not full


def clear(keys: Collection[str]) -> None:
    """Begin anew."""
    Limit.objects.filter(key__in=keys).delete()


def forget() -> int:
    """Drop those that are empty anyway. Returns how many."""
    dropped, _ = Limit.objects.filter(full_until__lte=clock.now()).delete()
    return dropped


def _fits(rates: Collection[Rate], told: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(SPEND, told)
        return bool(cursor.rowcount == len(rates))


def _told(rates: Collection[Rate]) -> dict[str, Any]:
    return {
        "now": clock.now(),
        "keys": [rate.key for rate in rates],
        "steps": [rate.step for rate in rates],
        "rooms": [rate.room_for(rate.amount) for rate in rates],
    }
