"""What members of staff may do: roles are united, and nobody gives what they do not hold."""

from typing import Any

import pytest

from tests.console.staff import counted
from tests.makers import SYSTEM, a_colleague, a_person, an_administrator
from twofold.access import queries, staff_rights
from twofold.access.errors import (
    LastAdministrator,
    MoreThanYouHold,
    NotAColleague,
    StaffRoleIsBuiltIn,
    StaffRoleIsHeld,
    StaffRoleNotAllowed,
    TeamNotAllowed,
)
from twofold.access.models import StaffRole
from twofold.access.permissions import Permission
from twofold.access.verbs import staff, staff_roles, teams
from twofold.core import clock, registers
from twofold.core.actor import Actor, ActorKind, AdminModeNeeded, PermissionMissing, RowScope
from twofold.core.models import LedgerEntry
from twofold.core.registers import Desk, Limit
from twofold.directory.models import Person
from twofold.directory.permissions import Permission as Directory
from twofold.directory.verbs import people


def a_role(name: str = "Helpers", **told: Any) -> StaffRole:
    return staff_roles.define(SYSTEM, name=name, **{"permissions": [Directory.SEE_PEOPLE]} | told)


def built_in(desk: Desk) -> StaffRole:
    return StaffRole.objects.get(key=desk)


def a_holder(*roles: StaffRole, name: str = "Ben") -> Person:
    person = people.make_staff(SYSTEM, a_person(name=name).id)
    for role in roles:
        staff_roles.give(SYSTEM, person.id, role.id)
    return person


def an_elevated(person: Person) -> Actor:
    return queries.actor_of(person.id, admin_until=clock.now())


def somebody() -> Actor:
    """Who may do everything and is no administrator."""
    return Actor(ActorKind.STAFF, "Zoe", permissions=registers.all_permissions())


class TestRolesOfStaff:
    def test_without_one_nothing_is_allowed(self) -> None:
        actor = queries.actor_of(a_holder().id)

        assert not actor.permissions
        assert not actor.in_admin_mode

    def test_are_united(self) -> None:
        narrow = a_role("Narrow", masked=["person.email", "person.phone"], rows="own")
        wide = a_role("Wide", permissions=[Directory.EXPORT], masked=["person.email"], rows="own")
        person = a_holder(narrow, wide)

        actor = queries.actor_of(person.id)

        assert actor.permissions == {Directory.SEE_PEOPLE, Directory.EXPORT}
        assert actor.masked == {"person.email"}
        assert actor.rows == RowScope(frozenset({person.id}))

    def test_with_one_that_shows_everything_show_everything(self) -> None:
        assert queries.actor_of(a_holder(a_role("Own", rows="own"), a_role("All")).id).rows is None

    def test_give_nothing_that_people_have_about_themselves_alone(self) -> None:
        with pytest.raises(StaffRoleNotAllowed):
            a_role(permissions=[Permission.EDIT_SELF])
        assert Permission.EDIT_SELF not in queries.actor_of(an_administrator(a_person()).id).permissions

    def test_do_not_give_what_shows_everything_to_whoever_sees_some_of_it(self) -> None:
        everything = registers.limited_by(Limit.EVERY_ROW) & registers.permissions_for_staff()
        confined = queries.actor_of(a_holder(a_role("Confined", permissions=everything, rows="own")).id)
        blinded = queries.actor_of(a_holder(a_role("Blinded", permissions=everything, masked=["person.email"])).id)

        assert not confined.permissions & everything
        assert not blinded.permissions & registers.limited_by(Limit.EVERY_FIELD)

    def test_change_what_one_may_do_from_the_next_request_on(self) -> None:
        role = a_role()
        person = a_holder(role)

        staff_roles.change(SYSTEM, role.id, name="Helpers", permissions=[Directory.SEE_ACCOUNTS])

        assert queries.actor_of(person.id).permissions == {Directory.SEE_ACCOUNTS}

    @pytest.mark.parametrize("desk", list(Desk))
    def test_that_are_built_in_hold_what_there_is(self, desk: Desk) -> None:
        assert registers.permissions_at(desk) <= registers.permissions_for_staff()
        assert Directory.SEE_PEOPLE in registers.permissions_at(desk)

    def test_are_explained(self) -> None:
        role = a_role("Confined", permissions=[Directory.IMPORT, Directory.SEE_PEOPLE], rows="own")
        told = {one.permission: one for one in staff_rights.reasons(staff_rights.roles_of(a_holder(role).id))}

        assert told[Directory.SEE_PEOPLE].holds
        assert told[Directory.SEE_PEOPLE].from_roles == ("Confined",)
        assert not told[Directory.IMPORT].holds
        assert told[Directory.IMPORT].kept_back_by == (Limit.EVERY_ROW,)
        assert told[Directory.EXPORT].from_roles == ()

    def test_cost_one_statement(self) -> None:
        person = a_holder(a_role("One"), a_role("Two", rows="team"))

        with counted() as statements:
            queries.actor_of(person.id)

        assert len(statements) == 2


