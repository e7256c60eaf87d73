"""The worker: does the jobs, lets the readers of the ledger read, carries long operations, and sends the audit log on."""

import asyncio
import os
import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections
from procrastinate import JobContext, PsycopgConnector
from procrastinate.contrib.django import app

from twofold.core import operations, readers
from twofold.core.audit import streams
from twofold.core.jobs import note_error
from twofold.run.die_with_parent import die_with_parent

log = structlog.get_logger()

LOOK_SECONDS = 0.1
RETRY_SECONDS = 1.0
JOBS_AT_ONCE = 4
OPERATIONS_AT_ONCE = 2


class Follower(threading.Thread):
    """Lets one reader read whenever there may be something new; never holds up another."""

    def __init__(self, reading: readers.Reading, stop: threading.Event) -> None:
        super().__init__(name=f"reader {reading.name}", daemon=True)
        self.reading = reading
        self.stop = stop
        self.wake = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        while not self.stop.is_set():
            try:
                read = readers.advance(self.reading)
            except Exception:  # the database may be away for a moment
                log.exception("ledger.follower_failed", reader=self.reading.name)
                read = 0
            if not read:
                close_old_connections()  # back into the pool: what rests needs none
                self.wake.wait(RETRY_SECONDS)
                self.wake.clear()


class Watch(threading.Thread):
    """Looks whether the ledger has grown and wakes the followers: one small question for all of them."""

    def __init__(self, followers: list[Follower], stop: threading.Event) -> None:
        super().__init__(name="ledger watch", daemon=True)
        self.followers = followers
        self.stop = stop

    def run(self) -> None:
        """Until told to stop. Goes on waking as long as an open transaction keeps the newest entry from being read."""
        done = 0
        while not self.stop.wait(LOOK_SECONDS):
            try:
                newest, horizon = readers.newest_and_horizon()
            except Exception:  # as above
                log.exception("ledger.watch_failed")
                close_old_connections()
                continue
            if newest > done:
                for follower in self.followers:
                    follower.wake.set()
                done = newest if horizon > newest else done


class Carrier(threading.Thread):
    """Does one piece of one long operation after another. Several, here or elsewhere, never do the same piece."""

    def __init__(self, number: int, stop: threading.Event) -> None:
        super().__init__(name=f"carrier {number}", daemon=True)
        self.stop = stop
        self.pause = (
            RETRY_SECONDS if number else LOOK_SECONDS
        )  # the first is quick; the others are for when there is much

    def run(self) -> None:
        """Until told to stop; the piece that is under way is finished first."""
        while not self.stop.is_set():
            try:
                carried = operations.advance()
            except Exception:  # as above
                log.exception("operations.carrier_failed")
                close_old_connections()
                self.stop.wait(RETRY_SECONDS)
                continue
            if carried is None:
                self.stop.wait(self.pause)


class Sender(threading.Thread):
    """Sends the audit log to one place as it grows."""

    def __init__(self, stream: streams.Stream, stop: threading.Event) -> None:
        super().__init__(name=f"audit to {stream.name}", daemon=True)
        self.stream = stream
        self.stop = stop

    def run(self) -> None:
        """Until told to stop; what is being sent is finished first."""
        while not self.stop.is_set():
            try:
                sent = streams.advance(self.stream)
            except Exception:  # as above
                log.exception("audit.sender_failed", stream=self.stream.name)
                close_old_connections()
                sent = 0
            if not sent:
                self.stop.wait(RETRY_SECONDS)


def work() -> None:
    """Do all of it until a signal says stop."""
    if supervisor := os.environ.get("TWOFOLD_CHILD"):
        die_with_parent(parent=int(supervisor))
    stop = threading.Event()
    readers.enrol()
    followers = [Follower(reading, stop) for reading in readers.register.values()]
    carriers = [Carrier(number, stop) for number in range(OPERATIONS_AT_ONCE)]
    senders = [Sender(stream, stop) for stream in streams.configured()]
    for thread in [*followers, Watch(followers, stop), *carriers, *senders]:
        thread.start()
    try:
        asyncio.run(_do_jobs())
    finally:
        stop.set()
        for follower in followers:
            follower.wake.set()
        for thread in [*followers, *carriers, *senders]:
            thread.join(5)


def give_back(call_next: Callable[[], Any], context: JobContext, worker: object) -> Any:
    """Around every job: its connection goes back into the pool, since threads outlive their jobs and others wait for one."""
    del context, worker
    try:
        return call_next()
    finally:
        close_old_connections()


async def _do_jobs() -> None:
    with app.replace_connector(_connector()) as queue:
        async with queue.open_async():
            await queue.run_worker_async(
                concurrency=JOBS_AT_ONCE,
                name="twofold",
                shutdown_graceful_timeout=8,
                task_middleware=[give_back, note_error],
            )


def _connector() -> PsycopgConnector:
    """The job queue's own connections, as the staff role: the queue is a table like any other."""
    own = settings.DATABASES["default"]
    return PsycopgConnector(
        kwargs={
            "dbname": own["NAME"],
            "user": own["USER"],
            "password": own["PASSWORD"],
            "host": own["HOST"],
            "port": own["PORT"],
            "options": "-c role=twofold_staff",
        }
    )
