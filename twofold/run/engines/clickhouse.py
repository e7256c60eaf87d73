"""ClickHouse inside this process: chDB, with as many connections as queries may run side by side."""

import importlib
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from twofold.run.engines.folder import Folder

_SIDE_BY_SIDE = 6
_QUEUE_SECONDS = 60.0
_SESSIONS = 256
_SESSION_SECONDS = 1.0
_FOR_GOOD = frozenset({"readonly", "allow_ddl"})
_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class ClickHouseError(Exception):
    """What ClickHouse says when it does not do something, with its code."""

    def __init__(self, message: str) -> None:
        # chDB may put words of its own before the engine's.
        self.message = message[max(message.find("Code: "), 0) :]
        number = re.match(r"Code: (\d+)", self.message)
        self.code = int(number[1]) if number else 1002
        super().__init__(self.message)

    @classmethod
    def of(cls, code: int, name: str, text: str) -> "ClickHouseError":
        """An error of ours in the words of ClickHouse."""
        return cls(f"Code: {code}. DB::Exception: {text} ({name})")


@dataclass
class Connection:
    """One connection of chDB, which runs one query at a time, and what was set on it so far."""

    raw: Any
    base: Mapping[str, str]
    database: str = "default"
    settings: dict[str, str] = field(default_factory=dict)
    retired: bool = False
    used_at: float = field(default_factory=time.monotonic)

    def prepare(self, database: str, settings: Mapping[str, str]) -> None:
        """Make the connection one with this database and these settings, whatever it was used for before."""
        # Retired until all went well; and for good by what could not be taken back, which would lock the pool.
        self.retired = True
        if database != self.database:
            self.run(f"USE {_identifier(database)}", "Null")
            self.database = database
        wanted = {**self.base, **settings}
        changes = [
            f"{_setting(name)}={_literal(value)}" for name, value in wanted.items() if self.settings.get(name) != value
        ]
        changes += [f"{_setting(name)}=DEFAULT" for name in self.settings if name not in wanted]
        if changes:
            self.run("SET " + ", ".join(changes), "Null")
            self.settings = wanted
        self.retired = not _FOR_GOOD.isdisjoint(settings)

    def run(self, query: str | bytes, format_name: str, parameters: Mapping[str, str] | None = None) -> Any:
        """Run a query and return the whole result."""
        with _engine_errors():
            return self.raw.query(query, format_name, params=dict(parameters or {}))

    def stream(self, query: str | bytes, format_name: str, parameters: Mapping[str, str]) -> Iterator[memoryview]:
        """Run a query and hand out its result block by block."""
        with _engine_errors():
            stream = self.raw.send_query(query, format_name, params=dict(parameters))
        finished = False
        try:
            while True:
                with _engine_errors():
                    block = self.raw.streaming_fetch_result(stream)
                if block is None or not block.rows_read():
                    finished = True
                    return
                yield block.get_memview().view()
        finally:
            if not finished:
                self.retired = True
                self.raw.streaming_cancel_query(stream)

    def insert(self, query: str, format_name: str, data: Iterator[bytes]) -> Any:
        """Insert data in this format piece by piece. If the pieces end in an error, what is not yet written is dropped."""
        with _engine_errors():
            inserter = self.raw.send_insert(query, format_name)
        try:
            for piece in data:
                with _engine_errors():
                    self.raw.insert_append(inserter, piece)
        except BaseException:
            self.retired = True
            self.raw.insert_cancel(inserter)
            raise
        with _engine_errors():
            return self.raw.insert_done(inserter)

    def only_reads(self, query: str | bytes) -> bool:
        """Whether the query changes neither data nor the connection."""
        text = query.decode(errors="replace") if isinstance(query, bytes) else query
        found = self.raw.classify_query(text)["query_class"]
        return found.name in {"READ_ONLY", "UNKNOWN"}