class TestTeams:
    def test_show_their_members_what_the_others_own(self) -> None:
        seen = a_role("Team", rows="team")
        ben, eva = a_holder(seen, name="Ben"), a_holder(seen, name="Eva")
        teams.make(SYSTEM, name="North", members=[ben.id, eva.id])
        teams.make(SYSTEM, name="South", members=[a_holder(name="Zoe").id])

        assert queries.actor_of(ben.id).rows == RowScope(frozenset({ben.id, eva.id}))

    def test_show_their_lead_what_the_others_own_though_these_see_their_own_only(self) -> None:
        own = a_role("Own", rows="own")
        ben, eva = a_holder(own, name="Ben"), a_holder(own, name="Eva")
        teams.make(SYSTEM, name="North", members=[ben.id, eva.id], leads=[eva.id])

        assert queries.actor_of(ben.id).rows == RowScope(frozenset({ben.id}))
        assert queries.actor_of(eva.id).rows == RowScope(frozenset({ben.id, eva.id}))

    def test_have_a_territory(self) -> None:
        ben = a_holder(a_role("Territory", rows="territory"))
        team = teams.make(SYSTEM, name="Iberia", members=[ben.id], countries=["PT", "ES"])

        assert queries.actor_of(ben.id).rows == RowScope(countries=frozenset({"PT", "ES"}))
        teams.change(SYSTEM, team.id, name="Iberia", countries=["PT"])
        assert queries.actor_of(ben.id).rows == RowScope()

    def test_are_of_colleagues_and_in_countries_that_there_are(self) -> None:
        with pytest.raises(NotAColleague):
            teams.make(SYSTEM, name="North", members=[a_person().id])
        with pytest.raises(TeamNotAllowed):
            teams.make(SYSTEM, name="North", countries=["XX"])

    def test_are_not_made_by_whoever_sees_some_rows_only(self) -> None:
        role = a_role("Own", permissions=[Permission.MANAGE_TEAMS], rows="own")

        with pytest.raises(TeamNotAllowed):
            teams.make(queries.actor_of(a_holder(role).id), name="Everybody")


class TestGivingRoles:
    def test_takes_holding_all_that_they_allow(self) -> None:
        boss = a_role("Boss", permissions=[Permission.MANAGE_STAFF_ROLES, Directory.SEE_PEOPLE])
        actor, other = an_elevated(a_holder(boss, name="Boss")), a_holder(name="Other")

        staff_roles.give(actor, other.id, a_role("Seeing").id)
        with pytest.raises(MoreThanYouHold):
            staff_roles.give(actor, other.id, built_in(Desk.SALES).id)
        with pytest.raises(MoreThanYouHold):
            staff_roles.define(actor, name="More", permissions=[Directory.EXPORT])
        with pytest.raises(MoreThanYouHold):
            staff_roles.take(actor, an_administrator(a_person()).id, built_in(Desk.ADMINISTRATOR).id)

    def test_takes_seeing_all_rows_and_fields_that_they_show(self) -> None:
        allowed = [Permission.MANAGE_STAFF_ROLES, Directory.SEE_PEOPLE]
        confined = an_elevated(a_holder(a_role("Confined", permissions=allowed, rows="own"), name="A"))
        blinded = an_elevated(a_holder(a_role("Blinded", permissions=allowed, masked=["person.email"]), name="B"))

        for actor in (confined, blinded):
            with pytest.raises(MoreThanYouHold):
                staff_roles.give(actor, a_holder(name="C").id, a_role(f"Seeing {actor.name}").id)

    def test_waits_for_admin_mode(self) -> None:
        person = an_administrator(a_person())

        with pytest.raises(AdminModeNeeded):
            staff_roles.give(queries.actor_of(person.id), person.id, built_in(Desk.SALES).id)

    def test_is_for_colleagues(self) -> None:
        with pytest.raises(NotAColleague):
            staff_roles.give(SYSTEM, a_person().id, a_role().id)

    def test_is_written_down_once(self) -> None:
        person, role = a_holder(), a_role()

        staff_roles.give(SYSTEM, person.id, role.id)
        staff_roles.give(SYSTEM, person.id, role.id)
        staff_roles.take(SYSTEM, person.id, role.id)
        staff_roles.take(SYSTEM, person.id, role.id)

        named = LedgerEntry.objects.filter(name__startswith="access.staff_role.", person_id=person.id)
        assert [entry.name.rpartition(".")[2] for entry in named.order_by("seq")] == ["granted", "withdrawn"]


