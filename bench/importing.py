"""CSV import of a million people: a dry run, the import, the same file again, undone; beside bare COPY."""

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Self
from uuid import UUID

import psycopg

from bench.population import COUNTRIES, ENDINGS, GIVEN, STEMS
from bench.rows import Row, at_most
from twofold.core.actor import Actor
from twofold.run.setup import ready

if TYPE_CHECKING:
    from twofold.core.models import Operation

PEOPLE = 1_000_000
SECONDS, MEGABYTES = 120.0, 500.0
HEADER = "Customer number,First name,Last name,E-mail,Phone,Country,City\n"
BARE = """
CREATE TEMPORARY TABLE bare (
    customer text, first_name text, last_name text, email text, phone text, country text, city text)
"""
BLOCK = 1_000_000


def run() -> list[Row]:
    """One file of seven columns; every third person has a phone, every one a mail address and a number of their own."""
    with tempfile.TemporaryDirectory() as folder, ready("bench") as (_, urls):
        file = Path(folder) / "people.csv"
        with file.open("w", encoding="utf-8") as written:
            written.writelines(_lines())
        bare = _bare(urls.database, file)
        return [*_import(file), Row("limit: bare COPY of the same file into a table without indexes", bare, "s")]


def _lines() -> Iterator[str]:
    draw = random.Random(20_261_122)
    yield HEADER
    for number in range(PEOPLE):
        given, family = draw.choice(GIVEN), draw.choice(STEMS) + draw.choice(ENDINGS)
        domain = f"{draw.choice(STEMS).lower()}{draw.randrange(2000)}.example"
        phone = f"+4930{10_000_000 + number}" if number % 3 == 0 else ""
        yield (
            f"c-{number},{given},{family},{given.lower()}.{family.lower()}{number}@{domain},{phone},"
            f"{draw.choice(COUNTRIES)},Berlin\n"
        )


def _bare(database: str, file: Path) -> float:
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute(BARE)
        began = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)") as copy, file.open("rb") as content:
            while block := content.read(BLOCK):
                copy.write(block)
        return time.perf_counter() - began


def _import(file: Path) -> list[Row]:
    from twofold.core import operations
    from twofold.core.unit import unit_of_work

    rows = []
    first: UUID | None = None
    for name, dry_run in (("dry run", True), ("import", False), ("the same file again", False)):
        with _Peak() as peak:
            began = time.perf_counter()
            done = operations.carry(_start(file, dry_run=dry_run))
            taken = time.perf_counter() - began
        _require(done, "unchanged" if name == "the same file again" else "created")
        label = f"import of {PEOPLE:,} people: {name}"
        is_it = name == "import"
        rows.append(at_most(label, taken, "s", SECONDS) if is_it else Row(label, taken, "s"))
        if is_it:
            rows.append(at_most(f"{label}, peak memory", peak.megabytes, "MB", MEGABYTES))
            first = done.id
    actor = Actor.system("bench")
    with unit_of_work(actor):
        undoing = operations.undo(actor, first) if first else None
    if undoing:
        began = time.perf_counter()
        _require(operations.carry(undoing.id), "removed")
        rows.append(Row(f"import of {PEOPLE:,} people: undone", time.perf_counter() - began, "s"))
    return rows


def _start(file: Path, *, dry_run: bool) -> UUID:
    """As `twofold import` does it: the file is kept in the database and read from there."""
    from itertools import islice

    from twofold.core import files
    from twofold.core.unit import unit_of_work
    from twofold.directory.importing.guessing import guess
    from twofold.directory.importing.reading import rows
    from twofold.directory.queries import importing as queries
    from twofold.directory.verbs import importing

    actor = Actor.system("bench")
    shape = guess(file)
    sample = [row.cells for row in islice(rows(file, shape), 200)]
    with unit_of_work(actor), file.open("rb") as content:
        kept = files.keep(actor, iter(lambda: content.read(BLOCK), b""), name=file.name)
        plan = queries.proposed_plan(actor, shape.columns, sample)
        return importing.start(actor, kept.id, shape=shape, plan=plan, dry_run=dry_run).id


def _require(done: "Operation", outcome: str) -> None:
    if done.counts.get(outcome) != PEOPLE:
        msg = f"{done.title}: {done.state}, {done.counts} {done.error}"
        raise RuntimeError(msg)


class _Peak:
    """The most memory this process and those it began have had, looked at five times a second: they are what imports."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._stop = Event()
        self._watch = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._stop.wait(0.2):
            pages = sum(map(_pages_of, ("self", *(str(child.pid) for child in multiprocessing.active_children()))))
            self.megabytes = max(self.megabytes, pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def _pages_of(process: str) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except FileNotFoundError:  # it has ended meanwhile
        return 0
