"""Engines of their own for tests that kill them."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client

from twofold.run.config import Config
from twofold.run.engines import Urls, running


class Home:
    """A data directory of a test's own, and what one can see of it from outside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = Config(data=path, database_url=None, clickhouse_url=None)

    @property
    def host(self) -> int:
        """The process that runs the engines."""
        return int(json.loads((self.path / "locks" / "host.json").read_text())["pid"])

    @property
    def postmaster(self) -> int:
        """PostgreSQL's first process."""
        return int((self.path / "postgres" / "postmaster.pid").read_text().split()[0])

    def wait_until_stopped(self) -> None:
        """See the host gone; a test fails that waits for too long."""
        wait_until_gone(self.host)


def wait_until_gone(pid: int, *, seconds: float = 60) -> None:
    """See a process gone, or be but a zombie."""
    deadline = time.monotonic() + seconds
    while _lives(pid):
        assert time.monotonic() < deadline, f"process {pid} still runs"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        # The first thread may be a zombie while others still hold the files, and with them the locks.
        return state != "Z" or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty data directory whose engines have stopped when the test ends."""
    mine = Home(tmp_path / "data")
    yield mine
    if (mine.path / "locks" / "host.json").exists():
        mine.wait_until_stopped()


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Urls]:
    """Engines that the tests of a module share."""
    mine = Home(tmp_path_factory.mktemp("engines") / "data")
    with running(mine.config) as urls:
        yield urls
    mine.wait_until_stopped()


@pytest.fixture
def tape(urls: Urls) -> Iterator[Client]:
    """A client of the shared ClickHouse, with its defaults."""
    client = clickhouse_connect.get_client(dsn=urls.clickhouse)
    yield client
    client.close()


def kill(pid: int) -> None:
    """As the kernel does when memory runs out: without a word. Returns when the process is gone."""
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
