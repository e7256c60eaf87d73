"""What the events room erases of a person for good: what they did, dead letters that name them, and facts as the tape has them.

By the time it begins the directory has let go of their identifiers and whoever went by them has ended, so what arrives from then
on is somebody else's, as of anyone who was never seen. Only what was resolved before may still be on its way to the tape.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from clickhouse_connect.driver.exceptions import Error as ClickHouseError
from urllib3.exceptions import HTTPError

from twofold.core import clock, unit
from twofold.core.actor import Actor
from twofold.core.erasing import Eraser, Meant, declare_eraser, erased_entries, waiting_at
from twofold.core.operations import Doing
from twofold.events.ingest import books, letters
from twofold.events.models import DeadLetter, Inflight
from twofold.events.store import erase, write
from twofold.events.telling import row_of

log = structlog.get_logger()

ROOM, FACTS = "events", "tape"
LOOK_SECONDS, AWAY_SECONDS = 0.5, 15.0
GATHER_SECONDS = 2.0  # in which others come to the same point: what is heavy is done once
MOST_PEOPLE = 100
FACTS_AT_ONCE = 10
AT_ONCE = 200
PATIENCE = timedelta(minutes=10)  # with a reader of the ledger that does not read
NOBODYS_OWN = 0


def declare() -> None:
    """Make it known."""
    declare_eraser(ROOM, patient(erase_events))
    declare_eraser(FACTS, patient(tell_again), is_after_log=True)


def patient(step: Eraser) -> Eraser:
    """The step, which waits where the tape is away: an erasure is not to fail for that, and be forgotten."""

    def wait_or_do(actor: Actor, meant: Meant, doing: Doing) -> Doing:
        try:
            return step(actor, meant, doing)
        except (ClickHouseError, HTTPError) as error:
            log.warning("erasing.tape_away", error=f"{type(error).__name__}: {error}"[:300])
            return doing.on(position=doing.position, rest_seconds=AWAY_SECONDS)

    return wait_or_do


def erase_events(actor: Actor, meant: Meant, doing: Doing) -> Doing:
    """Dead letters at once; what they did once all of it is on the tape, together with that of others who are waiting."""
    del actor
    stage = doing.position.get("stage")
    if stage is None:
        batches = list(map(str, Inflight.objects.values_list("batch_id", flat=True)))
        thrown_away = letters.throw_away(_dead_letters(meant))
        return doing.on(position={"stage": "landing", "batches": batches}, counts={"dead_letters": thrown_away})
    if stage == "landing":
        books.settle(owner=NOBODYS_OWN, active=())
        if Inflight.objects.filter(batch_id__in=doing.position["batches"]).exists():
            return doing.on(position=doing.position, rest_seconds=LOOK_SECONDS)
        counts = {"events": erase.events_of(meant.people)}
        return doing.on(position={"stage": "erasing"}, counts=counts, rest_seconds=GATHER_SECONDS)
    if erase.is_under_way():
        return doing.on(position=doing.position, rest_seconds=LOOK_SECONDS)
    if erase.events_of(meant.people):
        erase.erase_events_of([one for other, _ in _waiting(ROOM) for one in other.people] or meant.people)
        return doing.on(position=doing.position, rest_seconds=LOOK_SECONDS)
    erase.forget_handed_over(meant.people)
    return doing.on(is_over=True)


def tell_again(actor: Actor, meant: Meant, doing: Doing) -> Doing:
    """Let the tape tell the facts that were emptied as the ledger does: taken off once they are all there, and put on again."""
    del actor
    after, since = doing.position.get("after", 0), doing.position.get("since") or unit.now().isoformat()
    entries, last = erased_entries(meant.people[0], after=after, facts=FACTS_AT_ONCE)
    if not entries:
        return doing.on(is_over=True)
    facts = {entry.id: entry.recorded_at for entry in entries}
    there = erase.facts_there(facts)
    here = {"after": after, "since": since}
    if "stage" not in doing.position:
        if len(there) < len(facts) and clock.now() - datetime.fromisoformat(since) < PATIENCE:
            return doing.on(position=here, rest_seconds=LOOK_SECONDS)
        return doing.on(position={**here, "stage": "erasing"}, rest_seconds=0.0 if after else GATHER_SECONDS)
    if erase.is_under_way():
        return doing.on(position=doing.position, rest_seconds=LOOK_SECONDS)
    if there:
        erase.erase_facts(_facts_waiting() or facts)
        return doing.on(position=doing.position, rest_seconds=LOOK_SECONDS)
    write.append([row_of(entry, entries[0].id) for entry in entries])
    return doing.on(position={"after": last, "since": since}, counts={"facts": len(entries)})


def _waiting(room: str) -> list[tuple[Meant, Mapping[str, Any]]]:
    """Those who are at the same point."""
    return [one for one in waiting_at(room) if one[1].get("stage") == "erasing"][:MOST_PEOPLE]


def _facts_waiting() -> dict[UUID, datetime]:
    """The facts that are to be taken off for all of them, but not too many for one statement."""
    facts: dict[UUID, datetime] = {}
    for meant, within in _waiting(FACTS):
        entries, _ = erased_entries(meant.people[0], after=within["after"], facts=FACTS_AT_ONCE)
        if len(facts) + len(entries) > 200 * FACTS_AT_ONCE:
            break
        facts |= {entry.id: entry.recorded_at for entry in entries}
    return facts


def _dead_letters(meant: Meant) -> list[UUID]:
    """What could not be understood, and has something in it by which they are known."""
    return list(meant.named_in(DeadLetter.objects.values_list("id", "body").iterator(AT_ONCE)))