class TestARole:
    def test_is_removed_when_nobody_has_it(self) -> None:
        role = a_role()
        person = a_holder(role)

        with pytest.raises(StaffRoleIsHeld):
            staff_roles.remove(SYSTEM, role.id)
        staff_roles.take(SYSTEM, person.id, role.id)
        staff_roles.remove(SYSTEM, role.id)

        assert not StaffRole.objects.filter(id=role.id).exists()

    def test_that_is_built_in_keeps_its_permissions(self) -> None:
        sales = built_in(Desk.SALES)

        staff_roles.change(SYSTEM, sales.id, name="X", permissions=[], masked=["person.phone"], rows="team")

        held = queries.actor_of(a_holder(sales).id)
        assert (held.permissions, held.masked) == (
            registers.permissions_at(Desk.SALES) - registers.limited_by(Limit.EVERY_ROW) - _of_every_field(),
            frozenset({"person.phone"}),
        )
        with pytest.raises(StaffRoleIsBuiltIn):
            staff_roles.change(SYSTEM, built_in(Desk.ADMINISTRATOR).id, name="X", permissions=[])
        with pytest.raises(StaffRoleIsBuiltIn):
            staff_roles.remove(SYSTEM, sales.id)

    @pytest.mark.parametrize(
        "told",
        [{"name": " "}, {"name": "sales"}, {"rows": "some"}, {"masked": ["person.shoes"]}, {"permissions": ["x"]}],
    )
    def test_must_make_sense(self, told: dict[str, Any]) -> None:
        with pytest.raises(StaffRoleNotAllowed):
            a_role(**{"name": "Helpers"} | told)


def _of_every_field() -> frozenset[str]:
    return registers.limited_by(Limit.EVERY_FIELD)


class TestTheLastAdministrator:
    def test_stays_one(self) -> None:
        actor = somebody()
        last = an_administrator(a_person(name="Last"))

        with pytest.raises(LastAdministrator):
            staff_roles.take(actor, last.id, built_in(Desk.ADMINISTRATOR).id)
        with pytest.raises(LastAdministrator):
            staff.dismiss(actor, last.id)

    def test_is_another_one_once_there_is(self) -> None:
        actor, first, second = somebody(), an_administrator(a_person()), an_administrator(a_person())

        staff.dismiss(actor, first.id)

        assert queries.actor_of(first.id).is_customer
        with pytest.raises(LastAdministrator):
            staff_roles.take(actor, second.id, built_in(Desk.ADMINISTRATOR).id)


class TestDismissing:
    def test_keeps_the_roles_for_their_return(self) -> None:
        actor = a_colleague()
        an_administrator(a_person())
        ben = a_holder(built_in(Desk.SALES))

        staff.dismiss(actor, ben.id)
        staff.readmit(actor, ben.id)

        assert queries.actor_of(ben.id).permissions == registers.permissions_at(Desk.SALES)

    def test_takes_holding_as_much(self) -> None:
        an_administrator(a_person())
        boss = a_role("Boss", permissions=[Permission.ADMIT_STAFF, Directory.MANAGE_STAFF])

        with pytest.raises(MoreThanYouHold):
            staff.dismiss(an_elevated(a_holder(boss)), a_holder(built_in(Desk.SALES)).id)

    def test_needs_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            staff.dismiss(a_colleague(without=Permission.ADMIT_STAFF), a_holder().id)
