"""What the tape makes of facts: every one becomes a row of its own, and a merge or a moved device hands events over."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from twofold.access.facts import SignedIn, SignedUp
from twofold.core.actor import Actor
from twofold.core.readers import reacts_to, reads_ledger
from twofold.directory import queries as directory
from twofold.directory.facts import PersonMerged, PersonUnmerged
from twofold.events.errors import TapeUnavailable
from twofold.events.facts import DeviceMoved
from twofold.events.identity.stitching import stitch
from twofold.events.store import write
from twofold.events.store.write import Override
from twofold.events.telling import row_of

if TYPE_CHECKING:
    from uuid import UUID

    from twofold.core.models import LedgerEntry

MOMENT = timedelta(seconds=1)


@reads_ledger("events.tape")
def tape(entries: Sequence["LedgerEntry"]) -> None:
    """Put facts on the tape, in their order. What an earlier try has put there is not put there again."""
    if write.is_being_written(entries[0].id):
        raise TapeUnavailable
    times = [entry.recorded_at for entry in entries]
    there = write.present([entry.id for entry in entries], since=min(times) - MOMENT, until=max(times) + MOMENT)
    write.append([row_of(entry, entries[0].id) for entry in entries if entry.id not in there])


@reacts_to(PersonMerged)
def hand_over(actor: Actor, fact: PersonMerged) -> None:
    """Let the events of the loser be the winner's."""
    nodes: list[UUID | None] = [None, *directory.identifiers_of_merge(actor, fact.merge_id)]
    version = time.time_ns()
    write.hand_over(fact.loser_id, fact.person_id, version=version)
    write.override([Override(fact.loser_id, node, None, fact.person_id) for node in nodes], version=version)


@reacts_to(PersonUnmerged)
def give_back(actor: Actor, fact: PersonUnmerged) -> None:
    """Let what the loser did before the merge be the loser's again, and what was done since by whom it was done."""
    write.override([Override(*one) for one in directory.belongings_after(actor, fact.merge_id)], version=time.time_ns())


@reacts_to(DeviceMoved)
def follow_device(actor: Actor, fact: DeviceMoved) -> None:
    """Let late events on a device be those of whoever had it then, also if they came before it was known to have moved."""
    spans = directory.spans_of(actor, fact.identifier_id)
    write.override(
        [
            Override(holder, fact.identifier_id, span.starts_at, span.person_id)
            for holder in {span.person_id for span in spans}
            for span in spans
        ],
        version=time.time_ns(),
    )


@reads_ledger("events.stitch", SignedUp, SignedIn)
def stitch_sign_ins(entries: Sequence["LedgerEntry"]) -> None:
    """Let what a visitor did in a browser be theirs who signs up or in there."""
    actor = Actor.system("events.stitch")
    for entry in entries:
        if entry.person_id and (device := entry.body.get("anonymous_id")):
            stitch(actor, entry.person_id, device, at=entry.recorded_at, event_id=str(entry.id))
