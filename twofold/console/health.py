"""How the engines and queues fare, a line each: a dot, what it is, and what was seen, in words."""

from dataclasses import dataclass

from django.urls import reverse

from twofold.console import in_words
from twofold.console.readers import BEHIND_SECONDS
from twofold.core import queries, unit
from twofold.core.actor import Actor
from twofold.core.queries import Health, JobCounts, JobState, ReaderState
from twofold.events.queries import TapeHealth

GB = 2**30
CROWDED, FULL, ALMOST_FULL = 0.8, 0.95, 0.85
LATE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class HealthLine:
    """`tone` is good, warn or bad; `url` leads to the page where something can be done."""

    tone: str
    label: str
    seen: str
    url: str = ""


def engines_and_queues(actor: Actor) -> list[HealthLine]:
    """All lines. Five small statements, whatever the size of the installation."""
    health = queries.health(actor)
    return [
        _database(health),
        _readers(queries.reader_states(actor)),
        _jobs(queries.job_counts(actor)),
        _disk(health),
    ]


def tape(seen: TapeHealth) -> HealthLine:
    """The tape: how much is on it, and how long events wait between their arrival and being on it."""
    lag = (unit.now() - seen.oldest_in_flight_at).total_seconds() if seen.oldest_in_flight_at else 0.0
    if lag > LATE_SECONDS:
        return HealthLine("warn", "Tape", f"a batch of events is {in_words.span(lag)} late")
    rate = f", {seen.events_last_minute:,} in the last minute" if seen.events_last_minute else ""
    return HealthLine(
        "good", "Tape", f"ClickHouse {seen.version}, {seen.events:,} events, {in_words.size(seen.bytes_on_disk)}{rate}"
    )


def _database(health: Health) -> HealthLine:
    used = f"{health.connections} of {health.max_connections} connections"
    tone = "warn" if health.connections > CROWDED * health.max_connections else "good"
    return HealthLine(tone, "Records", f"PostgreSQL {health.version}, {in_words.size(health.database_bytes)}, {used}")


def _readers(states: list[ReaderState]) -> HealthLine:
    url = reverse("console:ledger_readers")
    known = [state for state in states if state.is_known]
    failing = [state for state in known if state.is_failing]
    behind = [state for state in known if state.lag_seconds > BEHIND_SECONDS]
    if not known:
        return HealthLine("warn", "Ledger", "no readers yet: is a worker running?", url)
    if failing:
        return HealthLine("bad", "Ledger", f"{in_words.title(failing[0].name)} fails{_and_others(failing)}", url)
    if behind:
        longest = max(state.lag_seconds for state in behind)
        return HealthLine("warn", "Ledger", f"{_count(behind, 'reader')} up to {in_words.span(longest)} behind", url)
    return HealthLine("good", "Ledger", f"{_count(known, 'reader')}, all up to date", url)


def _jobs(counts: JobCounts) -> HealthLine:
    url = reverse("console:jobs")
    queued, failed = counts.by_state[JobState.QUEUED], counts.by_state[JobState.FAILED]
    if not counts.workers:
        return HealthLine("bad", "Jobs", f"no worker is running, {queued:,} wait", url)
    if failed:
        return HealthLine("bad", "Jobs", f"{failed:,} failed", f"{url}?state={JobState.FAILED}")
    if counts.waited_seconds > LATE_SECONDS:
        return HealthLine("warn", "Jobs", f"{queued:,} wait, the oldest {in_words.span(counts.waited_seconds)}", url)
    return HealthLine("good", "Jobs", f"{queued:,} queued, none failed" if queued else "nothing waits", url)


def _disk(health: Health) -> HealthLine:
    used = health.disk_share_used
    tone = "bad" if used > FULL else "warn" if used > ALMOST_FULL else "good"
    return HealthLine(tone, "Disk", f"{in_words.size(health.disk_free)} free of {in_words.size(health.disk_total)}")


def _count(things: list[ReaderState], word: str) -> str:
    return f"{len(things)} {word}" if len(things) == 1 else f"{len(things)} {word}s"


def _and_others(failing: list[ReaderState]) -> str:
    return f", and {len(failing) - 1} more" if len(failing) > 1 else ""
