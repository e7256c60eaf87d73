"""Stitching: who signs in on a device is whose device it is, and a visitor's history on it becomes theirs."""

from datetime import datetime
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.directory import queries as directory
from twofold.directory.identities import Pair
from twofold.directory.verbs import identities
from twofold.events.facts import DeviceMoved
from twofold.events.identity.evidence import Evidence
from twofold.events.identity.planner import Planner

DEVICE = "anonymous_id"
SIGN_IN = "sign-in"


def stitch(actor: Actor, person_id: UUID, device: str, *, at: datetime, event_id: str) -> None:
    """Follow the evidence that a person signed in on a device, by the same rules as an identify event of theirs.

    What a visitor did on it becomes theirs. A device of somebody else who is known goes over to them at this moment, and what
    was done on it before stays with the other one. Told before, nothing changes.
    """
    kinds = directory.identifier_kinds(actor)
    value = kinds[DEVICE].normalise(device)
    if value is None:
        return
    identities.hold(actor)
    name = directory.name_of(actor, person_id)
    if name is None:
        return
    pairs = (name, Pair(DEVICE, value))
    known = directory.traces(actor, pairs)
    people = {trace.person_id for trace in known.values()}
    people |= {span.person_id for trace in known.values() for span in trace.spans}
    planner = Planner(kinds, known.values(), directory.holders(actor, people).values(), now=unit.now())
    planner.follow(Evidence(event_id, pairs, "identify", at, SIGN_IN))
    plan = planner.plan()
    identities.apply(actor, plan)
    record_all(
        (
            DeviceMoved(
                person_id=move.to_person_id,
                from_person_id=move.from_person_id,
                identifier_id=move.identifier_id,
                at=move.at,
            )
            for move in plan.moves
        ),
        by=actor,
    )
