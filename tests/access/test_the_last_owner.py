"""An account that has an owner keeps one as long as anybody is in it, whatever is done to whom, and by how many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from tests.access.organisations import as_, role_id, role_keys, someone
from tests.makers import SYSTEM, a_grant, a_membership, a_person, an_account
from twofold.access import owners
from twofold.access.errors import LastOwner
from twofold.access.models import Seat
from twofold.access.verbs import grants, members
from twofold.core import clock
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Membership
from twofold.directory.verbs import accounts, many_memberships, memberships, people, putting_aside

NEXT_WEEK = (clock.now() + timedelta(days=7)).date().isoformat()

LOSING: dict[str, Callable[[Membership], object]] = {
    "demoting": lambda one: grants.take(SYSTEM, [one.id], role_id("owner")),
    "demoting oneself": lambda one: as_(one, grants.take, [one.id], role_id("owner")),
    "ending": lambda one: members.end(SYSTEM, one.id),
    "leaving": lambda one: as_(one, members.leave, one.id),
    "ending in the directory": lambda one: memberships.end(SYSTEM, one.id),
    "an end that comes": lambda one: memberships.edit(SYSTEM, one.id, fields={"ends_on": NEXT_WEEK}),
    "a beginning that is to come": lambda one: memberships.edit(SYSTEM, one.id, fields={"starts_on": NEXT_WEEK}),
    "becoming a guest": lambda one: memberships.edit(SYSTEM, one.id, fields={"standing": "guest"}),
    "removing the person": lambda one: people.remove(SYSTEM, one.person_id),
}


@pytest.fixture
def atlas() -> Account:
    account = an_account(name="Atlas")
    someone(account, "admin")
    return account


@pytest.fixture
def olga(atlas: Account) -> Membership:
    return someone(atlas, "owner", name="Olga")


@pytest.mark.parametrize("losing", LOSING)
class TestTheLastOwner:
    def test_is_not_lost_by(self, olga: Membership, losing: str) -> None:
        with pytest.raises(LastOwner, match="Nobody would own Atlas"):
            LOSING[losing](olga)

        assert owners.lasting(olga.account_id) == {olga.id}

    def test_is_not_replaced_by_one_who_does_not_stay(self, atlas: Account, olga: Membership, losing: str) -> None:
        someone(atlas, "owner", ends_on=NEXT_WEEK)
        expiring = someone(atlas, "owner")
        Seat.objects.create(membership=expiring, expires_at=expiring.created_at + timedelta(days=3))

        with pytest.raises(LastOwner):
            LOSING[losing](olga)

    def test_may_go_once_there_is_another_by(self, atlas: Account, olga: Membership, losing: str) -> None:
        another = someone(atlas, "owner")

        LOSING[losing](olga)

        assert owners.lasting(atlas.id) == {another.id}


class TestManyAtOnce:
    def test_leave_the_last_owner_where_they_are(self, atlas: Account, olga: Membership) -> None:
        ben = someone(atlas)

        told = many_memberships.edit(SYSTEM, {one.id: {"ends_on": NEXT_WEEK, "title": "x"} for one in (olga, ben)})
        removed = putting_aside.remove_people(SYSTEM, [olga.person_id, ben.person_id])

        assert {one: [change.field for change in changes] for one, changes in told.changed.items()} == {
            olga.id: ["title"], ben.id: ["ends_on", "title"],
        }  # fmt: skip
        assert {cell: type(refusal) for cell, refusal in told.refused.items()} == {(olga.id, "ends_on"): LastOwner}
        assert removed == [ben.person_id]
        olga.refresh_from_db()
        assert (olga.title, olga.ends_on) == ("x", None)

    def test_change_nothing_of_the_last_owner_where_all_of_it_is_refused(self, olga: Membership) -> None:
        told = many_memberships.edit(SYSTEM, {olga.id: {"ends_on": NEXT_WEEK}})

        assert (told.changed, list(told.refused), told.facts) == ({}, [(olga.id, "ends_on")], None)

    def test_owners_do_not_all_go_together(self, atlas: Account, olga: Membership) -> None:
        another = someone(atlas, "owner")

        with pytest.raises(LastOwner):
            grants.take(SYSTEM, [olga.id, another.id], role_id("owner"))


class TestAnAccount:
    def test_that_nobody_else_is_in_may_be_left(self) -> None:
        alone = someone(an_account(), "owner")

        as_(alone, members.leave, alone.id)

    def test_that_is_gone_needs_no_owner(self, atlas: Account, olga: Membership) -> None:
        accounts.remove(SYSTEM, atlas.id)

        people.remove(SYSTEM, olga.person_id)

    def test_that_becomes_another_gives_nobody_power_there(self, atlas: Account, olga: Membership) -> None:
        double = an_account(name="Atlas Ltd")
        rival = someone(double, "owner", name="Rival")
        accounts.merge(SYSTEM, atlas.id, double.id)

        assert owners.lasting(atlas.id) == {olga.id}
        from twofold.access import queries

        assert not queries.customer_of(rival.person_id, atlas.id).may("access:member:manage")


class TestAnOwnerWhoTurnsOutToBeSomebodyElse:
    def test_is_the_owner_still(self, atlas: Account, olga: Membership) -> None:
        other = a_person(name="O. Brandt")

        people.merge(SYSTEM, other.id, olga.person_id)

        assert owners.lasting(atlas.id) == {olga.id}
        assert Membership.objects.get(id=olga.id).person_id == other.id

    def test_who_is_there_as_well_has_what_both_had(self, atlas: Account, olga: Membership) -> None:
        from twofold.access import reactions
        from twofold.directory.facts import PersonMerged, PersonUnmerged
        from twofold.directory.models import Merge

        other = a_person(name="O. Brandt")
        there = a_membership(other, atlas)
        a_grant(there, "buyer")
        people.merge(SYSTEM, other.id, olga.person_id)
        merge = Merge.objects.get(winner=other.id)
        fact = PersonMerged(person_id=other.id, loser_id=olga.person_id, merge_id=merge.id)

        for _ in range(2):
            reactions.unite_places(SYSTEM, fact)

        assert role_keys(there) == {"buyer", "owner"}
        assert owners.lasting(atlas.id) == {there.id}

        people.unmerge(SYSTEM, merge.id)
        reactions.part_places(SYSTEM, PersonUnmerged(person_id=other.id, loser_id=olga.person_id, merge_id=merge.id))
        assert role_keys(there) == {"buyer"}
        assert owners.lasting(atlas.id) == {olga.id}


@pytest.mark.parametrize("way", ["demoting", "leaving", "ending", "removing the person", "an end that comes"])
def test_two_owners_who_undo_each_other_at_the_same_moment_leave_one(committed: None, way: str) -> None:
    with unit_of_work(SYSTEM):
        atlas = an_account()
        someone(atlas)
        both = [someone(atlas, "owner") for _ in range(2)]
    ready = Barrier(2)

    def undo(one: Membership) -> str:
        try:
            with unit_of_work(SYSTEM):
                ready.wait()
                LOSING[way](one)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        became = sorted(threads.map(undo, both))

    assert became == ["done", "last_owner"]
    with unit_of_work(SYSTEM):
        assert len(owners.lasting(atlas.id)) == 1
