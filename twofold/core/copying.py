"""Many rows by COPY: several times as fast as any INSERT (docs/decisions/0011-imports.md).

Rows become text here and go out on a thread of their own, so Postgres writes one table while Python makes the rows of the next.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from queue import SimpleQueue
from threading import Lock
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from twofold.core.vouching import vouched

BLOCK = 1_000
NULL = r"\N"
NOTHING: Mapping[str, Any] = {}
_MEANT = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_SPECIAL = re.compile(r"[\\\t\n\r]")


@contextmanager
def copying() -> Iterator["Copying"]:
    """Add rows to any number of tables; they are there at the end of the block, and within it only a pause may ask anything.

    What they point at must be there: nobody looks (`core.vouching`). Postgres refuses COPY into a table with policies, even
    to a role whose policy is "every row". So these statements run as the login role, which owns the tables.
    """
    with vouched(as_owner=True), connection.cursor() as cursor:
        with ThreadPoolExecutor(1, "copying") as thread:
            tables = Copying(cursor.cursor, thread)
            yield tables
        tables.finish()


class Copying:
    """Tables that rows are being added to, one after the other."""

    def __init__(self, cursor: psycopg.Cursor[Any], thread: ThreadPoolExecutor) -> None:
        self._cursor = cursor
        self._thread = thread
        self._sent: list[Future[None]] = []
        self._door, self._turn = Lock(), Lock()

    def rows(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, alike: Mapping[str, Any] = NOTHING
    ) -> None:
        """Add rows, each as wide as the columns, and with what is `alike` in all of them. They are written while others are made."""
        made = iter(rows)
        self._add(table, columns, (as_lines(some) for some in iter(lambda: list(islice(made, BLOCK)), [])), alike)

    def lines(
        self, table: str, columns: Sequence[str], lines: Iterable[str], *, alike: Mapping[str, Any] = NOTHING
    ) -> None:
        """Add rows that were made by `as_line` before."""
        made = iter(lines)
        self._add(table, columns, iter(lambda: list(islice(made, BLOCK)), []), alike)

    def _add(
        self, table: str, columns: Sequence[str], blocks: Iterable[Sequence[str]], alike: Mapping[str, Any]
    ) -> None:
        statement = f"COPY {table} ({', '.join([*columns, *alike])}) FROM STDIN"
        end = "".join([f"\t{_escaped(value)}" for value in alike.values()]) + "\n"
        waiting: SimpleQueue[str | None] | None = None
        try:
            for lines in blocks:
                if waiting is None:
                    waiting = SimpleQueue()
                    self._sent.append(self._thread.submit(self._send, statement, waiting))
                waiting.put(end.join([*lines, ""]))
        finally:
            if waiting is not None:
                waiting.put(None)

    def ask(self, statement: str, parameters: Sequence[Any]) -> Callable[[], list[tuple[Any, ...]]]:
        """Ask when the tables before it are written, and wait for nothing: what is returned waits for the rows."""
        asked = self._thread.submit(self._ask, statement, parameters)

        def answer() -> list[tuple[Any, ...]]:
            wait([asked])
            self._raise(one for one in self._sent if one.done())
            return asked.result()

        return answer

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is written within, so the database may be asked; what is on its way is written first, the rest after."""
        with self._door, self._turn:
            self._raise(one for one in self._sent if one.done())
            yield

    def finish(self) -> None:
        """Raise what went wrong first, if anything did."""
        self._raise(self._sent)

    def _raise(self, sent: Iterable[Future[None]]) -> None:
        for one in sent:
            one.result()

    def _ask(self, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._turn:
            return self._cursor.execute(statement, parameters).fetchall()

    def _send(self, statement: str, blocks: "SimpleQueue[str | None]") -> None:
        with self._door:
            pass  # whoever waits for a pause has it before the next table
        with self._turn, self._cursor.copy(statement) as copy:
            for block in iter(blocks.get, None):
                copy.write(block)


# ------------------------------------------------------------------------------------------------------- rows as text


@lru_cache(maxsize=100)
def _moment(at: datetime) -> str:
    return at.isoformat()


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    UUID: lambda one: f"{one.int:032x}",  # a third of the time that its hyphens take
    bool: "ft".__getitem__,
    int: str,
    float: repr,
    datetime: _moment,
    date: date.isoformat,
    type(None): lambda _: NULL,
}


def as_lines(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Rows as COPY reads them, a line for each, without its end.

    Hardly any value has a character in it that must be written otherwise. So rows are put together as if none had, and each
    value is looked at only where there are more tabs, line ends and backslashes than columns, rows and nulls account for.
    """
    nulls = 0

    def null(_: None) -> str:
        nonlocal nulls
        nulls += 1
        return NULL

    texts = _TEXTS | {type(None): null}
    lines = ["\t".join([cell if type(cell) is str else texts[type(cell)](cell) for cell in row]) for row in rows]
    block = "\n".join(lines)
    cells, tabs, ends = sum(map(len, rows)), block.count("\t"), block.count("\n")
    if tabs + len(rows) != cells or ends + 1 != len(rows) or block.count("\\") != nulls or "\r" in block:
        return ["\t".join(map(_escaped, row)) for row in rows]
    return lines


def as_line(row: Sequence[Any]) -> str:
    """One row, or some cells of one."""
    return "\t".join(map(_escaped, row))


def _escaped(cell: Any) -> str:
    if type(cell) is not str:
        return _TEXTS[type(cell)](cell)
    return _SPECIAL.sub(lambda found: _MEANT[found[0]], cell) if _SPECIAL.search(cell) else cell
