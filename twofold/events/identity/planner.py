"""The decision who somebody is, one piece of evidence after the other, in plain data.

The rules, in the order in which they win:

1. Identifiers an operator has set apart never share a person. Whoever sends events may claim anything, so they give a
   member of staff devices, but no name to be known by and nobody else who is known: only an operator does that. Nor do
   they join another known person to one who has proven an identifier: whoever signs in would be in that one's place.
2. Two values of a unique kind (two `user_id`s) never share a person, and no person exceeds the limit of a kind.
3. Evidence that would break this is not followed for its weaker identifier: a device moves over to the person it was last
   seen with, anything else stays where it is and the refusal is recorded.
4. Otherwise what came together belongs together.

Evidence without conflicts gives the same people in whatever order and however often it comes: they are the connected
components of the links. Where it conflicts, what came first wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from twofold.core import ids
from twofold.directory.identities import (
    Belonging,
    Holder,
    IdentityPlan,
    KindRules,
    Move,
    NewIdentifier,
    NewLink,
    NewPerson,
    Pair,
    PlannedMerge,
    Refused,
    Trace,
)
from twofold.events.identity.evidence import Evidence
from twofold.events.identity.state import Node, Someone


class Planner:
    """Follows evidence and collects what has to change."""

    def __init__(
        self,
        kinds: Mapping[str, KindRules],
        traces: Iterable[Trace],
        holders: Iterable[Holder],
        *,
        now: datetime,
    ) -> None:
        self._kinds = kinds
        self._now = now
        self._nodes = {trace.pair: Node.of(trace) for trace in traces}
        self._people = {holder.person_id: Someone.of(holder) for holder in holders}
        self._became: dict[UUID, UUID] = {}
        self._links: dict[tuple[UUID, UUID, str], NewLink] = {}
        self._moves: list[Move] = []
        self._shared: list[UUID] = []
        self._merges: list[PlannedMerge] = []
        self._refusals: list[Refused] = []

    def follow(self, evidence: Evidence) -> tuple[UUID | None, UUID | None]:
        """Whose the event is, and the identifier that says so; nobody's if only shared devices speak for it."""
        pairs = [pair for pair in evidence.pairs if not self._is_shared(pair)]
        if not pairs:
            return None, None
        first = self._nodes.get(pairs[0]) or self._meet(pairs[0], self._new_person(evidence))
        person = self._holder_at(first, evidence.at)
        for pair in pairs[1:]:
            person = self._join(person, first, pair, evidence)
        return person.id, first.id

    def person_of(self, person_id: UUID) -> UUID:
        """Who somebody is after all that was followed."""
        while person_id in self._became:
            person_id = self._became[person_id]
        return person_id

    def node(self, pair: Pair) -> UUID | None:
        """The identifier of a kind and value, if there is one by now."""
        node = self._nodes.get(pair)
        return node.id if node else None

    def plan(self) -> IdentityPlan:
        """All that has to change, told of the people there are in the end: some of the new ones became others at once."""
        return IdentityPlan(
            persons=tuple(
                NewPerson(person.id, person.created_at)
                for person in self._people.values()
                if person.is_fresh and person.id not in self._became
            ),
            identifiers=tuple(
                NewIdentifier(node.id, *node.pair, person_id=self._first_person(node), created_at=self._now)
                for node in self._nodes.values()
                if node.is_fresh
            ),
            links=tuple(self._links.values()),
            moves=tuple(
                replace(
                    move,
                    from_person_id=self.person_of(move.from_person_id),
                    to_person_id=self.person_of(move.to_person_id),
                )
                for move in self._moves
            ),
            shared=tuple(self._shared),
            merges=tuple(self._merges),
            refusals=tuple(
                replace(one, people=tuple(self.person_of(person) for person in one.people)) for one in self._refusals
            ),
        )

    # ------------------------------------------------------------------------------------------------ one by one

    def _join(self, person: Someone, first: Node, pair: Pair, evidence: Evidence) -> Someone:
        """Let a further identifier follow the first one, if the rules allow; returns who the person is then."""
        node = self._nodes.get(pair)
        if node is None:
            is_name = self._kinds[pair.kind].makes_known
            reason = STAFF if person.is_staff and is_name else self._unfit(person, {pair.kind: 1}, {})
            if reason:
                self._refuse((first,), (person,), f"{pair.kind}: {reason}", evidence)
                return person
            node = self._meet(pair, person)
        other = self._holder_at(node, evidence.at)
        if other is person:
            self._link(first, node, evidence)
            return person
        reason = self._unfit(person, other.counts, other.uniques, other=other)
        if not reason:
            self._link(first, node, evidence)
            return self._merge(person, other, evidence)
        signed_in = self._kinds[first.pair.kind].makes_known and not self._kinds[pair.kind].makes_known
        if not signed_in or reason not in DEVICES_MOVE:
            self._refuse((first, node), (person, other), f"{pair.kind}: {reason}", evidence)
        elif self._move(node, person, other, evidence.at):
            self._link(first, node, evidence)
        return person

    def _new_person(self, evidence: Evidence) -> Someone:
        """Somebody nobody has met before: there since their first trace, which in a history is long ago."""
        person = Someone(ids.new(), min(evidence.at, self._now), is_fresh=True)
        self._people[person.id] = person
        return person

    def _meet(self, pair: Pair, person: Someone) -> Node:
        """An identifier of this person's for the first time."""
        node = self._nodes[pair] = Node(ids.new(), pair, person.id, is_fresh=True)
        person.add(pair, self._kinds[pair.kind])
        return node

    def _merge(self, one: Someone, other: Someone, evidence: Evidence) -> Someone:
        """Make two people one: staff before customers, those there before the new, the stronger before the weaker."""
        winner, loser = sorted((one, other), key=self._precedence)
        winner.absorb(loser)
        self._became[loser.id] = winner.id
        if not loser.is_fresh:
            self._merges.append(
                PlannedMerge(
                    winner.id,
                    loser.id,
                    tuple(link.id for link in self._links.values() if link.event_id == evidence.event_id),
                    evidence.event_id,
                    " and ".join(f"{kind} {value}" for kind, value in evidence.pairs)[:1_000],
                )
            )
        return winner

    def _move(self, node: Node, person: Someone, other: Someone, at: datetime) -> bool:
        """Let a device go over at a moment; when it has been with too many people it is nobody's from now on.

        Late evidence, of a time before it went to the one who has it now, does not take it away again.
        """
        if node.spans and node.spans[-1].starts_at and at < node.spans[-1].starts_at:
            return False
        limit = self._kinds[node.pair.kind].max_people
        held_by = {self.person_of(span.person_id) for span in node.spans} | {other.id, person.id}
        if limit and len(held_by) > limit:
            node.is_shared = True
            self._shared.append(node.id)
            return False
        self._moves.append(Move(node.id, other.id, person.id, at))
        last = node.spans.pop() if node.spans else Belonging(other.id, None, None)
        node.spans += [Belonging(last.person_id, last.starts_at, at), Belonging(person.id, at, None)]
        other.remove(node.pair)
        person.add(node.pair, self._kinds[node.pair.kind])
        node.person_id = person.id
        return True

    # --------------------------------------------------------------------------------------------------- the rules

    def _unfit(
        self,
        person: Someone,
        counts: Mapping[str, int],
        uniques: Mapping[str, Iterable[str]],
        *,
        other: Someone | None = None,
    ) -> str:
        """Why a person cannot have these identifiers as well; empty if they can."""
        if other and (reason := self._apart(person, other)):
            return reason
        for kind, values in uniques.items():
            if len(person.uniques.get(kind, set()) | set(values)) > 1:
                return TWO_OF_A_KIND
        for kind, count in counts.items():
            if count and person.counts.get(kind, 0) + count > self._kinds[kind].max_per_person:
                return TOO_MANY
        return ""

    def _apart(self, person: Someone, other: Someone) -> str:
        """Why two people are not one whatever they are known by; empty if they may be."""
        if other.id in {self.person_of(stranger) for stranger in person.strangers}:
            return SET_APART
        if person.is_staff and other.is_staff:
            return TWO_OF_STAFF
        for one, two in ((person, other), (other, person)):
            if (one.is_staff or one.is_proven) and self._is_known(two):
                return STAFF if one.is_staff else PROVEN
        return ""

    def _precedence(self, person: Someone) -> tuple[bool, bool, int, datetime, UUID]:
        return not person.is_staff, person.is_fresh, -person.strength(self._kinds), person.created_at, person.id

    # ----------------------------------------------------------------------------------------------------- details

    def _is_known(self, person: Someone) -> bool:
        return any(count and self._kinds[kind].makes_known for kind, count in person.counts.items())

    def _is_shared(self, pair: Pair) -> bool:
        node = self._nodes.get(pair)
        return node is not None and node.is_shared

    def _holder_at(self, node: Node, at: datetime) -> Someone:
        return self._people[self.person_of(node.person_at(at))]

    def _first_person(self, node: Node) -> UUID:
        """Whose a new identifier is before it moves within the same plan."""
        return self.person_of(node.spans[0].person_id if node.spans else node.person_id)

    def _link(self, a: Node, b: Node, evidence: Evidence) -> None:
        key = (a.id, b.id, evidence.how)
        if key not in self._links:
            self._links[key] = NewLink(
                ids.new(),
                a.id,
                b.id,
                evidence.how,
                evidence.at,
                event_id=evidence.event_id,
                source=evidence.source,
                policy_version=max(self._kinds[a.pair.kind].version, self._kinds[b.pair.kind].version),
            )

    def _refuse(self, nodes: Iterable[Node], people: Iterable[Someone], reason: str, evidence: Evidence) -> None:
        self._refusals.append(
            Refused(tuple(node.id for node in nodes), tuple(person.id for person in people), reason, evidence.event_id)
        )


SET_APART = "an operator has set them apart"
TWO_OF_STAFF = "both are members of staff"
STAFF = "a member of staff is somebody else only if an operator says so"
PROVEN = "somebody who signs in is another known person only if they show it or an operator says so"
TWO_OF_A_KIND = "they have different ones, and a person has only one"
TOO_MANY = "the person would have too many of this kind"
DEVICES_MOVE = {TWO_OF_A_KIND, PROVEN}
