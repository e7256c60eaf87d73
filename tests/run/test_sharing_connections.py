"""A process has a connection for each thread that answers; in the worker whoever has nothing to do gives theirs back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from tests.makers import SYSTEM
from twofold.api import machines
from twofold.core import readers
from twofold.core.unit import unit_of_work
from twofold.run import pages
from twofold.run.worker import Follower, give_back

FOLLOWERS = settings.MOST_CONNECTIONS + 10
OTHERS = 8  # tracking has three, what flows one


def _look() -> int:
    with unit_of_work(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


@pytest.mark.no_database
def test_no_thread_that_answers_waits_for_a_connection() -> None:
    assert pages.THREADS + machines.THREADS + OTHERS <= settings.MOST_CONNECTIONS


def test_many_followers_leave_connections_to_jobs(committed: None) -> None:
    with unit_of_work(SYSTEM):
        readers.enrol()
    stop, reading = threading.Event(), next(iter(readers.register.values()))
    followers = [Follower(reading, stop) for _ in range(FOLLOWERS)]
    try:
        for follower in followers:
            follower.start()
        with ThreadPoolExecutor(1) as jobs:
            assert [jobs.submit(_look).result(30) for _ in range(3)] == [1, 1, 1]
    finally:
        stop.set()
        for follower in followers:
            follower.wake.set()
            follower.join(10)


def test_a_job_that_is_over_holds_no_connection(committed: None) -> None:
    def held() -> bool:
        assert give_back(_look, None, None) == 1  # type: ignore[arg-type]
        return connection.connection is not None

    with ThreadPoolExecutor(1) as jobs:
        assert jobs.submit(held).result(30) is False
