"""The rules of identity, on plain data: what belongs together, what must not, and that order does not matter.

That the order and repetition of events changes nothing holds for events without conflict: no two values of a unique kind
and no more values of a kind than a person may have come together, directly or through others. Where they conflict, what came
first wins; the other promises hold all the same.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofold.core import ids
from twofold.directory.identities import Belonging, Holder, IdentityPlan, KindRules, Pair, Trace
from twofold.events.identity.evidence import Evidence
from twofold.events.identity.planner import Planner

pytestmark = pytest.mark.no_database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def a_kind(
    key: str, *, priority: int, known: bool = False, unique: bool = False, most: int = 50, people: int = 10
) -> KindRules:
    return KindRules(key, key, "exact", known, unique, most, people, priority, frozenset(), None, 1)


KINDS = {
    kind.key: kind
    for kind in (
        a_kind("user_id", priority=100, known=True, unique=True, most=1),
        a_kind("email", priority=80, known=True, most=2),
        a_kind("device_id", priority=20),
        a_kind("anonymous_id", priority=10, people=3),
    )
}


class World:
    """A directory in memory, which does what plans say: one planner for each batch of events."""

    def __init__(self) -> None:
        self.nodes: dict[UUID, Pair] = {}
        self.person: dict[UUID, UUID] = {}
        self.created: dict[UUID, datetime] = {}
        self.links: set[tuple[UUID, UUID]] = set()
        self.spans: dict[UUID, list[Belonging]] = {}
        self.shared: set[UUID] = set()
        self.refusals: list[str] = []
        self.merges = 0

    def follow(self, *batch: Evidence) -> list[UUID | None]:
        """Plan and do a batch; whose each event is then."""
        planner = Planner(KINDS, self._traces(), self._holders(), now=NOON)
        owners = [planner.follow(evidence)[0] for evidence in batch]
        self._do(planner.plan())
        return [owner and planner.person_of(owner) for owner in owners]

    def people(self) -> set[frozenset[Pair]]:
        """Who is there, each by all their identifiers."""
        groups: defaultdict[UUID, set[Pair]] = defaultdict(set)
        for node, person in self.person.items():
            groups[person].add(self.nodes[node])
        return {frozenset(pairs) for pairs in groups.values()}

    def _traces(self) -> list[Trace]:
        return [
            Trace(node, *pair, self.person[node], None, node in self.shared, False, tuple(self.spans.get(node, ())))
            for node, pair in self.nodes.items()
        ]

    def _holders(self) -> list[Holder]:
        holders = []
        for person, created in self.created.items():
            pairs = [self.nodes[node] for node, holder in self.person.items() if holder == person]
            counts = {kind: sum(pair.kind == kind for pair in pairs) for kind in KINDS}
            uniques = {"user_id": frozenset(pair.value for pair in pairs if pair.kind == "user_id")}
            holders.append(
                Holder(person, created, any(KINDS[pair.kind].makes_known for pair in pairs), counts, uniques)
            )
        return holders

    def _do(self, plan: IdentityPlan) -> None:
        self.created |= {one.id: one.created_at for one in plan.persons}
        for one in plan.identifiers:
            assert one.person_id in self.created
            self.nodes[one.id], self.person[one.id] = Pair(one.kind, one.value), one.person_id
        self.links |= {(one.a, one.b) for one in plan.links}
        for move in plan.moves:
            last = self.spans.setdefault(move.identifier_id, [Belonging(move.from_person_id, None, None)]).pop()
            self.spans[move.identifier_id] += [
                Belonging(last.person_id, last.starts_at, move.at),
                Belonging(move.to_person_id, move.at, None),
            ]
            self.person[move.identifier_id] = move.to_person_id
        self.shared |= set(plan.shared)
        self.refusals += [one.reason for one in plan.refusals]
        for merge in plan.merges:
            self.merges += 1
            self._merge(merge.loser_id, merge.winner_id)

    def _merge(self, loser: UUID, winner: UUID) -> None:
        assert {loser, winner} <= self.created.keys()
        self.person = {node: winner if holder == loser else holder for node, holder in self.person.items()}
        for node, spans in self.spans.items():
            self.spans[node] = [
                Belonging(winner if span.person_id == loser else span.person_id, span.starts_at, span.ends_at)
                for span in spans
            ]
        del self.created[loser]


def saw(*pairs: str, at: int = 0) -> Evidence:
    """Identifiers that came together, each as `kind:value`, at a minute after noon."""
    found = {Pair(*pair.split(":")) for pair in pairs}
    ordered = sorted(found, key=lambda pair: (-KINDS[pair.kind].priority, pair))
    return Evidence(str(ids.new()), tuple(ordered), "same_event", NOON + timedelta(minutes=at), "test")


def who(*people: str) -> set[frozenset[Pair]]:
    """People, each written as their identifiers with spaces between."""
    return {frozenset(Pair(*pair.split(":")) for pair in person.split()) for person in people}


class TestWhatCameTogether:
    def test_belongs_together(self) -> None:
        world = World()

        world.follow(saw("anonymous_id:a"), saw("anonymous_id:a", "user_id:u"), saw("user_id:u", "email:e"))

        assert world.people() == who("anonymous_id:a user_id:u email:e")

    def test_makes_two_visitors_one_person(self) -> None:
        world = World()
        world.follow(saw("anonymous_id:a"))
        world.follow(saw("anonymous_id:b"))

        world.follow(saw("user_id:u", "anonymous_id:a"), saw("user_id:u", "anonymous_id:b"))

        assert world.people() == who("anonymous_id:a anonymous_id:b user_id:u")
        assert world.merges == 1

    def test_lets_a_visitor_stay_the_same_person_when_they_say_who_they_are(self) -> None:
        world = World()
        (visitor,) = world.follow(saw("anonymous_id:a"))

        (user,) = world.follow(saw("anonymous_id:a", "user_id:u"))

        assert user == visitor

    def test_leaves_no_tombstones_of_people_who_never_were(self) -> None:
        world = World()

        world.follow(saw("anonymous_id:a"), saw("anonymous_id:b"), saw("anonymous_id:a", "anonymous_id:b"))

        assert (len(world.created), world.merges) == (1, 0)


class TestWhatMustStayApart:
    def test_two_users_with_one_mail_address_stay_two(self) -> None:
        world = World()
        first, second = world.follow(saw("user_id:u", "email:e"), saw("user_id:v", "email:e"))

        assert first != second
        assert world.people() == who("user_id:u email:e", "user_id:v")
        assert world.refusals == ["email: they have different ones, and a person has only one"]

    def test_nobody_has_more_of_a_kind_than_they_may(self) -> None:
        world = World()

        world.follow(*(saw("user_id:u", f"email:{number}") for number in range(4)))

        assert world.people() == who("user_id:u email:0 email:1")
        assert world.refusals == ["email: the person would have too many of this kind"] * 2

    def test_members_of_staff_are_never_merged(self) -> None:
        world = World()
        world.follow(saw("email:a"), saw("email:b"))
        holders = [
            Holder(one.person_id, one.created_at, True, one.counts, one.uniques, is_staff=True)
            for one in world._holders()
        ]
        planner = Planner(KINDS, world._traces(), holders, now=NOON)

        planner.follow(saw("email:a", "email:b"))

        assert [one.reason for one in planner.plan().refusals] == ["email: both are members of staff"]

    def test_what_an_operator_has_set_apart_is_not_joined_again(self) -> None:
        world = World()
        one, other = world.follow(saw("email:a"), saw("anonymous_id:b"))
        assert one is not None
        assert other is not None
        holders = [
            Holder(
                holder.person_id, holder.created_at, True, holder.counts, holder.uniques,
                strangers=frozenset({one, other} - {holder.person_id}),
            )
            for holder in world._holders()
        ]  # fmt: skip
        planner = Planner(KINDS, world._traces(), holders, now=NOON)

        planner.follow(saw("email:a", "anonymous_id:b"))

        assert not planner.plan().merges
        assert [one.reason for one in planner.plan().refusals] == ["anonymous_id: an operator has set them apart"]


class TestADeviceThatMoves:
    def test_goes_over_to_who_signs_in_on_it(self) -> None:
        world = World()
        first, second = world.follow(
            saw("user_id:u", "anonymous_id:a", at=0), saw("user_id:v", "anonymous_id:a", at=10)
        )

        before, after = world.follow(saw("anonymous_id:a", at=5), saw("anonymous_id:a", at=15))

        assert (before, after) == (first, second)
        assert world.people() == who("user_id:u", "user_id:v anonymous_id:a")

    def test_goes_back_to_who_had_it_before(self) -> None:
        world = World()
        first, *_ = world.follow(
            saw("user_id:u", "anonymous_id:a", at=0),
            saw("user_id:v", "anonymous_id:a", at=10),
            saw("user_id:u", "anonymous_id:a", at=20),
        )

        assert world.follow(saw("anonymous_id:a", at=25)) == [first]

    def test_goes_to_who_a_new_person_turns_out_to_be_at_once(self) -> None:
        world = World()
        world.follow(saw("user_id:u", "anonymous_id:a", at=0), saw("anonymous_id:b", at=1))

        _, second = world.follow(saw("user_id:v", "anonymous_id:a", at=10), saw("user_id:v", "anonymous_id:b", at=11))

        assert world.follow(saw("anonymous_id:a", at=15)) == [second]
        assert world.people() == who("user_id:u", "user_id:v anonymous_id:a anonymous_id:b")

    def test_is_not_taken_away_by_late_evidence(self) -> None:
        world = World()
        _, second, _ = world.follow(
            saw("user_id:u", "anonymous_id:a", at=0),
            saw("user_id:v", "anonymous_id:a", at=10),
            saw("user_id:w", "anonymous_id:a", at=5),
        )

        assert world.follow(saw("anonymous_id:a", at=15)) == [second]

    def test_is_nobodys_when_too_many_have_had_it(self) -> None:
        world = World()
        world.follow(*(saw(f"user_id:{number}", "anonymous_id:a", at=number) for number in range(5)))

        assert world.follow(saw("anonymous_id:a", at=99)) == [None]
        assert world.follow(saw("user_id:4", "anonymous_id:a", at=99)) != [None]

    def test_is_not_moved_by_another_device(self) -> None:
        world = World()
        world.follow(saw("user_id:u", "anonymous_id:a"), saw("user_id:v", "device_id:d"))

        world.follow(saw("anonymous_id:a", "device_id:d"))

        assert world.people() == who("user_id:u anonymous_id:a", "user_id:v device_id:d")


# --------------------------------------------------------------------------------------------- what always holds

PAIRS = st.one_of(
    st.builds("user_id:{}".format, st.sampled_from("uvw")),
    st.builds("email:{}".format, st.sampled_from("efgh")),
    st.builds("device_id:{}".format, st.sampled_from("cd")),
    st.builds("anonymous_id:{}".format, st.sampled_from("abxyz")),
)
EVENTS = st.lists(st.tuples(st.lists(PAIRS, min_size=1, max_size=4), st.integers(0, 99)), min_size=1, max_size=14)


def batches(events: Sequence[Evidence], sizes: random.Random) -> Iterable[Sequence[Evidence]]:
    """The events cut into batches somewhere."""
    rest = list(events)
    while rest:
        size = sizes.randint(1, len(rest))
        yield rest[:size]
        rest = rest[size:]


def played(events: Sequence[Evidence], sizes: random.Random) -> World:
    world = World()
    for batch in batches(events, sizes):
        world.follow(*batch)
    return world


class TestWhateverComes:
    @given(EVENTS, st.randoms(use_true_random=False))
    @settings(max_examples=300, deadline=None)
    def test_no_person_breaks_a_rule(self, events: list[tuple[list[str], int]], sizes: random.Random) -> None:
        world = played([saw(*pairs, at=at) for pairs, at in events], sizes)

        for person in world.people():
            for kind, rules in KINDS.items():
                assert sum(pair.kind == kind for pair in person) <= rules.max_per_person

    @given(EVENTS, st.randoms(use_true_random=False))
    @settings(max_examples=300, deadline=None)
    def test_all_identifiers_of_a_person_are_joined_by_links(
        self, events: list[tuple[list[str], int]], sizes: random.Random
    ) -> None:
        """By a path that may lead over a device which was theirs when the link was made, and has moved on since."""
        world = played([saw(*pairs, at=at) for pairs, at in events], sizes)

        component = _components(world.nodes, world.links)
        by_person: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for node, person in world.person.items():
            by_person[person].add(component[node])
        assert all(len(components) == 1 for components in by_person.values())

    @given(EVENTS, st.randoms(use_true_random=False))
    @settings(max_examples=300, deadline=None)
    def test_without_conflict_neither_order_nor_repetition_matters(
        self, events: list[tuple[list[str], int]], chance: random.Random
    ) -> None:
        evidence = [saw(*pairs, at=at) for pairs, at in events]
        expected = _expected(evidence)
        if any(_conflicts(person) for person in expected):
            return
        again = evidence + chance.sample(evidence, len(evidence) // 2)
        chance.shuffle(again)

        assert played(evidence, chance).people() == expected
        assert played(again, chance).people() == expected


def _conflicts(person: frozenset[Pair]) -> bool:
    return any(sum(pair.kind == kind for pair in person) > rules.max_per_person for kind, rules in KINDS.items())


def _expected(evidence: Iterable[Evidence]) -> set[frozenset[Pair]]:
    """The connected components of everything that came together."""
    nodes = {pair: pair for one in evidence for pair in one.pairs}
    links = {(one.pairs[0], pair) for one in evidence for pair in one.pairs}
    groups: defaultdict[Pair, set[Pair]] = defaultdict(set)
    for pair, root in _components(nodes, links).items():
        groups[root].add(pair)
    return {frozenset(group) for group in groups.values()}


def _components(nodes: Iterable[object], links: Iterable[tuple[object, object]]) -> dict:  # type: ignore[type-arg]
    root = {node: node for node in nodes}

    def find(node: object) -> object:
        while root[node] != node:
            node = root[node]
        return node

    for a, b in links:
        root[find(a)] = find(b)
    return {node: find(node) for node in root}
