"""The one place that asks what time it is."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones


def now() -> datetime:
    """This moment, in UTC. Inside a unit of work use `unit.now()`, which stands still."""
    return datetime.now(UTC)


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; to find them takes reading six hundred files, so once is enough."""
    return frozenset(available_timezones())
