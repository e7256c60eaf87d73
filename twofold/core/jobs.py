"""Jobs: work that is queued in the transaction of its cause and done by the worker (procrastinate, on Postgres)."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from twofold.core import files
from twofold.core.actor import Actor
from twofold.core.models import JobError
from twofold.core.unit import unit_of_work

KEPT_DAYS = 7


def job(
    *, retries: int = 5, queue: str = "default", cron: str | None = None
) -> Callable[[Callable[..., None]], Task[Any, Any, Any]]:
    """Make a function a job: `f.defer(...)` queues it, in the open transaction, with arguments that fit JSON.

    It is done at least once, and again after 2, 4, 8 … seconds when it fails, at most `retries` times. With `cron` the
    worker also starts it by the clock (five fields, UTC), and it then takes the planned `timestamp`.
    """

    def declare(function: Callable[..., None]) -> Task[Any, Any, Any]:
        room = function.__module__.split(".")[1]

        task = app.task(
            name=f"{room}.{function.__name__}",
            queue=queue,
            retry=RetryStrategy(max_attempts=retries, exponential_wait=2),
        )(function)
        return app.periodic(cron=cron)(task) if cron else task

    return declare


def note_error(call_next: Callable[[], Any], context: JobContext, worker: object) -> Any:
    """Around every job of the worker: keep the reason of a failure, for the queue itself does not."""
    del worker
    try:
        return call_next()
    except Exception as error:
        number: int = context.job.id  # type: ignore[assignment]  # a job that is done has one
        reason = f"{type(error).__name__}: {error}"[:2_000]
        with unit_of_work(Actor.system("worker")) as unit:
            JobError.objects.update_or_create(pk=number, defaults={"error": reason, "failed_at": unit.now})
        raise


@job(cron="23 3 * * *")
def forget_old_jobs(timestamp: int) -> None:
    """Drop jobs that ended a week ago, whichever way, and the reasons of failures with them."""
    del timestamp
    with unit_of_work(Actor.system("worker")), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs AS j WHERE status NOT IN ('todo', 'doing') AND NOT EXISTS"
            " (SELECT FROM procrastinate_events WHERE job_id = j.id AND at > now() - make_interval(days => %s))",
            [KEPT_DAYS],
        )
        cursor.execute(
            "DELETE FROM core_joberror e WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE id = e.job_id)"
        )


@job(cron="53 3 * * *")
def forget_old_files(timestamp: int) -> None:
    """Drop files that were sent a month ago."""
    del timestamp
    with unit_of_work(Actor.system("worker")):
        files.forget_old()
