"""Limits: how often something may be tried, counted in Postgres, whichever process or machine is asked.

Each is a generic cell rate (GCRA, ITU-T I.371): of `amount` tries in `seconds` all may come at once, then one for each
`seconds / amount`. It takes one row and one statement for all limits of a step, and two who try at once wait for each other,
so that nobody slips through between looking and counting.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from twofold.access.models import Limit
from twofold.core import clock

SPEND = """
INSERT INTO access_limit AS l (key, full_until, holds)
SELECT key, %(now)s::timestamptz + step, step * amount
FROM unnest(%(keys)s::text[], %(steps)s::interval[], %(amounts)s::int[]) AS t (key, step, amount)
ORDER BY key
ON CONFLICT (key) DO UPDATE
SET full_until = greatest(l.full_until, %(now)s) + (excluded.full_until - %(now)s), holds = excluded.holds
WHERE greatest(l.full_until, %(now)s) + (excluded.full_until - %(now)s) <= %(now)s + excluded.holds
RETURNING key
"""
FULL = """
SELECT count(*) FROM unnest(%(keys)s::text[], %(steps)s::interval[], %(amounts)s::int[]) AS t (key, step, amount)
JOIN access_limit l USING (key) WHERE greatest(l.full_until, %(now)s) + step > %(now)s + step * amount
"""
GIVE_BACK = """
UPDATE access_limit l SET full_until = l.full_until - step
FROM unnest(%(keys)s::text[], %(steps)s::interval[]) AS t (key, step) WHERE l.key = t.key
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


def spend(rates: Collection[Rate]) -> bool:
    """Count one try against all of them. False if one of them has no room: then it is refused, and the others have counted it."""
    with connection.cursor() as cursor:
        cursor.execute(SPEND, _told(rates))
        return len(cursor.fetchall()) == len(rates)


def have_room(rates: Collection[Rate]) -> bool:
    """Whether a try would be let through, without counting it."""
    with connection.cursor() as cursor:
        cursor.execute(FULL, _told(rates))
        (full,) = cursor.fetchone()
    return not full


def give_back(rates: Collection[Rate]) -> None:
    """Take one try back that turned out to be in order."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, _told(rates))


def clear(keys: Collection[str]) -> None:
    """Begin anew."""
    Limit.objects.filter(key__in=keys).delete()


def forget() -> int:
    """Drop those that are empty anyway. Returns how many."""
    dropped, _ = Limit.objects.filter(full_until__lte=clock.now()).delete()
    return dropped


def _told(rates: Collection[Rate]) -> dict[str, list[str] | list[timedelta] | list[int] | datetime]:
    return {
        "now": clock.now(),
        "keys": [rate.key for rate in rates],
        "steps": [rate.step for rate in rates],
        "amounts": [rate.amount for rate in rates],
    }
