"""A merge is taken back: each is who they were, and what came since is with whom it belongs."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from tests.directory.moments import minutes_later
from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.access.backends import Backend
from twofold.core import ids
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.errors import AccountsSaidToBeDifferent, MergeNotFound, SaidToBeDifferent, SameAccount
from twofold.directory.merging import undo_merges
from twofold.directory.models import AccountMerge, Identifier, Link, Merge, Person
from twofold.directory.verbs import accounts, consents, identifiers, memberships, notes, people, tags


def merged(winner: Person, loser: Person) -> UUID:
    people.merge(SYSTEM, winner.id, loser.id)
    return Merge.objects.get(winner=winner, loser=loser, undone_at=None).id


class TestUndoingAMerge:
    def test_brings_both_back_as_they_were(self) -> None:
        jana, ada, ben = a_colleague(), a_person(name="Ada", email="ada@x.example"), a_person(name="Ben")
        identifiers.add(SYSTEM, ben.id, kind="loyalty_card", value="LC 1")
        a_membership(ben, an_account(name="Helio"), title="Buyer")
        tags.tag_people(jana, [ben.id], tag="VIP")
        notes.write(jana, person_id=ben.id, body="Prefers mornings.")
        merge = merged(ada, ben)

        people.unmerge(jana, merge)

        record = queries.person(jana, ben.id)
        assert (record.id, record.name, record.tags) == (ben.id, "Ben", ("VIP",))
        assert [one.account_name for one in queries.memberships_of_person(jana, ben.id)] == ["Helio"]
        assert [one.body for one in queries.notes_on_person(jana, ben.id)] == ["Prefers mornings."]
        assert queries.memberships_of_person(jana, ada.id) == []
        assert {one.value for one in queries.identity_of(jana, ada.id).identifiers} == {"ada@x.example"}

    def test_is_told_of_both_once(self) -> None:
        ada, ben = a_person(), a_person()
        merge = merged(ada, ben)

        people.unmerge(SYSTEM, merge)
        people.unmerge(SYSTEM, merge)

        entries = LedgerEntry.objects.filter(name__in=["directory.person.unmerged", "directory.person.separated"])
        assert sorted((entry.name, entry.person_id) for entry in entries) == [
            ("directory.person.separated", ben.id),
            ("directory.person.unmerged", ada.id),
        ]

    def test_takes_back_what_consent_the_merge_withdrew(self) -> None:
        ada, ben = a_person(), a_person()
        consents.withdraw(SYSTEM, ben.id, purpose="news", channel="email")
        consents.give(SYSTEM, ada.id, purpose="news", channel="email")
        merge = merged(ada, ben)
        assert not queries.may_be_addressed(SYSTEM, [ada.id], purpose="news", channel="email")

        people.unmerge(SYSTEM, merge)

        assert list(queries.may_be_addressed(SYSTEM, [ada.id, ben.id], purpose="news", channel="email")) == [ada.id]

    def test_lets_each_sign_in_again(self) -> None:
        ada, ben = a_person(), a_person()
        merge = merged(ada, ben)
        assert not Backend().user_can_authenticate(Person.objects.get(id=ben.id))

        people.unmerge(SYSTEM, merge)

        assert all(Backend().user_can_authenticate(Person.objects.get(id=one.id)) for one in (ada, ben))

    def test_keeps_them_apart_until_somebody_says_otherwise(self) -> None:
        ada, ben = a_person(email="a@x.example"), a_person(email="b@x.example")
        people.unmerge(SYSTEM, merged(ada, ben))

        with pytest.raises(SaidToBeDifferent):
            people.merge(SYSTEM, ada.id, ben.id)
        people.merge(SYSTEM, ada.id, ben.id, even_if_apart=True)

        assert queries.person(SYSTEM, ben.id).id == ada.id
        assert not Link.objects.filter(how="operator_split", revoked_at=None).exists()

    def test_may_leave_it_open_whether_they_are_one(self) -> None:
        ada, ben = a_person(email="a@x.example"), a_person(email="b@x.example")

        undo_merges(SYSTEM, [merged(ada, ben)], apart=False)

        assert people.merge(SYSTEM, ada.id, ben.id).id == ada.id

    def test_of_none_is_refused(self) -> None:
        with pytest.raises(MergeNotFound):
            people.unmerge(SYSTEM, ids.new())


class TestWhatWasChosenAtAMerge:
    def test_holds_as_the_word_of_staff_until_it_is_undone(self) -> None:
        jana, ada, ben = a_colleague(), a_person(name="Ada", city="Bonn"), a_person(name="Ben", city="Lisbon")
        people.edit(jana, ada.id, fields={"city": "Berlin"})

        people.merge(jana, ada.id, ben.id, fields={"city": "Lisbon", "owner": jana.person_id, "given_name": "Ada"})

        record = queries.person(jana, ada.id)
        assert (record.fields["city"], record.name, record.owner_id) == ("Lisbon", "Ada", jana.person_id)
        people.unmerge(jana, Merge.objects.get().id)
        record = queries.person(jana, ada.id)
        assert (record.fields["city"], record.owner_id) == ("Berlin", None)

    def test_of_accounts_too(self) -> None:
        jana, helio, gmbh = a_colleague(), an_account(name="Helio"), an_account(name="Helio GmbH", kind="customer")

        accounts.merge(jana, helio.id, gmbh.id, fields={"name": "Helio GmbH", "kind": "customer"})

        record = queries.account(jana, helio.id)
        assert (record.name, record.kind) == ("Helio GmbH", "customer")
        accounts.unmerge(jana, AccountMerge.objects.get().id)
        record = queries.account(jana, helio.id)
        assert (record.name, record.kind) == ("Helio", "prospect")

    def test_stays_when_a_merge_below_is_undone(self) -> None:
        jana, ada, ben, cleo = a_colleague(), a_person(name="Ada"), a_person(name="Ben"), a_person(name="Cleo")
        below = merged(ada, ben)
        people.merge(jana, ada.id, cleo.id, fields={"given_name": "Cleo", "owner": jana.person_id})

        people.unmerge(jana, below)

        record = queries.person(jana, ada.id)
        assert (record.name, record.owner_id) == ("Cleo", jana.person_id)


class TestAMergeBelowOthers:
    def test_leaves_whoever_was_merged_later_as_they_were_by_then(self) -> None:
        ada, ben, cleo = a_person(name="Ada"), a_person(name="Ben"), a_person(name="Cleo", email="cleo@x.example")
        dora = a_person(name="Dora", email="dora@x.example")
        below = merged(ben, cleo)
        merged(ben, dora)
        merged(ada, ben)

        people.unmerge(SYSTEM, below)

        tombstone = Person.objects.get(id=ben.id)
        assert (tombstone.merged_into_id, tombstone.email) == (ada.id, "dora@x.example")


class TestWhatCameSince:
    def test_stays_with_the_winner(self) -> None:
        ada, ben = a_person(), a_person()
        merge = merged(ada, ben)
        with minutes_later():
            notes.write(a_colleague(), person_id=ada.id, body="Since.")
            identifiers.add(SYSTEM, ada.id, kind="loyalty_card", value="LC 9")

            people.unmerge(SYSTEM, merge)

        assert Identifier.objects.get(value="LC9").person_id == ada.id
        assert len(queries.notes_on_person(SYSTEM, ada.id)) == 1

    def test_goes_with_the_address_by_which_it_was_said(self) -> None:
        ada, ben = a_person(email="a@x.example"), a_person(email="b@x.example")
        merge = merged(ada, ben)
        address = Identifier.objects.get(value="b@x.example")
        with minutes_later():
            consents.give(SYSTEM, ada.id, purpose="news", channel="email", identifier_id=address.id)

            people.unmerge(SYSTEM, merge)

        assert list(queries.may_be_addressed(SYSTEM, [ada.id, ben.id], purpose="news", channel="email")) == [ben.id]

    def test_is_kept_where_somebody_has_said_it_of_a_membership(self) -> None:
        ada, ben, helio = a_person(), a_person(), an_account()
        mine = a_membership(ada, helio)
        a_membership(ben, helio, title="Buyer", department="Pumps")
        merge = merged(ada, ben)
        memberships.edit(SYSTEM, mine.id, fields={"title": "Head"})

        people.unmerge(SYSTEM, merge)

        (membership,) = queries.memberships_of_person(SYSTEM, ada.id)
        assert (membership.title, membership.department) == ("Head", "")

    def test_makes_somebody_known_who_was_a_visitor(self) -> None:
        ada, ben = a_person(), a_person()
        Person.objects.filter(id=ada.id).update(known_at=None)
        merge = merged(ada, ben)
        with minutes_later():
            identifiers.add(SYSTEM, ada.id, kind="loyalty_card", value="LC 9")

            people.unmerge(SYSTEM, merge)

        assert Person.objects.get(id=ada.id).known_at is not None


class TestMergingAccounts:
    def test_brings_everything_over_and_back(self) -> None:
        jana, helio, gmbh = a_colleague(), an_account(name="Helio"), an_account(name="Helio GmbH", city="Bonn")
        below = an_account(name="Helio Pumps", parent=gmbh)
        accounts.add_identifier(jana, gmbh.id, kind="domain", value="helio.example")
        ada = a_membership(a_person(name="Ada"), gmbh).person
        tags.tag_accounts(jana, [gmbh.id], tag="VIP")
        notes.write(jana, account_id=gmbh.id, body="Pays late.")

        accounts.merge(jana, helio.id, gmbh.id)

        record = queries.account(jana, gmbh.id)
        assert (record.id, record.fields["city"], record.tags, record.people) == (helio.id, "Bonn", ("VIP",), 1)
        assert record.identifiers == (("domain", "helio.example"),)
        assert queries.account(jana, below.id).parent_name == "Helio"
        (merge,) = queries.merges_of_account(jana, helio.id)
        assert (merge.loser_name, merge.moved["memberships"], merge.moved["children"]) == ("Helio GmbH", 1, 1)

        accounts.unmerge(jana, merge.id)

        assert queries.account(jana, gmbh.id).fields["name"] == "Helio GmbH"
        assert [one.person_id for one in queries.people_of_account(jana, gmbh.id)] == [ada.id]
        assert queries.account(jana, below.id).parent_name == "Helio GmbH"
        assert queries.account(jana, helio.id).fields["city"] == ""

    def test_into_one_below_puts_that_one_in_its_place(self) -> None:
        top = an_account(name="Top")
        group = an_account(name="Group", parent=top)
        middle = an_account(name="Middle", parent=group)
        leaf = an_account(name="Leaf", parent=middle)

        accounts.merge(SYSTEM, leaf.id, group.id)

        assert [(one.name, one.depth) for one in queries.account_tree(SYSTEM, leaf.id)] == [
            ("Top", 0),
            ("Leaf", 1),
            ("Middle", 2),
        ]
        accounts.unmerge(SYSTEM, AccountMerge.objects.get().id)
        assert [one.name for one in queries.account_tree(SYSTEM, leaf.id)] == ["Top", "Group", "Middle", "Leaf"]

    def test_leaves_whoever_was_in_both_in_one(self) -> None:
        helio, gmbh, ada = an_account(name="Helio"), an_account(name="Helio GmbH"), a_person()
        a_membership(ada, gmbh, title="Buyer")
        a_membership(ada, helio)

        accounts.merge(SYSTEM, helio.id, gmbh.id)

        (membership,) = queries.memberships_of_person(SYSTEM, ada.id)
        assert (membership.account_name, membership.title, membership.is_primary) == ("Helio", "Buyer", True)
        accounts.unmerge(SYSTEM, AccountMerge.objects.get().id)
        assert [
            (one.account_name, one.title, one.is_primary) for one in queries.memberships_of_person(SYSTEM, ada.id)
        ] == [
            ("Helio GmbH", "Buyer", True),
            ("Helio", "", False),
        ]

    def test_is_refused_with_itself_and_with_one_that_is_said_to_be_another(self) -> None:
        helio, atlas = an_account(), an_account()
        accounts.keep_apart(SYSTEM, helio.id, other_id=atlas.id)

        with pytest.raises(SameAccount):
            accounts.merge(SYSTEM, helio.id, helio.id)
        with pytest.raises(AccountsSaidToBeDifferent):
            accounts.merge(SYSTEM, helio.id, atlas.id)
        assert accounts.merge(SYSTEM, helio.id, atlas.id, even_if_apart=True).id == helio.id


@pytest.mark.usefixtures("committed")
class TestUndoingAndMergingAtOnce:
    def test_wait_for_each_other(self) -> None:
        with unit_of_work(SYSTEM):
            trio = [a_person() for _ in range(3)]
            merges = [merged(trio[0], other) for other in trio[1:]]
            others = [a_person() for _ in range(4)]

        def act(number: int) -> None:
            try:
                with unit_of_work(SYSTEM):
                    if number % 2:
                        people.merge(SYSTEM, trio[0].id, others[number // 2].id)
                    else:
                        people.unmerge(SYSTEM, merges[number // 2 % 2])
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(act, range(8)))

        with unit_of_work(SYSTEM):
            assert set(queries.former_ids(SYSTEM, trio[0].id)) == {one.id for one in others}
