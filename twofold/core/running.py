"""What staff may do about readers that rest and jobs that failed or wait."""

from dataclasses import dataclass

from django.db import connection
from procrastinate.contrib.django import app

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import Fact, record
from twofold.core.models import Reader
from twofold.core.permissions import Permission
from twofold.core.refusals import Conflict, NotFound
from twofold.core.verbs import verb


@dataclass(eq=False)
class ReaderNotFound(NotFound):
    """There is no reader of this name."""

    name: str


@dataclass(eq=False)
class JobNotFound(NotFound):
    """There is no such job any more."""

    job_id: int


@dataclass(eq=False)
class JobNotFailed(Conflict):
    """Only a job that failed or was cancelled can be done again."""

    job_id: int


@dataclass(eq=False)
class JobNotQueued(Conflict):
    """Only a job that nobody has begun can be cancelled."""

    job_id: int


@dataclass(frozen=True, kw_only=True)
class ReaderWoken(Fact):
    """A reader that rested after a failure may try again at once."""

    name: str


@dataclass(frozen=True, kw_only=True)
class JobRetried(Fact):
    """A job that failed, or was cancelled, is queued again."""

    job_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class JobCancelled(Fact):
    """A job was taken out of the queue."""

    job_id: int
    name: str


@verb(Permission.RUN_READERS)
def wake_reader(actor: Actor, name: str) -> None:
    """Let a reader that rests after a failure try again now. One that does not rest is left alone."""
    place = Reader.objects.select_for_update().filter(name=name).first()
    if place is None:
        raise ReaderNotFound(name)
    if place.next_try_at is None or place.next_try_at <= unit.now():
        return
    place.next_try_at = unit.now()
    place.save(update_fields=["next_try_at"])
    record(ReaderWoken(name=name), by=actor)


@verb(Permission.RUN_JOBS)
def retry_job(actor: Actor, job_id: int) -> None:
    """Queue a job again that failed or was cancelled; one that is queued already stays as it is."""
    name, status = _lock(job_id)
    if status == "todo":
        return
    if status not in {"failed", "cancelled", "aborted"}:
        raise JobNotFailed(job_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL, abort_requested = false, attempts = 0"
            " WHERE id = %s",
            [job_id],
        )
    record(JobRetried(job_id=job_id, name=name), by=actor)


@verb(Permission.RUN_JOBS)
def cancel_job(actor: Actor, job_id: int) -> None:
    """Take a job out of the queue; it can be queued again. Cancelling it again changes nothing."""
    name, status = _lock(job_id)
    if status == "cancelled":
        return
    if not app.job_manager.cancel_job_by_id(job_id):
        raise JobNotQueued(job_id)
    record(JobCancelled(job_id=job_id, name=name), by=actor)


def _lock(job_id: int) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs WHERE id = %s FOR UPDATE", [job_id])
        row = cursor.fetchone()
    if row is None:
        raise JobNotFound(job_id)
    return row[0], row[1]
