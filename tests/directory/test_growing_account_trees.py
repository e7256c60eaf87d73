"""Groups, subsidiaries and departments, and the people in them."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.core import ids, unit
from twofold.core.models import LedgerEntry
from twofold.directory import queries
from twofold.directory.errors import (
    AccountNotFound,
    BelongsToAnother,
    EndsBeforeItStarts,
    IdentifierNotUsable,
    KindUnknown,
    MemberAlready,
    MembershipHasEnded,
    NameMissing,
    ValueNotAllowed,
    WouldBeItsOwnParent,
)
from twofold.directory.models import Membership
from twofold.directory.verbs import accounts, memberships


class TestATree:
    def test_is_shown_from_its_top_whichever_account_is_asked_for(self) -> None:
        group = an_account(name="Helio Group")
        pumps = an_account(name="Helio Pumps", parent=group)
        service = an_account(name="Helio Service", parent=pumps)
        an_account(name="Atlas", parent=group)

        tree = queries.account_tree(SYSTEM, service.id)

        assert [(branch.name, branch.depth) for branch in tree] == [
            ("Helio Group", 0), ("Atlas", 1), ("Helio Pumps", 1), ("Helio Service", 2),
        ]  # fmt: skip

    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_never_closes_a_ring(self, moves: list[tuple[int, int]]) -> None:
        five = [an_account() for _ in range(5)]
        for child, parent in moves:
            try:
                accounts.move(SYSTEM, five[child].id, parent_id=five[parent].id)
            except WouldBeItsOwnParent:
                continue

        for account in five:
            line = [account.id, queries.account(SYSTEM, account.id).parent_id]
            while line[-1] is not None and line[-1] not in line[:-1]:
                line.append(queries.account(SYSTEM, line[-1]).parent_id)
            assert line[-1] is None

    def test_moves_once(self) -> None:
        group, pumps = an_account(), an_account()

        accounts.move(SYSTEM, pumps.id, parent_id=group.id)
        accounts.move(SYSTEM, pumps.id, parent_id=group.id)
        accounts.move(SYSTEM, pumps.id, parent_id=None)

        assert LedgerEntry.objects.filter(name="directory.account.moved").count() == 2

    def test_shows_nothing_beyond_the_accounts_one_may_see(self) -> None:
        group = an_account(name="Helio Group")
        pumps = an_account(name="Helio Pumps", parent=group)
        jana = a_colleague(account_ids=frozenset({pumps.id}))

        assert [branch.name for branch in queries.account_tree(jana, pumps.id)] == ["Helio Pumps"]
        assert queries.account_tree(jana, group.id) == []


class TestAnAccount:
    def test_is_edited_by_its_fields_each_change_a_fact(self) -> None:
        jana, helio = a_colleague(), an_account(name="Helio", employees=10)

        accounts.edit(jana, helio.id, fields={"kind": "customer", "employees": "1,200", "name": "Helio"})

        changes = {one.field: (one.old, one.new) for one in queries.changes_of_account(jana, helio.id)}
        assert changes == {"kind": ("prospect", "customer"), "employees": (10, 1200)}

    def test_needs_a_name_and_a_kind_there_is(self) -> None:
        with pytest.raises(NameMissing):
            accounts.add(SYSTEM, fields={"city": "Bonn"})
        with pytest.raises(NameMissing):
            accounts.edit(SYSTEM, an_account().id, fields={"name": " "})
        with pytest.raises(KindUnknown):
            an_account(kind="friend")
        with pytest.raises(AccountNotFound):
            accounts.edit(SYSTEM, ids.new(), fields={})

    def test_is_pointed_at_by_its_domain_but_not_by_free_mail(self) -> None:
        helio = an_account(name="Helio")

        accounts.add_identifier(SYSTEM, helio.id, kind="domain", value="WWW.Helio-Pumps.de")
        accounts.add_identifier(SYSTEM, helio.id, kind="domain", value="helio-pumps.de")

        assert queries.account(SYSTEM, helio.id).identifiers == (("domain", "helio-pumps.de"),)
        assert [one.id for one in queries.find(SYSTEM, "helio-pumps.de")] == [helio.id]
        with pytest.raises(IdentifierNotUsable):
            accounts.add_identifier(SYSTEM, helio.id, kind="domain", value="gmail.com")
        with pytest.raises(BelongsToAnother):
            accounts.add_identifier(SYSTEM, an_account().id, kind="domain", value="helio-pumps.de")

    def test_is_removed_and_restored(self) -> None:
        helio = an_account(name="Helio")

        accounts.remove(SYSTEM, accounts.remove(SYSTEM, helio.id).id)
        assert queries.rows(SYSTEM, "account", columns=()).rows == []
        accounts.restore(SYSTEM, accounts.restore(SYSTEM, helio.id).id)

        assert [row.values["name"] for row in queries.rows(SYSTEM, "account", columns=["name"]).rows] == ["Helio"]


class TestAMembership:
    def test_is_primary_if_it_is_the_first(self) -> None:
        ada = a_person()
        first, second = a_membership(ada), a_membership(ada)

        assert (first.is_primary, second.is_primary) == (True, False)
        memberships.make_primary(SYSTEM, second.id)
        assert [one.id for one in queries.memberships_of_person(SYSTEM, ada.id)] == [second.id, first.id]

    def test_is_refused_a_second_time_while_it_lives(self) -> None:
        membership = a_membership()

        with pytest.raises(MemberAlready):
            memberships.add(SYSTEM, membership.person_id, membership.account_id)
        memberships.end(SYSTEM, membership.id)
        memberships.add(SYSTEM, membership.person_id, membership.account_id)

        assert Membership.objects.count() == 2

    def test_keeps_its_history_when_it_ends(self) -> None:
        ada = a_person()
        first, second = a_membership(ada, title="Buyer"), a_membership(ada)

        memberships.end(SYSTEM, memberships.end(SYSTEM, first.id).id)

        rows = queries.memberships_of_person(SYSTEM, ada.id)
        assert [(one.id, one.is_live, one.is_primary) for one in rows] == [
            (second.id, True, True),
            (first.id, False, False),
        ]
        assert LedgerEntry.objects.filter(name="directory.membership.ended").count() == 1
        with pytest.raises(MembershipHasEnded):
            memberships.edit(SYSTEM, first.id, fields={"title": "CEO"})

    def test_is_edited_by_its_fields(self) -> None:
        membership = a_membership(title="Buyer")

        memberships.edit(
            SYSTEM, membership.id, fields={"title": "Head", "buying_role": "champion", "starts_on": "2026-01-01"}
        )

        changes = {
            one.field: (one.old, one.new) for one in queries.changes_of_memberships(SYSTEM, membership.person_id)
        }
        assert changes == {
            "title": ("Buyer", "Head"), "buying_role": ("", "champion"), "starts_on": (None, "2026-01-01"),
        }  # fmt: skip

    @pytest.mark.parametrize("fields", [{"buying_role": "boss"}, {"standing": ""}, {"starts_on": "soon"}])
    def test_refuses_what_does_not_fit(self, fields: dict[str, str]) -> None:
        with pytest.raises(ValueNotAllowed):
            memberships.edit(SYSTEM, a_membership().id, fields=fields)

    def test_does_not_end_before_it_starts(self) -> None:
        membership = a_membership(starts_on=date(2026, 1, 1))

        with pytest.raises(EndsBeforeItStarts):
            memberships.edit(SYSTEM, membership.id, fields={"ends_on": date(2025, 1, 1)})
        with pytest.raises(EndsBeforeItStarts):
            memberships.end(SYSTEM, membership.id, on=date(2025, 1, 1))

    def test_ends_on_its_first_day_at_the_earliest_and_is_never_primary_again(self) -> None:
        ada, today = a_person(), unit.now().date()
        begun, to_come = a_membership(ada, starts_on=today), a_membership(ada, starts_on=today + timedelta(days=9))

        assert memberships.end(SYSTEM, begun.id, on=today).ends_on == today
        assert memberships.end(SYSTEM, to_come.id).ends_on == to_come.starts_on
        with pytest.raises(MembershipHasEnded):
            memberships.make_primary(SYSTEM, begun.id)

    def test_lives_until_a_last_day_that_is_to_come(self) -> None:
        membership, next_week = a_membership(), unit.now().date() + timedelta(days=7)

        memberships.end(SYSTEM, membership.id, on=next_week)

        kept = Membership.objects.get(id=membership.id)
        assert (kept.ends_on, kept.ended_at, kept.is_primary) == (next_week, None, True)
        assert not LedgerEntry.objects.filter(name="directory.membership.ended").exists()

    def test_of_a_guest_ends_by_itself_when_its_last_day_is_over(self) -> None:
        yesterday = unit.now().date() - timedelta(days=1)
        over, today = a_membership(ends_on=yesterday, standing="guest"), a_membership(ends_on=unit.now().date())

        assert memberships.end_lapsed(SYSTEM) == 1

        assert Membership.objects.get(id=over.id).ends_on == yesterday
        assert Membership.objects.get(id=today.id).ended_at is None
