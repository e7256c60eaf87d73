"""The ledger and its readers, to be looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from twofold.core import readers, unit
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry
from twofold.core.permissions import Permission

BACKLOG_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as the ledger keeps it."""

    id: UUID
    seq: int
    name: str
    body: dict[str, Any]
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    person_id: UUID | None
    account_id: UUID | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Entries, newest first; `newer` and `older` are the numbers to go on from, None where there is nothing."""

    entries: list[Entry]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class ReaderState:
    """How one reader of the ledger fares. `waiting` is counted up to `BACKLOG_COUNTED`."""

    name: str
    is_known: bool
    advanced_at: datetime | None
    failures: int
    next_try_at: datetime | None
    last_error: str
    waiting: int
    waiting_since: datetime | None

    @property
    def is_failing(self) -> bool:
        """Whether its last try failed."""
        return self.failures > 0

    @property
    def lag_seconds(self) -> float:
        """How long the oldest fact it has not read has been waiting."""
        return max(0.0, (unit.now() - self.waiting_since).total_seconds()) if self.waiting_since else 0.0


def ledger(
    actor: Actor,
    *,
    name: str = "",
    actor_name: str = "",
    about: UUID | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> LedgerPage:
    """Facts, newest first. `name` is a whole name or its beginning; `about` is a person or an account."""
    actor.require(Permission.SEE_LEDGER)
    found = LedgerEntry.objects.all()
    if name:
        found = found.filter(name__startswith=name.lower())
    if actor_name:
        found = found.filter(actor_name__icontains=actor_name)
    if about:
        found = found.filter(person_id=about) | found.filter(account_id=about)
    rows, more = _page(found, before=before, after=after, limit=limit)
    entries = [Entry(**{field: getattr(row, field) for field in Entry.__slots__}) for row in rows]
    backwards = after is not None
    return LedgerPage(
        entries=entries,
        newer=entries[0].seq if entries and (more if backwards else before is not None) else None,
        older=entries[-1].seq if entries and (more or backwards) else None,
    )


LEDGER_STATES = """
SELECT r.name, r.advanced_at, r.failures, r.next_try_at, r.last_error, lag.entries, lag.since
FROM core_reader r
LEFT JOIN unnest(%s::text[], %s::text[]) AS wanted (reader, names) ON wanted.reader = r.name
CROSS JOIN LATERAL (
    SELECT count(*) AS entries, min(recorded_at) AS since
    FROM (
        SELECT e.name, e.recorded_at
        FROM core_ledgerentry e
        WHERE e.xid >= r.low::text::xid8 AND (e.xid >= r.high::text::xid8 OR e.seq > r.seq)
        ORDER BY e.xid, e.seq
        LIMIT %s
    ) AS unread
    WHERE wanted.names IS NULL OR unread.name = ANY (string_to_array(wanted.names, ' '))
) AS lag
ORDER BY r.failures = 0, r.name
"""


def reader_states(actor: Actor) -> list[ReaderState]:
    """Every reader, the failing ones first. One statement; each reader's backlog is looked through up to a limit."""
    actor.require(Permission.SEE_LEDGER)
    wants = {reading.name: " ".join(sorted(reading.wants)) for reading in readers.register.values() if reading.wants}
    with connection.cursor() as cursor:
        cursor.execute(LEDGER_STATES, [list(wants), list(wants.values()), BACKLOG_COUNTED])
        return [_state(row) for row in cursor.fetchall()]


def _state(row: tuple[Any, ...]) -> ReaderState:
    name, *rest = row
    return ReaderState(name, name in readers.register, *rest)


def _page(found: Any, *, before: int | None, after: int | None, limit: int) -> tuple[list[LedgerEntry], bool]:
    """One page and whether there is more in its direction; newest first either way."""
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: limit + 1])
        return rows[:limit][::-1], len(rows) > limit
    if before is not None:
        found = found.filter(seq__lt=before)
    rows = list(found.order_by("-seq")[: limit + 1])
    return rows[:limit], len(rows) > limit
