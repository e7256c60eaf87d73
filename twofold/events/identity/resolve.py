"""Whose the events of a batch are: one look-up for all of them, and a plan for those that tell something new."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.directory import queries as directory
from twofold.directory.identities import IdentityPlan, NewLink, NewTrait, Pair, Trace
from twofold.directory.traits import spoken_of_person
from twofold.directory.verbs import identities
from twofold.events.facts import DeviceMoved
from twofold.events.identity.evidence import Evidence, Witness
from twofold.events.identity.planner import Planner
from twofold.events.identity.recent import Recent
from twofold.events.ingest.arrival import Arrival

RULES_SECONDS = 30.0
SEEN_EVERY = timedelta(hours=1)


class Owner(NamedTuple):
    """Whose an event is, and the identifier that says so."""

    person_id: UUID | None
    node_id: UUID | None


NOBODY = Owner(None, None)


class Open(NamedTuple):
    """An event that the look-up does not settle, and its place in the batch."""

    place: int
    event: Arrival
    pairs: tuple[Pair, ...]


class Resolver:
    """Resolves batches, one after the other. Remembers what it has written lately, never whose anything is."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._witness = Witness({})
        self._rules_until = 0.0
        self._linked = Recent(200_000)
        self._refused = Recent(50_000)

    def resolve(self, events: Sequence[Arrival]) -> list[Owner]:
        """The owner of each event, in their order. Writes what they make known; a unit of work must be open."""
        self._read_rules()
        pairs = [self._witness.pairs(event) for event in events]
        known = directory.traces(self._actor, {pair for some in pairs for pair in some})
        links: list[NewLink] = []
        settled = [self._settled(event, some, known, links) for event, some in zip(events, pairs, strict=True)]
        plan = IdentityPlan()
        owners = [owner or NOBODY for owner in settled]
        if None in settled:
            unsettled = [
                Open(place, events[place], pairs[place]) for place, owner in enumerate(settled) if owner is None
            ]
            plan = self._follow(unsettled, owners)
        self._write(
            replace(
                plan,
                links=(*plan.links, *links),
                traits=tuple(_traits(events, owners)),
                seen=_last_seen(
                    events, owners, {trace.person_id.int: trace.person_seen_at for trace in known.values()}
                ),
            )
        )
        return owners

    def forget(self) -> None:
        """What was written since the last commit is undone."""
        self._linked.clear()
        self._refused.clear()

    def _read_rules(self) -> None:
        """Read the rules of the kinds again every half minute."""
        if time.monotonic() < self._rules_until:
            return
        kinds = directory.identifier_kinds(self._actor)
        self._rules_until = time.monotonic() + RULES_SECONDS
        if kinds != self._witness.kinds:
            self._witness = Witness(kinds)

    def _settled(
        self, event: Arrival, pairs: tuple[Pair, ...], known: Mapping[Pair, Trace], links: list[NewLink]
    ) -> Owner | None:
        """The owner, if the event tells nothing new: all it names is known as one person's, or known to be apart."""
        if event.previous_id:
            return None
        owner: Owner | None = None
        for pair in pairs:
            trace = known.get(pair)
            if trace is None:
                return None
            if trace.is_shared:
                continue
            person = trace.person_at(event.at) if trace.spans else trace.person_id
            if owner is None:
                owner = Owner(person, trace.identifier_id)
            elif owner.person_id and person.int == owner.person_id.int:
                self._link(owner.node_id, trace.identifier_id, event, links)
            elif (owner, person, trace.identifier_id) not in self._refused:
                return None
        return owner or NOBODY

    def _link(self, a: UUID | None, b: UUID, event: Arrival, links: list[NewLink]) -> None:
        """Evidence of what is known already; written down once."""
        if a and self._linked.add((a.int, b.int, event.how)):
            version = max(kind.version for kind in self._witness.kinds.values())
            links.append(
                NewLink(
                    ids.new(), a, b, event.how, event.at,
                    event_id=event.id, source=event.origin.name, policy_version=version,
                )
            )  # fmt: skip

    def _follow(self, unsettled: Sequence[Open], owners: list[Owner]) -> IdentityPlan:
        """Decide on the events that tell something new, in the order in which they happened, with the graph held still."""
        identities.hold(self._actor)
        users = {pair for one in unsettled if (pair := self._witness.previous_user(one.event))}
        known = directory.traces(self._actor, users.union(*(one.pairs for one in unsettled)))
        people = {span.person_id for trace in known.values() for span in trace.spans}
        people |= {trace.person_id for trace in known.values()}
        holders = directory.holders(self._actor, people)
        planner = Planner(self._witness.kinds, known.values(), holders.values(), now=unit.now())
        for place, event, pairs in sorted(unsettled, key=lambda one: (one.event.ts, one.event.key)):
            user = self._witness.previous_user(event)
            meant = (*(pair for pair in pairs if pair.value != user.value), user) if user in known else pairs
            owners[place] = Owner(*planner.follow(Evidence(event.id, meant, event.how, event.at, event.origin.name)))
        for place, owner in enumerate(owners):
            if owner.person_id:
                owners[place] = Owner(planner.person_of(owner.person_id), owner.node_id)
        return planner.plan()

    def _write(self, plan: IdentityPlan) -> None:
        if plan == IdentityPlan():
            return
        identities.hold(self._actor)
        identities.apply(self._actor, plan)
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
            by=self._actor,
        )
        for one in plan.refusals:
            if len(one.identifiers) == 2:
                (first, other), (person, kept) = one.identifiers, one.people
                self._refused.add((Owner(person, first), kept, other))


def _traits(events: Sequence[Arrival], owners: Sequence[Owner]) -> list[NewTrait]:
    """What identify events say of people, each trait at the time of its event."""
    return [
        NewTrait(owner.node_id, f"tracking:{event.origin.name}"[:100], name.replace("\0", "")[:200], value, event.at)
        for event, owner in zip(events, owners, strict=True)
        if event.type == "identify" and event.traits and owner.node_id
        for name, value in spoken_of_person(event.traits)
    ]


def _last_seen(
    events: Sequence[Arrival], owners: Sequence[Owner], noted: Mapping[int, datetime | None]
) -> dict[UUID, datetime]:
    """When people were last seen, where that was not noted within the hour."""
    latest: dict[int, tuple[UUID, Arrival]] = {}
    for event, (person, _) in zip(events, owners, strict=True):
        if person and ((before := latest.get(person.int)) is None or event.ts > before[1].ts):
            latest[person.int] = person, event
    return {
        person: event.at
        for number, (person, event) in latest.items()
        if (moment := noted.get(number)) is None or event.at > moment + SEEN_EVERY
    }
