"""Readers of the ledger: after commit, at least once, in order, each on its own.

Numbers are given out before transactions commit, so a reader that went by number alone would skip a late one. A reader
therefore takes windows of transactions `[low, high)` with `high` no newer than the oldest transaction still open
(`pg_snapshot_xmin`): nothing can be added to such a window any more. Within it, it goes by `seq`, which is the order in
which the changes of one row were made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.db import connection

from twofold.core import clock, facts
from twofold.core.actor import Actor
from twofold.core.facts import Fact
from twofold.core.models import LedgerEntry, Reader
from twofold.core.unit import unit_of_work

log = structlog.get_logger()
F = TypeVar("F", bound=Fact)

PAGE = 500
LONGEST_PAUSE = timedelta(minutes=5)
IDLE_NOTE = timedelta(minutes=1)


def next_entries(place: Reader, wants: frozenset[str] | None, limit: int) -> list[LedgerEntry]:
    """What is left of the window, in order."""
    entries = LedgerEntry.objects.filter(seq__gt=place.seq).extra(
        where=["xid >= %s::text::xid8", "xid < %s::text::xid8"], params=[place.low, place.high]
    )
    if wants is not None:
        entries = entries.filter(name__in=wants)
    return list(entries.order_by("seq")[:limit])


def move_on(place: Reader, last: LedgerEntry) -> None:
    """Stand behind the last entry that was read."""
    place.seq = last.seq


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader is called, which facts it wants (None: all of them), and what it does with a page of them.

    `read` runs in the transaction that moves the reader's place. It may be called again with the same entries. A reader
    may have an order of its own: how it fetches a page of what is unread in the window, and stands behind the last.
    """

    name: str
    read: Callable[[Sequence[Any]], None]
    wants: frozenset[str] | None = None
    fetch: Callable[[Reader, frozenset[str] | None, int], Sequence[Any]] = next_entries
    move: Callable[[Reader, Any], None] = move_on
    page: int = PAGE


register: dict[str, Reading] = {}


def reads_ledger(
    name: str, *wanted: type[Fact]
) -> Callable[[Callable[[Sequence[LedgerEntry]], None]], Callable[[Sequence[LedgerEntry]], None]]:
    """Declare a reader of every fact, or of the facts of these kinds, a page at a time."""

    def declare(read: Callable[[Sequence[LedgerEntry]], None]) -> Callable[[Sequence[LedgerEntry]], None]:
        register[name] = Reading(name, read, frozenset(map(facts.name_of, wanted)) or None)
        return read

    return declare


def reacts_to(fact: type[F]) -> Callable[[Callable[[Actor, F], None]], Callable[[Actor, F], None]]:
    """Declare a reaction of a room to one kind of fact; it is a reader of its own, named room.function."""

    def declare(react: Callable[[Actor, F], None]) -> Callable[[Actor, F], None]:
        name = f"{react.__module__.split('.')[1]}.{react.__name__}"

        def read(entries: Sequence[LedgerEntry]) -> None:
            actor = Actor.system(name)
            for entry in entries:
                react(actor, facts.read(fact, entry.body))

        register[name] = Reading(name, read, frozenset({facts.name_of(fact)}))
        return react

    return declare


def enrol() -> None:
    """Give every declared reader its place at the beginning of the ledger, unless it has one."""
    with unit_of_work(Actor.system("readers")):
        Reader.objects.bulk_create([Reader(name=name) for name in register], ignore_conflicts=True)


def newest_and_horizon() -> tuple[int, int]:
    """The newest transaction that wrote a fact, and the oldest one still open: readers may read what is older than that."""
    with unit_of_work(Actor.system("readers")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT xid::text::bigint FROM core_ledgerentry ORDER BY xid DESC LIMIT 1), 0),"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        newest, horizon = cursor.fetchone()
        return newest, horizon


def advance(reading: Reading) -> int:
    """Let a reader read its next page; returns how many entries it read.

    Nothing happens while it rests after a failure, or while another process holds it. A failure is noted with the time
    of the next try (doubling, at most five minutes) and is nobody else's concern; then it goes one entry at a time, so
    that the good ones before a bad one are not done again and again.
    """
    try:
        with unit_of_work(Actor.system(reading.name)):
            return _read_page(reading)
    except Exception as error:
        log.exception("ledger.reader_failed", reader=reading.name)
        _note_failure(reading.name, error)
        return 0


def _read_page(reading: Reading) -> int:
    place = Reader.objects.select_for_update(skip_locked=True).filter(name=reading.name).first()
    if place is None or (place.next_try_at and place.next_try_at > clock.now()):
        return 0
    limit = 1 if place.failures else reading.page
    entries = reading.fetch(place, reading.wants, limit)
    if not entries:
        _open_window(place)
        entries = reading.fetch(place, reading.wants, limit)
    if entries:
        reading.read(entries)
        reading.move(place, entries[-1])
    if entries or place.failures or _rested_long(place):
        place.failures, place.next_try_at, place.last_error = 0, None, ""
        place.advanced_at = clock.now()
        place.save()
    return len(entries)


def _rested_long(place: Reader) -> bool:
    """Whether an idle reader should note its place: seldom, for the note is itself a transaction that moves the horizon."""
    return place.advanced_at is None or clock.now() - place.advanced_at > IDLE_NOTE


def _open_window(place: Reader) -> None:
    """Move on to the transactions that have ended since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = cursor.fetchone()
    place.low, place.high, place.seq = place.high, horizon, 0


def _note_failure(name: str, error: Exception) -> None:
    with unit_of_work(Actor.system(name)):
        place = Reader.objects.select_for_update().get(name=name)
        place.failures += 1
        pause = min(timedelta(seconds=2 ** min(place.failures - 1, 16)), LONGEST_PAUSE)
        place.next_try_at = clock.now() + pause
        place.last_error = f"{type(error).__name__}: {error}"[:2_000]
        place.save()
