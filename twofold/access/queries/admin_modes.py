"""The admin modes of all colleagues, as the audit log tells of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from twofold.access.errors import AdminModeNotFound
from twofold.access.facts import AdminModeEnded, AdminModeEntered
from twofold.core import queries, unit
from twofold.core.actor import Actor
from twofold.core.facts import name_of
from twofold.core.queries import Asked, Entry

PAGE = 20
MOST_ENDED = 1_000
ENTERED, ENDED = name_of(AdminModeEntered), name_of(AdminModeEnded)
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class AdminModeRow:
    """Who was in admin mode, what for, from when to when: `until` is when it has to end, or did. `number` is its own in the log."""

    number: int
    person_id: UUID
    name: str
    reason: str
    began_at: datetime
    until: datetime
    is_running: bool
    was_ended: bool

    @property
    def over_at(self) -> datetime:
        """The first moment that is no part of it; that it ended is."""
        return self.until + A_MOMENT


@dataclass(frozen=True, slots=True)
class AdminModes:
    """A page of them, newest first; `newer` and `older` are the numbers to go on from."""

    rows: list[AdminModeRow]
    newer: int | None
    older: int | None


def admin_modes(actor: Actor, *, before: int | None = None, after: int | None = None) -> AdminModes:
    """All that there were and that run, newest first; for whoever may see the audit log."""
    page = queries.ledger(actor, Asked(name=ENTERED), before=before, after=after, limit=PAGE)
    return AdminModes(_rows(actor, page.entries), page.newer, page.older)


def admin_mode(actor: Actor, number: int) -> AdminModeRow:
    """One of them. Refuses with `AdminModeNotFound`."""
    found = queries.ledger(actor, Asked(name=ENTERED), before=number + 1, limit=1).entries
    if not found or found[0].seq != number:
        raise AdminModeNotFound(number)
    return _rows(actor, found)[0]


def _rows(actor: Actor, entries: Collection[Entry]) -> list[AdminModeRow]:
    ended = _ended(actor, entries)
    return [_row(one, ended.get((one.actor_id, _until(one)))) for one in entries]


def _ended(actor: Actor, entries: Collection[Entry]) -> dict[tuple[UUID | None, datetime], datetime]:
    """When those that were ended by hand were; the others last as long as they may. A mode is known by whose it is and its end."""
    if not entries:
        return {}
    since = min(one.recorded_at for one in entries)
    asked = Asked(name=ENDED, since=since, until=max(map(_until, entries)) + A_MOMENT)
    told = queries.ledger(actor, asked, limit=MOST_ENDED).entries
    return {(one.actor_id, _until(one)): one.recorded_at for one in told if not one.body["is_timed_out"]}


def _row(entry: Entry, ended_at: datetime | None) -> AdminModeRow:
    until = ended_at or _until(entry)
    return AdminModeRow(
        number=entry.seq,
        person_id=UUID(entry.body["person_id"]),
        name=entry.actor_name,
        reason=entry.body["reason"],
        began_at=entry.recorded_at,
        until=until,
        is_running=ended_at is None and until > unit.now(),
        was_ended=ended_at is not None,
    )


def _until(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.body["until"])
