"""Events and other changes to the same people at the same time: nobody is sent away because two waited for each other."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.events.tracking import Endpoint, tape

WHAT_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@contextmanager
def somebody_else() -> Iterator[psycopg.Connection]:
    """Another connection to the database, as the owner of its tables."""
    with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"]) as connection:
        yield connection


def wait_until_somebody_waits() -> None:
    """For a lock."""
    with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"], autocommit=True) as onlooker:
        for _ in range(200):
            if onlooker.execute(WHAT_WAITS).fetchone() != (0,):
                return
            time.sleep(0.05)
    raise AssertionError


class TestEventsThatMeetAnotherWriter:
    def test_are_taken_although_the_two_waited_for_each_other(self, endpoint: Endpoint) -> None:
        ada = {"type": "identify", "userId": "ada"}
        endpoint.batch({**ada, "traits": {"city": "Lund"}})
        replies: list[int] = []
        sending = threading.Thread(
            target=lambda: replies.append(endpoint.batch({**ada, "traits": {"city": "Umeå"}}).status)
        )

        with somebody_else() as other:
            other.execute("SELECT FROM directory_trait FOR UPDATE")
            sending.start()
            wait_until_somebody_waits()
            other.execute("LOCK TABLE events_seen IN SHARE MODE")  # it waits for the batch, which waits for the traits
            other.rollback()
        sending.join(30)

        assert replies == [200]
        assert tape("type") == ["identify", "identify"]
