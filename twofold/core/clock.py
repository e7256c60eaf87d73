"""The one place that asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC. Inside a unit of work use `unit.now()`, which stands still."""
    return datetime.now(UTC)
