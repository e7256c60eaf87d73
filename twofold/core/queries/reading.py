"""How the readers of the ledger fare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from twofold.core import readers, unit
from twofold.core.actor import Actor
from twofold.core.permissions import Permission

BACKLOG_COUNTED = 10_000


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
