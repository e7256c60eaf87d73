"""An organisation is run by its own admins, and by nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.organisations import acting, as_, role_id, role_keys, someone
from tests.makers import SYSTEM, a_colleague, an_account
from twofold.access import queries
from twofold.access.errors import (
    ApplicationNotFound,
    GroupNotFound,
    GuestsOwnNothing,
    MoreThanYouHold,
    NameTaken,
    NotAllowed,
    NotInAccount,
    OnlyAnOwner,
    ReachesTooFar,
    RoleComesBySelf,
    RoleInUse,
    RoleNotFound,
)
from twofold.access.permissions import Permission
from twofold.access.queries import WhichMembers
from twofold.access.verbs import applications, assignments, grants, groups, members, organisation, roles
from twofold.access.verbs.assignments import Whom
from twofold.core import ids
from twofold.core.actor import PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory.errors import AccountNotFound, MembershipNotFound
from twofold.directory.models import Account, Membership
from twofold.directory.permissions import Permission as InDirectory
from twofold.directory.verbs import memberships

BUYING = [str(Permission.SEE_MEMBERS), str(Permission.INVITE_GUESTS)]


@pytest.fixture
def atlas() -> Account:
    return an_account(name="Atlas")


@pytest.fixture
def olga(atlas: Account) -> Membership:
    return someone(atlas, "owner", name="Olga")


@pytest.fixture
def adam(atlas: Account) -> Membership:
    return someone(atlas, "admin", name="Adam")


@pytest.fixture
def ben(atlas: Account) -> Membership:
    return someone(atlas, name="Ben")


def facts(name: str) -> list[dict[str, object]]:
    return list(LedgerEntry.objects.filter(name=f"access.{name}").order_by("seq").values_list("body", flat=True))


class TestThePlaceOfAnOwner:
    def test_is_ended_by_owners_alone(self, olga: Membership, adam: Membership) -> None:
        """What an administrator may not take back they would otherwise take with the place."""
        another = someone(olga.account, "owner", name="Ola")

        with pytest.raises(OnlyAnOwner):
            as_(adam, members.end, another.id)

        as_(olga, members.end, another.id)
        another.refresh_from_db()
        assert another.ended_at


class TestARoleOfItsOwn:
    def test_allows_what_was_chosen_to_whoever_is_given_it(self, olga: Membership, ben: Membership) -> None:
        role = as_(olga, roles.define, olga.account_id, name=" Front  desk ", permissions=BUYING)
        as_(olga, grants.give, [ben.id], role.id)

        assert role.name == "Front desk"
        assert queries.customer_of(ben.person_id, ben.account_id).may(Permission.INVITE_GUESTS)

        as_(olga, roles.edit, role.id, name="Front desk", permissions=BUYING[:1])
        assert not queries.customer_of(ben.person_id, ben.account_id).may(Permission.INVITE_GUESTS)

    def test_never_allows_what_the_definer_lacks(self, olga: Membership, ben: Membership) -> None:
        clerk = as_(
            olga,
            roles.define,
            olga.account_id,
            name="Clerk",
            permissions=[Permission.DEFINE_ROLES, Permission.SEE_MEMBERS],
        )
        as_(olga, grants.give, [ben.id], clerk.id)

        with pytest.raises(MoreThanYouHold):
            as_(ben, roles.define, ben.account_id, name="More", permissions=BUYING)
        with pytest.raises(MoreThanYouHold):
            as_(ben, roles.edit, clerk.id, name="Clerk", permissions=[*clerk.permissions, Permission.GRANT_ROLES])
        assert as_(ben, roles.define, ben.account_id, name="Less", permissions=BUYING[:1]).permissions == BUYING[:1]

    @pytest.mark.parametrize("permission", [Permission.ADMIT_STAFF, InDirectory.SEE_PEOPLE, "nothing:there"])
    def test_never_allows_what_is_for_staff(self, olga: Membership, permission: str) -> None:
        with pytest.raises(NotAllowed):
            as_(olga, roles.define, olga.account_id, name="Sly", permissions=[permission])

    def test_has_a_name_of_its_own(self, olga: Membership) -> None:
        as_(olga, roles.define, olga.account_id, name="Clerk", permissions=BUYING)

        for name in ("clerk", "Owner"):
            with pytest.raises(NameTaken):
                as_(olga, roles.define, olga.account_id, name=name, permissions=BUYING)
        assert roles.define(SYSTEM, an_account().id, name="Clerk", permissions=BUYING).name == "Clerk"

    def test_goes_when_nobody_has_it(self, olga: Membership, ben: Membership) -> None:
        role = as_(olga, roles.define, olga.account_id, name="Clerk", permissions=BUYING)
        as_(olga, grants.give, [ben.id], role.id)

        with pytest.raises(RoleInUse):
            as_(olga, roles.remove, role.id)
        as_(olga, grants.take, [ben.id], role.id)
        as_(olga, roles.remove, role.id)

        assert [one.name for one in as_(olga, queries.roles, olga.account_id) if one.is_own] == []

    def test_is_not_there_for_others(self, olga: Membership) -> None:
        role = as_(olga, roles.define, olga.account_id, name="Clerk", permissions=BUYING)
        other = someone(an_account(), "owner")

        with pytest.raises(RoleNotFound):
            as_(other, roles.remove, role.id)
        with pytest.raises(RoleNotFound):
            as_(other, grants.give, [other.id], role.id)
        with pytest.raises(RoleNotFound):
            as_(olga, roles.remove, role_id("buyer"))


class TestGivingRoles:
    def test_to_many_is_told_of_each_for_whom_it_is_news(self, adam: Membership, ben: Membership) -> None:
        cleo = someone(Account.objects.get(id=adam.account_id))
        as_(adam, grants.give, [ben.id], role_id("buyer"))

        assert as_(adam, grants.give, [ben.id, cleo.id], role_id("buyer")) == [cleo.id]
        assert [one["membership_id"] for one in facts("role.given")] == [str(ben.id), str(cleo.id)]
        assert as_(adam, grants.take, [ben.id, cleo.id, adam.id], role_id("buyer")) == sorted([ben.id, cleo.id])

    def test_that_one_does_not_hold_is_refused(self, olga: Membership, ben: Membership) -> None:
        giver = as_(
            olga,
            roles.define,
            olga.account_id,
            name="Giver",
            permissions=[Permission.GRANT_ROLES, Permission.SEE_MEMBERS],
        )
        as_(olga, grants.give, [ben.id], giver.id)

        for role in ("admin", "auditor"):
            with pytest.raises(MoreThanYouHold):
                as_(ben, grants.give, [ben.id], role_id(role))
        with pytest.raises(MoreThanYouHold):
            as_(ben, grants.take, [olga.id], role_id("admin"))
        assert as_(ben, grants.give, [olga.id], role_id("approver")) == [olga.id]

    def test_without_the_permission_is_refused(self, ben: Membership) -> None:
        with pytest.raises(PermissionMissing):
            as_(ben, grants.give, [ben.id], role_id("buyer"))

    def test_to_somebody_elsewhere_finds_nobody(self, adam: Membership) -> None:
        stranger = someone(an_account())

        for one in (stranger.id, ids.new()):
            with pytest.raises(MembershipNotFound):
                as_(adam, grants.give, [adam.id, one], role_id("buyer"))
            with pytest.raises(MembershipNotFound):
                as_(adam, grants.take, [one], role_id("buyer"))

    def test_that_come_by_themselves_makes_no_sense(self, adam: Membership, ben: Membership) -> None:
        for role in ("member", "guest"):
            with pytest.raises(RoleComesBySelf):
                as_(adam, grants.give, [ben.id], role_id(role))


class TestOwners:
    def test_are_made_and_unmade_by_owners_only(self, olga: Membership, adam: Membership, ben: Membership) -> None:
        with pytest.raises(OnlyAnOwner):
            as_(adam, grants.give, [adam.id], role_id("owner"))
        with pytest.raises(OnlyAnOwner):
            as_(adam, grants.take, [olga.id], role_id("owner"))

        as_(olga, grants.give, [ben.id], role_id("owner"))
        as_(ben, grants.take, [olga.id], role_id("owner"))
        assert role_keys(olga) == set()

    def test_are_no_guests(self, olga: Membership) -> None:
        guest = someone(Account.objects.get(id=olga.account_id), standing="guest")

        with pytest.raises(GuestsOwnNothing):
            as_(olga, grants.give, [guest.id], role_id("owner"))

    def test_are_first_appointed_by_staff(self, ben: Membership) -> None:
        assert grants.give(a_colleague(), [ben.id], role_id("owner"), reaches_below=True) == [ben.id]
        with pytest.raises(PermissionMissing):
            grants.give(a_colleague(without=Permission.GRANT_ROLES), [ben.id], role_id("owner"))


class TestReachingBelow:
    def test_is_passed_on_by_whoever_has_it(self, atlas: Account, ben: Membership) -> None:
        iberia = an_account(name="Iberia", parent=atlas)
        local, group_wide = someone(atlas, "owner"), someone(atlas, "admin", reaches_below=True)

        with pytest.raises(ReachesTooFar):
            as_(local, grants.give, [ben.id], role_id("admin"), reaches_below=True)
        as_(group_wide, grants.give, [ben.id], role_id("admin"), reaches_below=True)

        assert queries.customer_of(ben.person_id, iberia.id).may(Permission.INVITE_MEMBERS)

    def test_is_shown_below_with_where_it_comes_from(self, atlas: Account, olga: Membership) -> None:
        iberia = an_account(name="Iberia", parent=atlas)
        someone(atlas, "admin", name="Gil", reaches_below=True)
        ines = someone(iberia, "admin", name="Inês")

        above = as_(ines, queries.from_above, iberia.id)

        assert [(one.name, one.account_name, one.role_key) for one in above] == [("Gil", "Atlas", "admin")]

    def test_lets_one_run_what_is_below(self, atlas: Account) -> None:
        iberia = an_account(name="Iberia", parent=atlas)
        gil, ines = someone(atlas, "admin", reaches_below=True), someone(iberia)

        with acting(gil, at=iberia) as actor:
            grants.give(actor, [ines.id], role_id("buyer"))
            with pytest.raises(MembershipNotFound):
                grants.give(actor, [gil.id], role_id("buyer"))

        assert role_keys(ines) == {"buyer"}


class TestGroups:
    def test_take_people_in_and_let_them_go(self, adam: Membership, ben: Membership) -> None:
        group = as_(adam, groups.make, adam.account_id, name="Clinic")

        assert as_(adam, groups.put, group.id, [ben.id]) == [ben.id]
        assert as_(adam, groups.put, group.id, [ben.id]) == []
        assert [(one.name, one.people) for one in as_(adam, queries.groups, adam.account_id)] == [("Clinic", 1)]
        assert as_(adam, groups.take_out, group.id, [ben.id, adam.id]) == [ben.id]

    def test_are_run_by_their_owners(self, adam: Membership, ben: Membership) -> None:
        clinic, other = (as_(adam, groups.make, adam.account_id, name=name) for name in ("Clinic", "Desk"))
        as_(adam, groups.put, clinic.id, [ben.id], is_owner=True)

        assert as_(ben, groups.put, clinic.id, [adam.id]) == [adam.id]
        assert as_(ben, groups.take_out, clinic.id, [adam.id]) == [adam.id]
        for refused in (
            lambda: as_(ben, groups.put, other.id, [adam.id]),
            lambda: as_(ben, groups.put, clinic.id, [adam.id], is_owner=True),
            lambda: as_(ben, groups.put, clinic.id, [ben.id]),
            lambda: as_(ben, groups.take_out, clinic.id, [ben.id]),
            lambda: as_(ben, groups.edit, clinic.id, name="Mine"),
        ):
            with pytest.raises(PermissionMissing):
                refused()

    def test_are_of_one_account(self, adam: Membership) -> None:
        group = as_(adam, groups.make, adam.account_id, name="Clinic")
        eve = someone(an_account(), "owner")

        with pytest.raises(GroupNotFound):
            as_(eve, groups.put, group.id, [eve.id])
        with pytest.raises(MembershipNotFound):
            as_(adam, groups.put, group.id, [eve.id])
        with pytest.raises(MembershipNotFound):
            groups.put(SYSTEM, group.id, [eve.id])


class TestApplications:
    def test_are_used_by_those_they_are_assigned_to(self, adam: Membership, ben: Membership) -> None:
        shop = applications.declare(SYSTEM, name="Shop", address="https://shop.example", is_for_all=True)
        group = as_(adam, groups.make, adam.account_id, name="Clinic")
        as_(adam, groups.put, group.id, [ben.id])

        def may_use() -> list[str]:
            return [one.name for one in as_(ben, queries.my_applications)]

        assert may_use() == []
        for whom in (Whom(memberships=(ben.id,)), Whom(groups=(group.id,)), Whom()):
            as_(adam, assignments.assign, shop.id, adam.account_id, whom=whom)
            assert may_use() == ["Shop"]
            as_(adam, assignments.unassign, shop.id, adam.account_id, whom=whom)
            assert may_use() == []

    def test_are_had_by_accounts_they_were_offered_to(self, adam: Membership, ben: Membership) -> None:
        lab = applications.declare(SYSTEM, name="Lab", address="https://lab.example")
        whom = Whom(memberships=(ben.id,))

        with pytest.raises(ApplicationNotFound):
            as_(adam, assignments.assign, lab.id, adam.account_id, whom=whom)
        applications.offer(SYSTEM, [lab.id], adam.account_id)
        as_(adam, assignments.assign, lab.id, adam.account_id, whom=whom)
        applications.withdraw(SYSTEM, [lab.id], adam.account_id)

        assert as_(ben, queries.my_applications) == []
        assert as_(adam, queries.account_applications, adam.account_id) == []

    def test_are_run_by_their_owners(self, adam: Membership, ben: Membership) -> None:
        shop = applications.declare(SYSTEM, name="Shop", address="https://shop.example", is_for_all=True)
        as_(adam, assignments.assign, shop.id, adam.account_id, whom=Whom(memberships=(ben.id,)), is_owner=True)

        as_(ben, assignments.assign, shop.id, ben.account_id, whom=Whom(memberships=(adam.id,)))
        for whom, owner in (
            (Whom(), False),
            (Whom(memberships=(adam.id,)), True),
            (Whom(memberships=(ben.id,)), False),
        ):
            with pytest.raises(PermissionMissing):
                as_(ben, assignments.assign, shop.id, ben.account_id, whom=whom, is_owner=owner)

        assert [one.name for one in as_(adam, queries.my_applications)] == ["Shop"]

    def test_are_declared_by_staff_only(self, adam: Membership) -> None:
        with pytest.raises(PermissionMissing):
            as_(adam, applications.declare, name="Mine", address="https://mine.example")
        for address in ("javascript:alert(1)", "shop", ""):
            with pytest.raises(NotAllowed):
                applications.declare(SYSTEM, name="Shop", address=address)


class TestItsDetails:
    def test_are_kept_by_its_admins(self, adam: Membership) -> None:
        as_(adam, organisation.edit, adam.account_id, fields={"website": "https://atlas.example", "employees": "40"})

        record = as_(adam, queries.organisation, adam.account_id)
        assert (record.fields["website"], record.fields["employees"]) == ("https://atlas.example", 40)
        entry = LedgerEntry.objects.get(name="directory.account.edited")
        assert (entry.actor_name, entry.actor_kind) == ("Adam", "customer")

    @pytest.mark.parametrize("field", ["kind", "owner", "parent_id", "credit_limit", "attributes"])
    def test_are_those_and_no_others(self, adam: Membership, field: str) -> None:
        with pytest.raises(NotAllowed):
            as_(adam, organisation.edit, adam.account_id, fields={field: "x"})

    def test_of_another_are_not_there(self, adam: Membership) -> None:
        with pytest.raises(AccountNotFound):
            as_(adam, organisation.edit, an_account().id, fields={"name": "Mine"})


class TestTheMembers:
    def test_are_found_by_what_they_are(self, atlas: Account, adam: Membership, ben: Membership) -> None:
        someone(atlas, name="Gus", standing="guest", title="Auditor of books")
        group = as_(adam, groups.make, atlas.id, name="Clinic")
        as_(adam, groups.put, group.id, [ben.id])

        def found(**which: object) -> list[str]:
            return [one.name for one in as_(adam, queries.members, atlas.id, WhichMembers(**which)).members]  # type: ignore[arg-type]

        assert found() == ["Adam", "Ben", "Gus"]
        assert found(standing="guest") == found(search="books") == ["Gus"]
        assert found(role_id=role_id("admin")) == ["Adam"]
        assert found(group_id=group.id) == ["Ben"]

    def test_come_in_pages_and_as_many_statements_however_many_they_are(self, atlas: Account, adam: Membership) -> None:
        for number in range(30):
            someone(atlas, "buyer", name=f"Person {number:02}")
        asked = []
        with acting(adam) as actor:
            for limit in (3, 30):
                with CaptureQueriesContext(connection) as statements:
                    page = queries.members(actor, atlas.id, limit=limit)
                asked.append(len(statements))
            rest = queries.members(actor, atlas.id, after=page.after, limit=30)

        assert asked[0] == asked[1]
        assert (page.total, len(page.members), [one.name for one in rest.members]) == (31, 30, ["Person 29"])
        assert rest.after is None

    def test_are_not_for_guests_to_see(self, atlas: Account) -> None:
        with pytest.raises(PermissionMissing):
            as_(someone(atlas, standing="guest"), queries.members, atlas.id)

    def test_are_called_differently_by_their_admins(self, adam: Membership, ben: Membership) -> None:
        as_(adam, members.edit, ben.id, title="Buyer", department="Clinic")

        ben.refresh_from_db()
        assert (ben.title, ben.department) == ("Buyer", "Clinic")
        with pytest.raises(PermissionMissing):
            as_(ben, members.edit, ben.id, title="Boss", department="")


class TestLeaving:
    def test_ends_all_rights_with_the_next_request(self, adam: Membership, olga: Membership, ben: Membership) -> None:
        as_(adam, members.end, ben.id)

        with pytest.raises(NotInAccount):
            queries.customer_of(ben.person_id, ben.account_id)
        assert queries.customer_of(ben.person_id).account_ids == frozenset()
        entry = LedgerEntry.objects.get(name="directory.membership.ended")
        assert (entry.actor_name, entry.person_id) == ("Adam", ben.person_id)

    def test_is_up_to_oneself(self, olga: Membership, ben: Membership) -> None:
        actor = queries.customer_of(ben.person_id)
        with unit_of_work(actor):
            members.leave(actor, ben.id)
            with pytest.raises(MembershipNotFound):
                members.leave(actor, ben.id)
            with pytest.raises(MembershipNotFound):
                members.leave(actor, olga.id)

    def test_is_not_for_others_to_decide(self, ben: Membership, adam: Membership) -> None:
        with pytest.raises(PermissionMissing):
            as_(ben, members.end, adam.id)
        with pytest.raises(MembershipNotFound):
            as_(someone(an_account(), "owner"), members.end, ben.id)

    def test_of_a_guest_is_decided_by_whoever_owns_all_they_are_here_for(
        self, atlas: Account, adam: Membership, ben: Membership
    ) -> None:
        clinic, desk = (as_(adam, groups.make, atlas.id, name=name) for name in ("Clinic", "Desk"))
        as_(adam, groups.put, clinic.id, [ben.id], is_owner=True)
        mine, shared, with_a_role = (someone(atlas, standing="guest") for _ in range(3))
        as_(adam, groups.put, clinic.id, [mine.id, shared.id, with_a_role.id])
        as_(adam, groups.put, desk.id, [shared.id])
        as_(adam, grants.give, [with_a_role.id], role_id("buyer"))

        as_(ben, members.end, mine.id)
        for guest in (shared, with_a_role, adam):
            with pytest.raises(PermissionMissing):
                as_(ben, members.end, guest.id)

    def test_in_the_directory_is_the_same(self, adam: Membership, ben: Membership) -> None:
        memberships.end(SYSTEM, ben.id)

        with pytest.raises(MembershipNotFound):
            as_(adam, grants.give, [ben.id], role_id("buyer"))
