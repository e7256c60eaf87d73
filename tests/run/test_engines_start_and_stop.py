"""The embedded engines come with their first user and go with their last."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import clickhouse_connect
import psycopg
import pytest

from tests.run.conftest import Home, kill
from twofold.run.config import Config
from twofold.run.engines import EngineError, Urls, keep_running, prepare_roles, running

pytestmark = pytest.mark.no_database

_USER = """
import sys
from collections.abc import Iterator
from pathlib import Path
from twofold.run.config import Config
from twofold.run.engines import running
with running(Config(data=Path(sys.argv[1]), database_url=None, clickhouse_url=None), exclusive=sys.argv[2] == "alone"):
    print("attached", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def another_user(home: Home, *, alone: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the same engines until it is told to leave, or killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _USER, str(home.path), "alone" if alone else "too"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert _said(process.stdout) == "attached\n"
        yield process
        process.communicate()


def _said(pipe: IO[str] | None) -> str:
    assert pipe is not None
    return pipe.readline()


def _query(urls: Urls, statement: str) -> object:
    with psycopg.connect(urls.database, autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


class TestTheEngines:
    def test_keep_what_they_were_given_and_their_urls(self, home: Home) -> None:
        with running(home.config) as first:
            _query(first, "CREATE TABLE kept AS SELECT 1 AS one")
            tape = clickhouse_connect.get_client(dsn=first.clickhouse)
            tape.command("CREATE TABLE kept ENGINE = MergeTree ORDER BY one AS SELECT 1 AS one")
            tape.close()
        home.wait_until_stopped()

        with running(home.config) as second:
            assert second == first
            assert _query(second, "SELECT one FROM kept") == 1
            tape = clickhouse_connect.get_client(dsn=second.clickhouse)
            assert tape.command("SELECT one FROM kept") == 1
            tape.close()

    def test_stay_while_anybody_uses_them(self, home: Home) -> None:
        with another_user(home):
            with running(home.config) as urls:
                pass
            host = home.host
            assert keep_running(home.config) == urls
            assert home.host == host
            assert _query(urls, "SELECT 1") == 1

    def test_stop_when_their_last_user_was_killed(self, home: Home) -> None:
        with another_user(home) as process:
            kill(process.pid)

        home.wait_until_stopped()

    def test_leave_urls_alone_that_name_other_servers(self, tmp_path: Path) -> None:
        config = Config(data=tmp_path / "unused", database_url="postgresql://a/b", clickhouse_url="http://c:8123/d")

        with running(config) as urls:
            assert urls == Urls("postgresql://a/b", "http://c:8123/d")

        assert not config.data.exists()

    def test_take_another_port_when_theirs_is_taken(self, home: Home) -> None:
        with running(home.config) as first:
            pass
        home.wait_until_stopped()

        with socket.create_server(("127.0.0.1", urlsplit(first.clickhouse).port or 0)), running(home.config) as second:
            assert second.clickhouse != first.clickhouse
            clickhouse_connect.get_client(dsn=second.clickhouse).close()

    def test_start_where_paths_are_too_long_for_a_socket(self, tmp_path: Path) -> None:
        home = Home(tmp_path / ("long" * 30) / "with blanks and ü" / "data")

        with running(home.config) as urls:
            assert _query(urls, "SELECT 1") == 1

        home.wait_until_stopped()


class TestTheDataDirectory:
    def test_refuses_a_second_server_and_says_who_the_first_is(self, home: Home) -> None:
        with (
            another_user(home, alone=True) as process,
            pytest.raises(EngineError, match=rf"belongs to process {process.pid} \(.*, since 2"),
            running(home.config, role="twofold serve", exclusive=True),
        ):
            pass

    def test_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        with (
            pytest.raises(EngineError, match="file/data cannot be used"),
            running(Home(tmp_path / "file" / "data").config),
        ):
            pass

    def test_is_open_to_its_owner_alone(self, home: Home) -> None:
        with running(home.config):
            readable = [
                path
                for path in home.path.rglob("*")
                if not path.is_relative_to(home.path / "postgres") and path.stat().st_mode & 0o077
            ]
            assert readable == []
            assert not home.path.stat().st_mode & 0o066
            assert not (home.path / "postgres").stat().st_mode & 0o077


class TestPostgres:
    def test_is_set_up_to_keep_what_it_acknowledges(self, urls: Urls) -> None:
        for name, value in {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}.items():
            assert _query(urls, f"SHOW {name}") == value

    def test_counts_time_in_utc_and_knows_letters_of_all_languages(self, urls: Urls) -> None:
        assert _query(urls, "SHOW timezone") == "UTC"
        assert _query(urls, "SELECT upper('ñandú') || lower('ÉCOLE')") == "ÑANDÚécole"

    def test_listens_on_no_network(self, urls: Urls) -> None:
        assert _query(urls, "SHOW listen_addresses") == ""

    def test_lets_its_owner_take_the_three_roles_but_be_no_superuser(self, urls: Urls) -> None:
        prepare_roles(urls.database)
        prepare_roles(urls.database)

        with psycopg.connect(urls.database) as connection:
            for role in ("twofold_app", "twofold_staff", "twofold_customer"):
                connection.execute(f"SET ROLE {role}")
                assert connection.execute("SELECT current_user").fetchone() == (role,)
        assert _query(urls, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
    def test_lets_no_other_user_of_the_machine_in(self, urls: Urls) -> None:
        script = "import os, sys, psycopg; os.setuid(65534); psycopg.connect(sys.argv[1])"
        refused = subprocess.run(
            [sys.executable, "-c", script, urls.database], check=False, capture_output=True, text=True
        )
        assert refused.returncode != 0
        assert "OperationalError" in refused.stderr
