"""What a batch of events made known is written down in one go."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core import ids
from twofold.core.models import LedgerEntry
from twofold.directory import queries
from twofold.directory.identities import (
    AccountPlan,
    IdentityPlan,
    Move,
    NewAccount,
    NewAccountIdentifier,
    NewIdentifier,
    NewLink,
    NewMembership,
    NewPerson,
    NewTrait,
    Pair,
    PlannedMerge,
    Refused,
)
from twofold.directory.models import Identifier, Membership, MergeRefusal, Person
from twofold.directory.verbs import account_identities, identities, memberships

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_visitor(anonymous_id: str = "anon-1") -> tuple[UUID, UUID]:
    """A visitor and the identifier of their browser."""
    person, identifier = ids.new(), ids.new()
    identities.apply(
        SYSTEM,
        IdentityPlan(
            persons=(NewPerson(person, NOON, NOON),),
            identifiers=(NewIdentifier(identifier, "anonymous_id", anonymous_id, person, NOON),),
        ),
    )
    return person, identifier


def known_as(person: UUID, kind: str, value: str) -> UUID:
    identifier = ids.new()
    identities.apply(SYSTEM, IdentityPlan(identifiers=(NewIdentifier(identifier, kind, value, person, NOON),)))
    return identifier


def says(identifier: UUID, name: str, value: Any, *, hours: int = 0) -> NewTrait:
    return NewTrait(identifier, "tracking:web", name, value, NOON + timedelta(hours=hours))


class TestAVisitor:
    def test_is_in_the_list_of_visitors_and_in_no_other(self) -> None:
        visitor, _ = a_visitor()

        assert [row.id for row in queries.rows(SYSTEM, "person", queries.Asked(visitors=True), columns=()).rows] == [
            visitor
        ]
        assert queries.rows(SYSTEM, "person", columns=()).rows == []
        assert [one.id for one in queries.find(SYSTEM, "anon-1")] == [visitor]

    def test_becomes_known_once_by_saying_who_they_are(self) -> None:
        visitor, _ = a_visitor()

        known_as(visitor, "user_id", "u1")
        known_as(visitor, "email", "ada@helio.example")

        assert Person.objects.get(id=visitor).known_at == NOON
        assert LedgerEntry.objects.get(name="directory.person.identified").body["value"] == "u1"
        assert [one.id for one in queries.find(SYSTEM, "helio.ex")] == [visitor]


class TestAPlan:
    def test_changes_nothing_the_second_time(self) -> None:
        person, a, b = ids.new(), ids.new(), ids.new()
        plan = IdentityPlan(
            persons=(NewPerson(person, NOON, NOON),),
            identifiers=(
                NewIdentifier(a, "user_id", "u1", person, NOON),
                NewIdentifier(b, "email", "a@x.example", person, NOON),
            ),
            links=(NewLink(ids.new(), b, a, "identify", NOON, event_id="m1"),),
            refusals=(Refused((a, b), (person,), "because"),),
            traits=(says(a, "city", "Bonn"),),
        )

        identities.apply(SYSTEM, plan)
        before = list(LedgerEntry.objects.values_list("name", flat=True))
        identities.apply(SYSTEM, plan)

        assert list(LedgerEntry.objects.values_list("name", flat=True)) == before
        assert (len(queries.identity_of(SYSTEM, person).evidence), MergeRefusal.objects.count()) == (1, 1)

    def test_tells_whose_traces_are_whose(self) -> None:
        visitor, browser = a_visitor()
        known_as(visitor, "user_id", "u1")

        found = queries.traces(SYSTEM, [Pair("anonymous_id", "anon-1"), Pair("user_id", "u1"), Pair("user_id", "u2")])
        holder = queries.holders(SYSTEM, [visitor])[visitor]

        assert {pair: trace.person_id for pair, trace in found.items()} == {
            Pair("anonymous_id", "anon-1"): visitor,
            Pair("user_id", "u1"): visitor,
        }
        assert found[Pair("anonymous_id", "anon-1")].identifier_id == browser
        assert (holder.counts, holder.uniques) == ({"anonymous_id": 1, "user_id": 1}, {"user_id": frozenset({"u1"})})

    def test_asks_once_for_a_whole_batch(self) -> None:
        for n in range(5):
            a_visitor(f"anon-{n}")

        with CaptureQueriesContext(connection) as asked:
            found = queries.traces(SYSTEM, [Pair("anonymous_id", f"anon-{n}") for n in range(50)])

        assert (len(found), len(asked)) == (5, 1)

    def test_never_turns_back_when_somebody_was_seen(self) -> None:
        visitor, _ = a_visitor()

        identities.apply(SYSTEM, IdentityPlan(seen={visitor: NOON - timedelta(days=1)}))

        assert Person.objects.get(id=visitor).seen_at == NOON

    def test_merges_many_visitors_into_one_person(self) -> None:
        ada = a_person(name="Ada")
        visitors = [a_visitor(f"anon-{n}")[0] for n in range(3)]

        identities.apply(
            SYSTEM, IdentityPlan(merges=tuple(PlannedMerge(ada.id, one) for one in visitors), seen={visitors[0]: NOON})
        )

        assert Identifier.objects.filter(person=ada, origin_person__in=visitors).count() == 3
        assert Person.objects.get(id=ada.id).seen_at == NOON

    @pytest.mark.parametrize("value", ["\0", "a\0b", "\ud800", {"k\0": float("nan")}, 10**400, "x" * 100_000])
    def test_keeps_traits_whatever_they_are(self, value: Any) -> None:
        visitor, browser = a_visitor()

        identities.apply(SYSTEM, IdentityPlan(traits=(says(browser, "odd", value), says(browser, "city", value))))

        assert "odd" in Person.objects.get(id=visitor).attributes


class TestTraitsOfAPerson:
    @given(
        st.permutations([("u", "Bonn", 0), ("u", "Lisbon", 2), ("b", "Köln", 1), ("b", "Paris", 3), ("u", "Rome", 3)])
    )
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_fold_to_the_same_in_any_order(self, words: list[tuple[str, str, int]]) -> None:
        key = str(ids.new())
        visitor, browser = a_visitor(key)
        account = known_as(visitor, "user_id", key)

        for where, city, hours in words:
            trait = says(account if where == "u" else browser, "city", city, hours=hours)
            identities.apply(SYSTEM, IdentityPlan(traits=(trait, trait)))

        assert Person.objects.get(id=visitor).city == "Rome"

    def test_go_with_the_device_when_it_moves_on(self) -> None:
        ada, browser = a_visitor()
        known_as(ada, "user_id", "u1")
        ben = a_person(name="Ben")
        identities.apply(SYSTEM, IdentityPlan(traits=(says(browser, "theme", "dark"),)))

        identities.apply(SYSTEM, IdentityPlan(moves=(Move(browser, ada, ben.id, NOON + timedelta(hours=1)),)))

        assert (Person.objects.get(id=ada).attributes, Person.objects.get(id=ben.id).attributes) == (
            {},
            {"theme": "dark"},
        )


class TestADeviceThatMoves:
    def test_belongs_to_each_for_a_time(self) -> None:
        ada, browser = a_visitor()
        ben = a_person(name="Ben").id
        one, two = NOON + timedelta(hours=1), NOON + timedelta(hours=2)

        identities.apply(SYSTEM, IdentityPlan(moves=(Move(browser, ada, ben, one), Move(browser, ben, ada, two))))

        trace = queries.traces(SYSTEM, [Pair("anonymous_id", "anon-1")])[Pair("anonymous_id", "anon-1")]
        at = [trace.person_at(moment) for moment in (NOON, one, two - timedelta(seconds=1), two)]
        assert at == [ada, ben, ben, ada]
        assert trace.person_id == ada


class TestAGroup:
    def plan(self, person: UUID) -> AccountPlan:
        account, identifier = ids.new(), ids.new()
        return AccountPlan(
            accounts=(NewAccount(account, NOON),),
            identifiers=(NewAccountIdentifier(identifier, "group_id", "g1", account, NOON),),
            traits=(says(identifier, "name", "Helio Pumps"), says(identifier, "employees", 1200)),
            memberships=(NewMembership(person, account, "tracking:web", NOON),),
            seen={account: NOON},
        )

    def test_makes_an_account_with_its_people_once(self) -> None:
        ada = a_person(name="Ada")
        plan = self.plan(ada.id)

        account_identities.apply(SYSTEM, plan)
        account_identities.apply(SYSTEM, plan)

        (row,) = queries.rows(SYSTEM, "account", columns=["name", "employees", "seen"]).rows
        assert dict(row.values) == {"name": "Helio Pumps", "employees": 1200, "seen": NOON}
        assert [one.is_primary for one in queries.memberships_of_person(SYSTEM, ada.id)] == [True]
        assert (
            LedgerEntry.objects.filter(name__in=["directory.account.added", "directory.membership.added"]).count() == 2
        )

    def test_does_not_bring_back_who_left(self) -> None:
        membership = a_membership(a_person(), helio := an_account())
        memberships.end(SYSTEM, membership.id)

        account_identities.apply(
            SYSTEM, AccountPlan(memberships=(NewMembership(membership.person_id, helio.id, "tracking:web", NOON),))
        )

        assert not Membership.objects.filter(ended_at=None).exists()
