"""What was acknowledged survives `kill -9` of any process of the engines, and of all of them."""

import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import Self

import clickhouse_connect
import psycopg
import pytest

from tests.run.conftest import Home, kill, wait_until_gone
from twofold.run.engines import Urls, keep_running, running

pytestmark = pytest.mark.no_database

_ROWS = 500


class Writers:
    """One writer to each engine, which count what was acknowledged, until told to stop."""

    def __init__(self, urls: Urls) -> None:
        self.urls = urls
        self.acknowledged: dict[str, set[int]] = {"postgres": set(), "clickhouse": set()}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(name, connect))
            for name, connect in (("postgres", self._to_postgres), ("clickhouse", self._to_clickhouse))
        ]

    def __enter__(self) -> Self:
        with psycopg.connect(self.urls.database) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS written (batch int)")
        self._ask("CREATE TABLE IF NOT EXISTS written (batch UInt32) ENGINE = MergeTree ORDER BY batch")
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, batches: int = 10) -> None:
        """See both engines acknowledge so many batches from now on."""
        wanted = {name: len(seen) + batches for name, seen in self.acknowledged.items()}
        deadline = time.monotonic() + 120
        while any(len(self.acknowledged[name]) < least for name, least in wanted.items()):
            assert time.monotonic() < deadline, {name: len(seen) for name, seen in self.acknowledged.items()}
            time.sleep(0.01)

    def assert_nothing_is_lost(self) -> None:
        """Every acknowledged batch is there, whole; and so is every one that was not acknowledged but arrived."""
        with psycopg.connect(self.urls.database) as connection:
            rows = connection.execute("SELECT batch, count(*) FROM written GROUP BY batch").fetchall()
        for name, counts in (
            ("postgres", dict(rows)),
            ("clickhouse", dict(self._ask("SELECT batch, count() FROM written GROUP BY batch"))),
        ):
            assert self.acknowledged[name] <= counts.keys()
            assert set(counts.values()) == {_ROWS}

    def _write(self, name: str, connect: Callable[[], AbstractContextManager[Callable[[int], object]]]) -> None:
        numbers = itertools.count()
        while not self._stop.is_set():
            with suppress(Exception), connect() as write:
                while not self._stop.is_set():
                    batch = next(numbers)
                    write(batch)
                    self.acknowledged[name].add(batch)
            time.sleep(0.05)

    @contextmanager
    def _to_postgres(self) -> Iterator[Callable[[int], object]]:
        insert = "INSERT INTO written SELECT %s FROM generate_series(1, %s)"
        with psycopg.connect(self.urls.database, autocommit=True) as connection:
            yield lambda batch: connection.execute(insert, [batch, _ROWS])

    @contextmanager
    def _to_clickhouse(self) -> Iterator[Callable[[int], object]]:
        with closing(clickhouse_connect.get_client(dsn=self.urls.clickhouse)) as client:
            yield lambda batch: client.insert("written", [[batch]] * _ROWS, column_names=["batch"])

    def _ask(self, statement: str) -> list[tuple[int, int]]:
        with closing(clickhouse_connect.get_client(dsn=self.urls.clickhouse)) as client:
            return [(row[0], row[-1]) for row in client.query(statement).result_rows]


class TestAKill:
    def test_of_postgres_is_mended_by_its_host(self, home: Home) -> None:
        with running(home.config) as urls, Writers(urls) as writers:
            host = home.host
            for _ in range(2):
                writers.wait_for_more()
                kill(home.postmaster)
            writers.wait_for_more()
            assert home.host == host
            writers.__exit__()
            writers.assert_nothing_is_lost()

    def test_of_the_host_is_mended_by_whoever_minds_it(self, home: Home) -> None:
        with running(home.config) as urls, Writers(urls) as writers:
            for _ in range(2):
                writers.wait_for_more()
                kill(home.host)
                assert keep_running(home.config) == urls
            writers.wait_for_more()
            writers.__exit__()
            writers.assert_nothing_is_lost()

    def test_of_everything_loses_nothing(self, home: Home) -> None:
        with running(home.config) as urls, Writers(urls) as writers:
            for _ in range(2):
                writers.wait_for_more()
                everything = [home.host, home.postmaster]
                for pid in everything:
                    os.kill(pid, signal.SIGKILL)
                for pid in everything:
                    wait_until_gone(pid)
                assert keep_running(home.config) == urls
            writers.wait_for_more()
            writers.__exit__()
            writers.assert_nothing_is_lost()

    def test_of_the_host_takes_postgres_with_it(self, home: Home) -> None:
        with running(home.config):
            postmaster = home.postmaster
            kill(home.host)
            wait_until_gone(postmaster)
