"""The jobs, to be looked at: procrastinate's tables with the reasons of failures beside them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.permissions import Permission

COUNTED = 10_000
SHOWN_LETTERS = 60
NOT_SHOWN = {"subject", "text", "html"}  # of what is sent: there may be a code in it


class JobState(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    DOING = "doing"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"


STATUSES: dict[JobState, tuple[str, ...]] = {
    JobState.QUEUED: ("todo",),
    JobState.DOING: ("doing",),
    JobState.FAILED: ("failed",),
    JobState.DONE: ("succeeded",),
    JobState.CANCELLED: ("cancelled", "aborted"),
}
STATES = {status: state for state, statuses in STATUSES.items() for status in statuses}


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is queued, under way or over. Letters, texts and other long arguments are told by their length."""

    id: int
    name: str
    queue: str
    state: JobState
    attempts: int
    arguments: dict[str, Any]
    planned_at: datetime | None
    queued_at: datetime | None
    changed_at: datetime | None
    error: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, newest first; `newer` and `older` are the ids to go on from, None where there is nothing."""

    jobs: list[Job]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs stand how, each counted up to `COUNTED`, and whether anybody works on them."""

    by_state: dict[JobState, int]
    oldest_due_at: datetime | None
    workers: int

    @property
    def waited_seconds(self) -> float:
        """How long the oldest job that is due has been waiting."""
        return max(0.0, (unit.now() - self.oldest_due_at).total_seconds()) if self.oldest_due_at else 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that starts by the clock."""

    name: str
    cron: str
    last_at: datetime | None
    next_at: datetime


JOBS = """
SELECT j.id, j.task_name, j.queue_name, j.status::text, j.attempts, j.args::text, j.scheduled_at,
       (SELECT min(at) FROM procrastinate_events WHERE job_id = j.id AND type = 'deferred'),
       (SELECT max(at) FROM procrastinate_events WHERE job_id = j.id AND type <> 'scheduled'),
       coalesce(e.error, ''), e.failed_at
FROM procrastinate_jobs j
LEFT JOIN core_joberror e ON e.job_id = j.id
WHERE j.status = ANY (%(statuses)s::procrastinate_job_status[])
  AND (%(before)s::bigint IS NULL OR j.id < %(before)s) AND (%(after)s::bigint IS NULL OR j.id > %(after)s)
ORDER BY CASE WHEN %(after)s::bigint IS NULL THEN -j.id ELSE j.id END
LIMIT %(limit)s
"""

COUNTS = """
SELECT wanted.status,
       (SELECT count(*)
        FROM (SELECT FROM procrastinate_jobs WHERE status = wanted.status::procrastinate_job_status LIMIT %s) AS counted)
FROM unnest(%s::text[]) AS wanted (status)
"""

WORKING = """
SELECT (SELECT min(greatest(coalesce(j.scheduled_at, e.at), e.at))
        FROM (SELECT id, scheduled_at FROM procrastinate_jobs
              WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 100) AS j
        JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id AND type <> 'scheduled') AS e ON true),
       (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds')
"""

LAST_RUNS = "SELECT task_name, max(defer_timestamp) FROM procrastinate_periodic_defers GROUP BY task_name"


def jobs(
    actor: Actor,
    *,
    state: JobState | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> JobPage:
    """Jobs, newest first."""
    actor.require(Permission.SEE_JOBS)
    wanted = STATUSES[state] if state else tuple(STATES)
    with connection.cursor() as cursor:
        asked = {"statuses": list(wanted), "before": before, "after": after, "limit": limit + 1}
        cursor.execute(JOBS, asked)
        rows = [_job(row) for row in cursor]
    more, rows = len(rows) > limit, rows[:limit]
    backwards = after is not None
    if backwards:
        rows.reverse()
    return JobPage(
        jobs=rows,
        newer=rows[0].id if rows and (more if backwards else before is not None) else None,
        older=rows[-1].id if rows and (more or backwards) else None,
    )


def job_counts(actor: Actor) -> JobCounts:
    """How many jobs stand how, since when the oldest that is due has been waiting, and how many workers there are."""
    actor.require(Permission.SEE_JOBS)
    counts = dict.fromkeys(JobState, 0)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [COUNTED + 1, list(STATES)])
        for status, count in cursor:
            counts[STATES[status]] += count
        cursor.execute(WORKING)
        oldest, workers = cursor.fetchone()
    return JobCounts(counts, oldest, workers)


def schedules(actor: Actor) -> list[Schedule]:
    """Every job that starts by the clock, with its last and its next start."""
    actor.require(Permission.SEE_JOBS)
    with connection.cursor() as cursor:
        cursor.execute(LAST_RUNS)
        last = {name: datetime.fromtimestamp(stamp, UTC) for name, stamp in cursor if stamp is not None}
    planned = sorted(app.periodic_registry.periodic_tasks.values(), key=lambda task: task.task.name)
    return [Schedule(each.task.name, each.cron, last.get(each.task.name), _next_start(each)) for each in planned]


def _next_start(planned: PeriodicTask[Any, Any, Any]) -> datetime:
    """As procrastinate reckons it, without touching the state of its own clock."""
    start: datetime = type(planned.croniter)(planned.cron, unit.now()).get_next(datetime)
    return start


def _job(row: tuple[Any, ...]) -> Job:
    number, name, queue, status, attempts, arguments, *rest = row
    shown = {key: _shown(key, value) for key, value in json.loads(arguments).items()}
    return Job(number, name, queue, STATES[status], attempts, shown, *rest)


def _shown(key: str, value: object) -> object:
    text = value if isinstance(value, str) else json.dumps(value)
    return value if len(text) <= SHOWN_LETTERS and key not in NOT_SHOWN else f"{len(text):,} characters"
