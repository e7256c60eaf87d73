"""A database of one's own is changed by `twofold migrate` alone; whoever needs its tables is told so."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from twofold.run.engines import Urls

pytestmark = pytest.mark.no_database

SERVER = "lent"


@pytest.fixture(scope="module")
def database(urls: Urls) -> str:
    """An empty database on a server, by its URL."""
    with psycopg.connect(urls.database, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {SERVER}")
    return urls.database.replace("/twofold?", f"/{SERVER}?")


@pytest.fixture
def twofold(database: str, urls: Urls, tmp_path: Path) -> "Twofold":
    return Twofold(database, urls.clickhouse, tmp_path / "data")


class Twofold:
    """The command line, told of servers of one's own."""

    def __init__(self, database: str, clickhouse: str, data: Path) -> None:
        own = {"TWOFOLD_DATABASE_URL": database, "TWOFOLD_CLICKHOUSE_URL": clickhouse, "TWOFOLD_DATA": str(data)}
        self.environment = os.environ | own

    def run(self, *command: str) -> tuple[int, str]:
        """The status and all that was printed."""
        done = subprocess.run(
            [sys.executable, "-m", "twofold.run.cli", *command],
            env=self.environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


class TestADatabaseOfOnesOwn:
    def test_is_left_alone_until_it_is_migrated(self, twofold: Twofold, database: str) -> None:
        assert "to run: twofold migrate" in twofold.run("doctor")[1]
        status, told = twofold.run("source", "list")

        assert status == 2
        assert "Run: twofold migrate" in told
        with psycopg.connect(database) as connection:
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)

        assert twofold.run("migrate")[0] == 0
        assert twofold.run("source", "list") == (0, "No source yet. Make one with: twofold source create NAME\n")
