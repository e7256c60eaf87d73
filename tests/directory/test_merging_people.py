"""Two records turn out to be one human being."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.core import ids
from twofold.core.models import LedgerEntry
from twofold.directory import queries
from twofold.directory.errors import PersonNotFound, SaidToBeDifferent, SamePerson, StaffStaysApart, WouldHaveTwo
from twofold.directory.models import Consent, Identifier, Link, Merge, Person
from twofold.directory.verbs import consents, identifiers, memberships, notes, people, tags

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def decide(person: Person, state: str, *, day: int) -> None:
    Consent.objects.create(
        person=person,
        purpose="news",
        channel="email",
        state=state,
        source="form",
        decided_at=MOMENT + timedelta(days=day),
    )


def agrees(person: Person) -> bool:
    return person.id in queries.may_be_addressed(SYSTEM, [person.id], purpose="news", channel="email")


class TestMerging:
    def test_brings_everything_over(self) -> None:
        jana, ada, visitor = a_colleague(), a_person(name="Ada Brandt"), a_person(email="ada@private.example")
        identifiers.add(SYSTEM, visitor.id, kind="loyalty_card", value="LC 4021")
        notes.write(jana, person_id=visitor.id, body="Prefers mornings.")
        tags.tag_people(jana, [visitor.id], tag="VIP")
        a_membership(visitor, an_account(name="Helio"), title="Buyer")
        consents.give(SYSTEM, visitor.id, purpose="news", channel="email")

        people.merge(jana, ada.id, visitor.id, evidence="Same handwriting.")

        record = queries.person(jana, ada.id)
        assert (record.name, record.fields["email"], record.tags) == ("Ada Brandt", "ada@private.example", ("VIP",))
        assert [one.account_name for one in queries.memberships_of_person(jana, ada.id)] == ["Helio"]
        assert [one.body for one in queries.notes_on_person(jana, ada.id)] == ["Prefers mornings."]
        assert [one.is_given for one in queries.current_consents(jana, ada.id)] == [True]
        assert {one.value for one in queries.identity_of(jana, ada.id).identifiers} == {"ada@private.example", "LC4021"}

    def test_says_what_moved_and_why(self) -> None:
        jana, ada, twin = a_colleague(), a_person(email="a@x.example"), a_person(email="b@x.example")

        people.merge(jana, ada.id, twin.id, evidence="Same handwriting.")

        identity = queries.identity_of(jana, ada.id)
        (merge,) = identity.merges
        assert (merge.loser_id, merge.evidence, merge.actor_name) == (twin.id, "Same handwriting.", "Jana Okoye")
        assert merge.moved == {"identifiers": 1}
        a, b = (one.id for one in identity.identifiers)
        assert [step.how for step in queries.path_between(identity.evidence, a, b)] == ["operator"]

    def test_leaves_a_tombstone_that_leads_to_the_living(self) -> None:
        first, second, third = a_person(name="A"), a_person(name="B"), a_person(name="C")

        people.merge(SYSTEM, second.id, first.id)
        people.merge(SYSTEM, third.id, second.id)

        assert queries.person(SYSTEM, first.id).id == third.id
        assert set(queries.former_ids(SYSTEM, third.id)) == {first.id, second.id}
        assert [one.values["name"] for one in queries.rows(SYSTEM, "person", columns=["name"]).rows] == ["C"]

    def test_happens_once(self) -> None:
        ada, twin = a_person(), a_person()

        people.merge(SYSTEM, ada.id, twin.id)
        people.merge(SYSTEM, ada.id, twin.id)

        assert Merge.objects.count() == 1
        assert LedgerEntry.objects.filter(name="directory.person.merged").count() == 1

    def test_keeps_one_living_membership_of_an_account_and_what_either_says(self) -> None:
        ada, twin, helio = a_person(), a_person(), an_account()
        a_membership(ada, helio, title="Head of Purchasing")
        a_membership(twin, helio, title="Buyer", buying_role="champion")

        people.merge(SYSTEM, ada.id, twin.id)

        (membership,) = queries.memberships_of_person(SYSTEM, ada.id)
        assert (membership.title, membership.buying_role, membership.is_primary) == (
            "Head of Purchasing",
            "champion",
            True,
        )
        assert Merge.objects.get().moved["filled"][0]["buying_role"] == ""

    def test_keeps_one_primary_membership(self) -> None:
        ada, twin = a_person(), a_person()
        for person in (ada, twin, twin):
            a_membership(person)

        people.merge(SYSTEM, ada.id, twin.id)

        assert [one.is_primary for one in queries.memberships_of_person(SYSTEM, ada.id)] == [True, False, False]

    def test_lets_the_word_of_staff_stand_whichever_record_it_was_said_of(self) -> None:
        jana, ada, twin = a_colleague(), a_person(name="Ada", city="Bonn"), a_person(name="Ada")
        people.edit(jana, twin.id, fields={"city": "Lisbon"})

        people.merge(jana, ada.id, twin.id)

        assert queries.person(jana, ada.id).fields["city"] == "Lisbon"


class TestRefusingToMerge:
    def test_two_of_what_a_person_has_one(self) -> None:
        ada, other = a_person(), a_person()
        identifiers.add(SYSTEM, ada.id, kind="user_id", value="u1")
        identifiers.add(SYSTEM, other.id, kind="user_id", value="u2")

        with pytest.raises(WouldHaveTwo) as refusal:
            people.merge(SYSTEM, ada.id, other.id)

        assert refusal.value.values == ["u1", "u2"]

    def test_two_of_whom_somebody_said_they_are_different(self) -> None:
        ada, other = a_person(email="a@x.example"), a_person(email="b@x.example")
        a, b = sorted(Identifier.objects.values_list("id", flat=True))
        Link.objects.create(a_id=a, b_id=b, how="operator_split", observed_at=MOMENT)

        with pytest.raises(SaidToBeDifferent):
            people.merge(SYSTEM, ada.id, other.id)

    def test_staff_into_somebody(self) -> None:
        with pytest.raises(StaffStaysApart):
            people.merge(SYSTEM, a_person().id, people.make_staff(SYSTEM, a_person().id).id)

    def test_somebody_with_themselves_or_with_nobody(self) -> None:
        ada = a_person()

        with pytest.raises(SamePerson):
            people.merge(SYSTEM, ada.id, ada.id)
        with pytest.raises(PersonNotFound):
            people.merge(SYSTEM, ada.id, ids.new())


class TestConsentAtAMerge:
    @given(
        winner=st.lists(st.tuples(st.sampled_from(["given", "withdrawn"]), st.integers(0, 9)), max_size=3),
        loser=st.lists(st.tuples(st.sampled_from(["given", "withdrawn"]), st.integers(0, 9)), max_size=3),
    )
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_is_never_more_than_either_side_gave(
        self, winner: list[tuple[str, int]], loser: list[tuple[str, int]]
    ) -> None:
        ada, twin = a_person(), a_person()
        for person, decisions in ((ada, winner), (twin, loser)):
            for state, day in decisions:
                decide(person, state, day=day)
        refused = [bool(said) and not agrees(person) for person, said in ((ada, winner), (twin, loser))]
        somebody_agreed = agrees(ada) or agrees(twin)

        people.merge(SYSTEM, ada.id, twin.id)

        assert agrees(ada) == (somebody_agreed and not any(refused))
        assert Consent.objects.filter(person=ada).count() >= len(winner) + len(loser)


class TestTheOrderOfMerges:
    def test_does_not_matter_for_what_is_known(self) -> None:
        outcomes = set()
        for order in permutations(range(3)):
            trio = [a_person(name=f"P{n}", email=f"{n}@{ids.new()}.example") for n in range(3)]
            for one in trio:
                a_membership(one, an_account())
            survivor = trio[order[0]]
            for other in order[1:]:
                people.merge(SYSTEM, survivor.id, trio[other].id)
            known = queries.identity_of(SYSTEM, survivor.id).identifiers
            outcomes.add((len(known), len(queries.memberships_of_person(SYSTEM, survivor.id))))

        assert outcomes == {(3, 3)}

    def test_ends_with_one_primary_account_after_the_first_one_ends(self) -> None:
        ada, twin = a_person(), a_person()
        first = a_membership(ada)
        a_membership(twin)
        people.merge(SYSTEM, ada.id, twin.id)

        memberships.end(SYSTEM, first.id)

        assert [one.is_primary for one in queries.memberships_of_person(SYSTEM, ada.id)] == [True, False]
