"""Adding many accounts and memberships in one go, as an import does."""

from datetime import timedelta
from uuid import UUID

import pytest

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.refusals import Refusal
from twofold.directory.errors import (
    AccountNotFound,
    BelongsToAnother,
    KindUnknown,
    MemberAlready,
    NameMissing,
    NotStaff,
    PersonNotFound,
)
from twofold.directory.models import Account, AccountIdentifier, Membership
from twofold.directory.verbs import custom_fields, imports, memberships, people
from twofold.directory.verbs.imports import AccountRow, MembershipRow

ACTOR = Actor.system("import")


def an_account(**more: object) -> AccountRow:
    return AccountRow(**{"fields": {"name": "Hansa Hotels"}, **more})  # type: ignore[arg-type]


def a_person(name: str = "Anna Möller") -> UUID:
    return people.add(ACTOR, fields={"name": name}).id


def places(count: int) -> list[UUID]:
    return imports.add_accounts(ACTOR, [an_account(fields={"name": f"Hansa {number}"}) for number in range(count)])


class TestAddingAccounts:
    def test_puts_children_under_parents_of_the_same_call(self) -> None:
        group = an_account(fields={"name": "Hansa Holding SE"}, kind="customer")
        child = an_account(parent_id=group.id)

        imports.add_accounts(ACTOR, [child, group])

        assert Account.objects.get(id=child.id).parent_id == group.id
        assert Account.objects.get(id=group.id).kind == "customer"

    def test_keeps_columns_and_custom_fields(self) -> None:
        custom_fields.define(ACTOR, subject="account", key="zones", label="Zones", kind="number")
        row = an_account(fields={"name": "Hansa Hotels", "country": "DE", "employees": 40, "zones": 7})

        imports.add_accounts(ACTOR, [row])

        account = Account.objects.get(id=row.id)
        assert (account.name, account.country, account.employees) == ("Hansa Hotels", "DE", 40)
        assert account.attributes == {"zones": 7}

    def test_lets_identifiers_point_at_them(self) -> None:
        row = an_account(identifiers=[("domain", "www.hansa.example"), ("group_id", "acct-1")])

        imports.add_accounts(ACTOR, [row])

        pointing = AccountIdentifier.objects.filter(account=row.id).values_list("kind", "value")
        assert set(pointing) == {("domain", "hansa.example"), ("group_id", "acct-1")}

    @pytest.mark.parametrize(
        ("row", "refusal"),
        [
            (an_account(fields={"city": "Kiel"}), NameMissing),
            (an_account(kind="friend"), KindUnknown),
            (an_account(parent_id=ids.new()), AccountNotFound),
            (an_account(owner_id=ids.new()), NotStaff),
        ],
    )
    def test_refuses_all_of_them_for_one(self, row: AccountRow, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal):
            imports.add_accounts(ACTOR, [an_account(), row])

        assert not Account.objects.exists()

    def test_refuses_what_points_elsewhere(self) -> None:
        imports.add_accounts(ACTOR, [an_account(identifiers=[("group_id", "acct-1")])])

        with pytest.raises(BelongsToAnother):
            imports.add_accounts(ACTOR, [an_account(identifiers=[("group_id", "acct-1")])])
        with pytest.raises(BelongsToAnother):
            imports.add_accounts(ACTOR, [an_account(identifiers=[("group_id", "acct-2")]) for _ in range(2)])


class TestAddingMemberships:
    def test_makes_the_first_that_lives_the_primary_one(self) -> None:
        anna, (first, second, third) = a_person(), places(3)
        over = {"starts_on": "2020-01-01", "ends_on": "2020-12-31"}

        imports.add_memberships(
            ACTOR,
            [MembershipRow(anna, first, over), MembershipRow(anna, second, {}), MembershipRow(anna, third, {})],
        )

        primary = dict(Membership.objects.filter(person=anna).values_list("account_id", "is_primary"))
        assert primary == {first: False, second: True, third: False}

    def test_ends_those_whose_last_day_is_over(self) -> None:
        anna, (past, future) = a_person(), places(2)
        today = unit.now().date()

        imports.add_memberships(
            ACTOR,
            [
                MembershipRow(anna, past, {"ends_on": today - timedelta(days=1)}),
                MembershipRow(anna, future, {"ends_on": today, "standing": "guest"}),
            ],
        )

        ended = dict(Membership.objects.filter(person=anna).values_list("account_id", "ended_at"))
        assert ended[past] is not None
        assert ended[future] is None

    def test_keeps_the_primary_one_there_is(self) -> None:
        anna, (first, second) = a_person(), places(2)
        memberships.add(ACTOR, anna, first)

        imports.add_memberships(ACTOR, [MembershipRow(anna, second, {"title": "Buyer"})])

        assert Membership.objects.get(person=anna, is_primary=True).account_id == first
        assert Membership.objects.get(person=anna, account=second).title == "Buyer"

    def test_refuses_who_is_in_the_account_already(self) -> None:
        anna, (place,) = a_person(), places(1)

        with pytest.raises(MemberAlready):
            imports.add_memberships(ACTOR, [MembershipRow(anna, place, {}) for _ in range(2)])

    def test_refuses_people_and_accounts_there_are_not(self) -> None:
        with pytest.raises(PersonNotFound):
            imports.add_memberships(ACTOR, [MembershipRow(ids.new(), places(1)[0], {})])
        with pytest.raises(AccountNotFound):
            imports.add_memberships(ACTOR, [MembershipRow(a_person(), ids.new(), {})])
