"""One person, several hats: what they may do depends on as whom they act."""

import pytest

from tests.makers import SYSTEM, a_grant, a_membership, a_person, an_account
from twofold.access import queries
from twofold.access.errors import NotInAccount
from twofold.access.permissions import Permission
from twofold.core import ids
from twofold.core.permissions import Permission as CorePermission
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Person
from twofold.directory.queries import peers_visible_to
from twofold.directory.verbs import memberships


@pytest.fixture
def priya() -> Person:
    return a_person(name="Priya", email="priya@atlas.example")


def contexts(person: Person) -> list[tuple[str, str]]:
    return [(one.name, one.above) for one in queries.my_contexts(queries.customer_of(person.id))]


def may_invite(person: Person, account: Account) -> bool:
    return queries.customer_of(person.id, account.id).may(Permission.INVITE_MEMBERS)


class TestAContext:
    def test_gives_what_the_roles_there_allow_and_nothing_of_those_elsewhere(self, priya: Person) -> None:
        atlas, globex = an_account(name="Atlas"), an_account(name="Globex")
        a_grant(a_membership(priya, atlas), "admin")
        a_membership(priya, globex, standing="guest")

        assert may_invite(priya, atlas)
        assert not may_invite(priya, globex)
        assert not queries.customer_of(priya.id).may(Permission.INVITE_MEMBERS)
        assert contexts(priya) == [("Atlas", ""), ("Globex", "")]

    def test_is_refused_where_one_has_no_place(self, priya: Person) -> None:
        left = a_membership(priya, an_account(name="Atlas"))
        memberships.end(SYSTEM, left.id)

        for account in (left.account_id, an_account().id, ids.new()):
            with pytest.raises(NotInAccount):
                queries.customer_of(priya.id, account)

    def test_confines_the_database_to_one_account(self, priya: Person) -> None:
        atlas, globex = an_account(name="Atlas"), an_account(name="Globex")
        for account in (atlas, globex):
            a_membership(priya, account)
            a_membership(a_person(name=f"Ben of {account.name}"), account)
        actor = queries.customer_of(priya.id, atlas.id)

        with unit_of_work(actor):
            assert [one.name for one in Account.objects.all()] == ["Atlas"]
            assert {one.name for one in peers_visible_to(actor)} == {"Priya", "Ben of Atlas"}
            assert [one.name for one in Person.objects.all()] == ["Priya"]


class TestARoleThatReachesBelow:
    def test_opens_the_accounts_below_with_that_role_only(self, priya: Person) -> None:
        group = an_account(name="Group")
        iberia = an_account(name="Iberia", parent=group)
        lisbon = an_account(name="Lisbon", parent=iberia)
        seat = a_membership(priya, group)
        a_grant(seat, "auditor", reaches_below=True)
        a_grant(seat, "admin")

        assert contexts(priya) == [("Group", ""), ("Iberia", "Group"), ("Lisbon", "Group")]
        assert may_invite(priya, group)
        assert not may_invite(priya, lisbon)
        assert queries.customer_of(priya.id, lisbon.id).may(CorePermission.SEE_ACCOUNT_LEDGER)

    def test_never_reaches_up_or_aside(self, priya: Person) -> None:
        group = an_account(name="Group")
        iberia, nordics = an_account(name="Iberia", parent=group), an_account(name="Nordics", parent=group)
        a_grant(a_membership(priya, iberia), "admin", reaches_below=True)

        for account in (group, nordics):
            with pytest.raises(NotInAccount):
                queries.customer_of(priya.id, account.id)


@pytest.mark.parametrize("accounts", [10, 300])
def test_acting_costs_two_statements_with_any_number_of_accounts(priya: Person, accounts: int) -> None:
    places = [a_membership(priya, an_account()).account_id for _ in range(accounts)]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        queries.customer_of(priya.id, places[-1])

    assert len(asked) == 2
