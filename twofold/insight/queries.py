"""How many, how often, and compared with before."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.events.permissions import Permission
from twofold.events.store import measure


@dataclass(frozen=True, slots=True)
class DayCount:
    """A number for a day (UTC)."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class TopEvent:
    """A kind of event: how often in the period, and how often in the period of the same length before it."""

    name: str
    count: int
    before: int

    @property
    def change(self) -> float | None:
        """By which share it grew or shrank; None if there was none before."""
        return self.count / self.before - 1 if self.before else None


@dataclass(frozen=True, slots=True)
class Today:
    """A number for today so far, and for yesterday until the same time of day."""

    count: int
    before: int


def people_active(actor: Actor, *, days: int = 30, until: date | None = None) -> list[DayCount]:
    """How many people did something on each of the last days, the last of them included; quiet days are zero."""
    actor.require(Permission.SEE_EVENTS)
    since, end = _period(days, until)
    return _filled(measure.active_people(since, end), since, days)


def people_new(actor: Actor, *, days: int = 30, until: date | None = None) -> list[DayCount]:
    """How many people did something for the first time ever on each of the last days."""
    actor.require(Permission.SEE_EVENTS)
    since, end = _period(days, until)
    return _filled(measure.new_people(since, end), since, days)


def events_by_day(actor: Actor, *, days: int = 30, until: date | None = None, name: str = "") -> list[DayCount]:
    """How many events there were on each of the last days; with a name, how many of that name."""
    actor.require(Permission.SEE_EVENTS)
    since, end = _period(days, until)
    return _filled(measure.events_by_day(since, end, name=name), since, days)


def events_today(actor: Actor, *, name: str = "") -> Today:
    """How many events there were today so far, beside yesterday until the same time; with a name, of that name."""
    actor.require(Permission.SEE_EVENTS)
    now = clock.now()
    midnight = datetime.combine(now.date(), time(), UTC)
    return Today(*measure.so_far(midnight, now, timedelta(days=1), name=name))


def top_events(actor: Actor, *, days: int = 7, until: date | None = None, limit: int = 10) -> list[TopEvent]:
    """The most frequent events of the last days, with how often they were in as many days before."""
    actor.require(Permission.SEE_EVENTS)
    since, end = _period(days, until)
    found = measure.top_events(since, end, since - timedelta(days=days), limit=limit)
    return [TopEvent(name, count, before) for name, count, before in found]


def _period(days: int, until: date | None) -> tuple[datetime, datetime]:
    """Midnight before the first day and midnight after the last, which is today unless it is said."""
    last = until or clock.now().date()
    end = datetime.combine(last + timedelta(days=1), time(), UTC)
    return end - timedelta(days=days), end


def _filled(found: list[tuple[date, int]], since: datetime, days: int) -> list[DayCount]:
    counts = dict(found)
    every = (since.date() + timedelta(days=passed) for passed in range(days))
    return [DayCount(day, counts.get(day, 0)) for day in every]