class ClickHouse:
    """The engine of a data directory. The working directory must be that directory while it lives."""

    def __init__(self, folder: Folder) -> None:
        self._base = _base_settings(_memory_limit())
        (folder.path / "clickhouse.xml").write_text(_configuration(_memory_limit()))
        # Relative, because chDB would take a "?" in the path for the begin of its options.
        self._path = f"{folder.clickhouse.name}?config-file=clickhouse.xml"
        self._chdb = importlib.import_module("chdb._chdb")  # its stub knows nothing of connections
        self._slots = threading.Semaphore(_SIDE_BY_SIDE)
        self._guard = threading.Condition()
        self._idle: list[Connection] = []
        self._sessions: dict[str, Connection | None] = {}
        first = self._connect()
        first.run("CREATE DATABASE IF NOT EXISTS twofold", "Null")
        self._idle.append(first)

    @contextmanager
    def connection(self, session: str | None = None) -> Iterator[Connection]:
        """A connection to oneself: one of the pool, or that of a session with what was set and made in it before."""
        if not self._slots.acquire(timeout=_QUEUE_SECONDS):
            raise ClickHouseError.of(
                202, "TOO_MANY_SIMULTANEOUS_QUERIES", "Too many queries are waiting. Try again later."
            )
        try:
            connection = self._take(session)
            try:
                yield connection
            finally:
                self._put(session, connection)
        finally:
            self._slots.release()

    def close(self, *, timeout: float = 30) -> None:
        """Wait for the queries that run, then close the engine, which writes down what it has."""
        deadline = time.monotonic() + timeout
        for _ in range(_SIDE_BY_SIDE):
            self._slots.acquire(timeout=max(deadline - time.monotonic(), 0))
        for connection in [*self._idle, *filter(None, self._sessions.values())]:
            connection.raw.close()

    def _connect(self) -> Connection:
        with _engine_errors():
            return Connection(self._chdb.connect(self._path), self._base)

    def _take(self, session: str | None) -> Connection:
        with self._guard:
            if session is None:
                return self._idle.pop() if self._idle else self._connect()
            # Whoever has read an answer may ask again before the thread that gave it has let go of the session.
            self._guard.wait_for(
                lambda: session not in self._sessions or self._sessions[session] is not None, _SESSION_SECONDS
            )
            if session in self._sessions:
                connection = self._sessions[session]
                if connection is None:
                    raise ClickHouseError.of(373, "SESSION_IS_LOCKED", "Session is locked by a concurrent client.")
            else:
                self._forget_sessions()
                connection = self._connect()
            self._sessions[session] = None
            return connection

    def _put(self, session: str | None, connection: Connection) -> None:
        connection.used_at = time.monotonic()
        with self._guard:
            self._guard.notify_all()
            if connection.retired:
                connection.raw.close()
                if session is not None:
                    del self._sessions[session]
            elif session is None:
                self._idle.append(connection)
            else:
                self._sessions[session] = connection

    def _forget_sessions(self) -> None:
        """Close the session that was idle longest when there are too many. Called with the guard held."""
        idle = {name: connection for name, connection in self._sessions.items() if connection is not None}
        if len(self._sessions) >= _SESSIONS and idle:
            oldest = min(idle, key=lambda name: idle[name].used_at)
            idle[oldest].raw.close()
            del self._sessions[oldest]


@contextmanager
def _engine_errors() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise ClickHouseError(str(error)) from None


def _identifier(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _setting(name: str) -> str:
    if not _SETTING.fullmatch(name):
        raise ClickHouseError.of(115, "UNKNOWN_SETTING", f"Unknown setting {name!r}.")
    return name


def _memory_limit() -> int:
    """Half of what this machine, or the container around us, has."""
    limit = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        limit = min(limit, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return limit // 2


def _base_settings(memory: int) -> dict[str, str]:
    return {
        "max_memory_usage": str(memory * 4 // 5),
        "max_bytes_before_external_group_by": str(memory * 2 // 5),
        "max_bytes_before_external_sort": str(memory * 2 // 5),
    }


def _configuration(memory: int) -> str:
    """Times in UTC, memory bounded, and a part on disk before its insert is acknowledged."""
    return (
        "<clickhouse>"
        "<timezone>UTC</timezone>"
        f"<max_server_memory_usage>{escape(str(memory))}</max_server_memory_usage>"
        "<merge_tree><fsync_after_insert>1</fsync_after_insert><fsync_part_directory>1</fsync_part_directory></merge_tree>"
        "</clickhouse>\n"
    )
