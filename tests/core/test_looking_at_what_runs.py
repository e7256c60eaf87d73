"""Staff see what the ledger holds, how its readers fare and what became of jobs, and can set them going again."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection

from twofold.core import clock, ids, queries, running
from twofold.core.actor import Actor, ActorKind, PermissionMissing
from twofold.core.facts import Fact, record
from twofold.core.jobs import forget_old_jobs, note_error
from twofold.core.models import JobError, LedgerEntry, Reader
from twofold.core.post import Letter, send
from twofold.core.queries import Asked, JobState

ME = Actor.system("test")
NOBODY = Actor(ActorKind.STAFF, "Nobody")


@dataclass(frozen=True, kw_only=True)
class GateOpened(Fact):
    person_id: UUID | None = None


def _open(times: int = 1, *, person_id: UUID | None = None, by: Actor = ME) -> list[LedgerEntry]:
    return [record(GateOpened(person_id=person_id), by=by) for _ in range(times)]


def a_reader(name: str = "test.reader", **fields: object) -> Reader:
    return Reader.objects.create(name=name, **fields)


def a_job(status: str = "todo", *, text: str = "Hello") -> int:
    send(Letter("ada@example.com", "Hello", text))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s WHERE id = (SELECT max(id) FROM procrastinate_jobs) RETURNING id",
            [status],
        )
        number: int = cursor.fetchone()[0]
    return number


def state_of(job_id: int) -> JobState:
    (job,) = (job for job in queries.jobs(ME).jobs if job.id == job_id)
    return job.state


class TestTheLedger:
    def test_shows_the_newest_first_and_turns_its_pages_both_ways(self) -> None:
        _open(5)

        newest = queries.ledger(ME, Asked(name="core.gate"), limit=2)
        second = queries.ledger(ME, Asked(name="core.gate"), limit=2, before=newest.older)
        last = queries.ledger(ME, Asked(name="core.gate"), limit=2, before=second.older)
        back = queries.ledger(ME, Asked(name="core.gate"), limit=2, after=second.newer)

        seqs = [entry.seq for page in (newest, second, last) for entry in page.entries]
        assert len(seqs) == 5
        assert seqs == sorted(seqs, reverse=True)
        assert back.entries == newest.entries
        assert (newest.newer, last.older, back.newer) == (None, None, None)

    def test_is_filtered_by_whom_it_is_about_who_did_it_and_what_it_was(self) -> None:
        ada = ids.new()
        (entry,) = _open(person_id=ada, by=Actor.system("gatekeeper"))
        _open(3)

        for found in (
            queries.ledger(ME, Asked(about=ada)),
            queries.ledger(ME, Asked(actor_name="GATEKEEP")),
            queries.ledger(ME, Asked(about=ada, name=entry.name)),
        ):
            assert [each.id for each in found.entries] == [entry.id]
        assert queries.ledger(ME, Asked(about=ada, name="sales.")).entries == []

    def test_is_refused_without_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            queries.ledger(NOBODY)


class TestAReader:
    def test_that_is_behind_says_by_how_much_and_since_when(self) -> None:
        a_reader()
        _open(3)

        (state,) = queries.reader_states(ME)

        assert state.waiting == 3
        assert state.waiting_since is not None

    def test_that_rests_after_a_failure_tries_again_when_told(self) -> None:
        later = clock.now() + timedelta(minutes=4)
        place = a_reader(failures=3, next_try_at=later, last_error="ValueError: too hot")

        running.wake_reader(ME, "test.reader")
        running.wake_reader(ME, "test.reader")

        place.refresh_from_db()
        assert place.next_try_at is not None
        assert place.next_try_at < later
        assert queries.reader_states(ME)[0].is_failing
        assert LedgerEntry.objects.filter(name="core.reader.woken").count() == 1

    def test_that_is_not_there_cannot_be_woken(self) -> None:
        with pytest.raises(running.ReaderNotFound):
            running.wake_reader(ME, "nobody")


class TestAJob:
    def test_is_listed_by_how_it_stands_with_long_arguments_told_by_their_length(self) -> None:
        number = a_job(text="x" * 4_000)

        (job,) = queries.jobs(ME, state=JobState.QUEUED).jobs

        assert job.id == number
        assert job.arguments["text"] == "4,000 characters"
        assert job.queued_at is not None
        assert queries.jobs(ME, state=JobState.DONE).jobs == []
        assert queries.job_counts(ME).by_state[JobState.QUEUED] == 1

    def test_that_failed_is_queued_again_once(self) -> None:
        number = a_job("failed")

        running.retry_job(ME, number)
        running.retry_job(ME, number)

        assert state_of(number) is JobState.QUEUED
        assert LedgerEntry.objects.filter(name="core.job.retried").count() == 1

    def test_that_waits_can_be_taken_out_of_the_queue_and_put_back(self) -> None:
        number = a_job()

        running.cancel_job(ME, number)
        assert state_of(number) is JobState.CANCELLED

        running.retry_job(ME, number)
        assert state_of(number) is JobState.QUEUED

    def test_that_is_under_way_is_left_alone(self) -> None:
        number = a_job("doing")

        with pytest.raises(running.JobNotQueued):
            running.cancel_job(ME, number)
        with pytest.raises(running.JobNotFailed):
            running.retry_job(ME, number)

    def test_keeps_the_reason_it_failed_for(self) -> None:
        number = a_job("failed")
        context = SimpleNamespace(job=SimpleNamespace(id=number))

        def explode() -> None:
            raise RuntimeError("no such host")

        with pytest.raises(RuntimeError):
            note_error(explode, context, None)  # type: ignore[arg-type]

        (job,) = queries.jobs(ME, state=JobState.FAILED).jobs
        assert job.error == "RuntimeError: no such host"

    def test_is_forgotten_a_week_after_it_ended(self) -> None:
        kept, forgotten = a_job("failed"), a_job("failed")
        JobError.objects.create(job_id=forgotten, error="gone", failed_at=clock.now())
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_events SET at = at - interval '8 days' WHERE job_id = %s", [forgotten])

        forget_old_jobs(timestamp=0)

        assert [job.id for job in queries.jobs(ME).jobs] == [kept]
        assert not JobError.objects.exists()


class TestASchedule:
    def test_says_when_it_starts_next(self) -> None:
        (nightly,) = (each for each in queries.schedules(ME) if each.name == "core.forget_old_jobs")

        assert nightly.cron == "23 3 * * *"
        assert nightly.next_at > clock.now()


class TestHealth:
    def test_knows_the_database_and_the_disk(self) -> None:
        health = queries.health(ME)

        assert health.version
        assert health.database_bytes > 0
        assert 0 <= health.disk_share_used < 1
