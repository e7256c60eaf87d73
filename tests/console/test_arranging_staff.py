"""Arranging who works here: members, roles, teams, admin mode; and the console as each of the built-in roles has it."""

import re
from typing import Any
from uuid import UUID

import pytest

from tests.console.staff import Staff, text, toast
from twofold.core.registers import Desk


@pytest.fixture
def boss(jana: Staff) -> Staff:
    """Jana, an administrator who has just proven who she is and is not in admin mode."""
    jana.keep(admin_mode=None)
    jana.prove()
    return jana


def a_colleague_who_is(desk: Desk) -> Staff:
    from tests.makers import SYSTEM, a_person
    from twofold.access.colleagues import built_in, grant
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import people

    client = Staff()
    with unit_of_work(SYSTEM):
        client.person = people.make_staff(SYSTEM, a_person(name=desk.title(), email=f"{desk}@twofold.example").id)
        grant(SYSTEM, client.person.id, built_in(desk))
        client.force_login(client.person)
    return client


def role_id(desk: Desk) -> UUID:
    from tests.makers import SYSTEM
    from twofold.access.colleagues import built_in
    from twofold.core.unit import unit_of_work

    with unit_of_work(SYSTEM):
        return built_in(desk).id


def actor_of(person_id: UUID) -> Any:
    from tests.makers import SYSTEM
    from twofold.access import queries
    from twofold.core.unit import unit_of_work

    with unit_of_work(SYSTEM):
        return queries.actor_of(person_id)


class TestAdminMode:
    def test_is_asked_for_where_something_waits_for_it(self, boss: Staff) -> None:
        response = boss.get("/staff/roles/new")

        assert response.headers["Location"] == "/admin-mode?next=%2Fstaff%2Froles%2Fnew"

    def test_is_entered_with_a_reason_and_ended(self, boss: Staff) -> None:
        refused = boss.post("/admin-mode", {"reason": "", "next": "/staff/roles/new"})
        entered = boss.post("/admin-mode", {"reason": "A new colleague", "next": "/staff/roles/new"})

        assert refused.status_code == 422
        assert entered.headers["Location"] == "/staff/roles/new"
        assert "You are in admin mode" in text(boss.get("/staff/roles/new"))
        boss.post("/admin-mode/end")
        assert boss.get("/staff/roles/new").status_code == 302

    def test_goes_on_where_another_reason_is_refused(self, boss: Staff) -> None:
        boss.post("/admin-mode", {"reason": "A new colleague", "next": "/"})

        assert boss.post("/admin-mode", {"reason": "", "next": "/"}).status_code == 422

        assert "You are in admin mode" in text(boss.get("/staff/roles/new"))

    def test_ends_by_itself(self, boss: Staff) -> None:
        boss.keep(admin_mode={"until": "2026-01-01T00:00:00+00:00", "reason": "A test"})

        assert boss.get("/staff/roles/new").status_code == 302
        assert not boss.kept().get("admin_mode")

    def test_leads_nowhere_else(self, boss: Staff) -> None:
        for away in ("https://evil.example/", "//evil.example", "/\\evil.example"):
            response = boss.post("/admin-mode", {"reason": "A new colleague", "next": away})
            assert response.headers["Location"] == "/"

    def test_asks_to_prove_who_one_is(self, boss: Staff) -> None:
        boss.keep(account_authentication_methods=[])

        assert "/my/security/confirm" in text(boss.get("/admin-mode"))


class TestInviting:
    def test_makes_them_staff_with_roles_and_no_password(self, jana: Staff) -> None:
        from twofold.directory.models import Person

        jana.post("/staff/invite", {"email": "ben@twofold.example", "name": "Ben", "role": str(role_id(Desk.SALES))})

        from tests.makers import SYSTEM
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            ben = Person.objects.get(email="ben@twofold.example")
        assert not ben.has_usable_password()
        assert actor_of(ben.id).may("directory:person:edit")
        assert "Ben" in text(jana.get("/staff"))

    def test_asks_for_a_role(self, jana: Staff) -> None:
        response = jana.post("/staff/invite", {"email": "ben@twofold.example"})

        assert response.status_code == 422
        assert "Choose at least one role" in text(response)


class TestAMember:
    def test_is_given_and_loses_roles(self, jana: Staff) -> None:
        ben = a_colleague_who_is(Desk.SALES).person

        jana.post(f"/staff/{ben.id}", {"role": str(role_id(Desk.READER))})

        assert not actor_of(ben.id).may("directory:person:edit")
        page = text(jana.get(f"/staff/{ben.id}"))
        assert "as Read only" in page
        assert "no role of theirs allows it" in page

    def test_is_dismissed_with_a_way_back(self, jana: Staff) -> None:
        ben = a_colleague_who_is(Desk.SALES)

        response = jana.send(f"/staff/{ben.person.id}/dismiss")

        assert ben.get("/people").status_code == 404
        assert response.headers["HX-Redirect"] == "/staff"
        jana.send(f"/staff/{ben.person.id}/readmit")
        assert ben.get("/people").status_code == 200
        assert not toast(response)

    def test_is_no_last_administrator_who_leaves(self, jana: Staff) -> None:
        response = jana.send(f"/staff/{jana.person.id}/dismiss")

        assert response.status_code == 409
        assert jana.get("/people").status_code == 200


class TestRoles:
    def test_are_made_changed_and_removed(self, jana: Staff) -> None:
        told = {
            "name": "Field sales",
            "rows": "own",
            "permission": ["directory:person:see"],
            "masked": ["person.phone"],
        }
        jana.post("/staff/roles/new", told)
        page = text(jana.get("/staff/roles"))
        assert "Field sales" in page

        again = jana.post("/staff/roles/new", told)
        assert again.status_code == 422
        assert "There is a role called Field sales already" in text(again)

    @pytest.mark.parametrize("desk", list(Desk))
    def test_that_are_built_in_have_their_page(self, jana: Staff, desk: Desk) -> None:
        assert jana.get(f"/staff/roles/{role_id(desk)}").status_code == 200


class TestTeams:
    def test_are_made_with_members_and_a_territory(self, jana: Staff) -> None:
        ben = a_colleague_who_is(Desk.SALES).person

        jana.post("/staff/teams/new", {"name": "Iberia", "member": str(ben.id), "lead": str(ben.id), "country": ["PT"]})

        page = text(jana.get("/staff/teams"))
        assert "Iberia" in page
        assert "(lead)" in page
        assert "Portugal" in page

    def test_have_a_page_that_leads_to_what_is_in_their_territory(self, jana: Staff) -> None:
        jana.post("/staff/teams/new", {"name": "Iberia", "country": ["PT", "ES"]})
        address = re.search(r'href="(/staff/teams/[0-9a-f-]{36})"', text(jana.get("/staff/teams")))
        assert address

        page = text(jana.get(address[1]))

        assert re.findall(r'value="([A-Z]{2})" checked', page) == ["PT", "ES"]
        assert page.index('value="ES" checked') < page.index('value="AF"'), "those that are chosen come first"
        assert 'href="/people?country=ES&amp;country=PT"' in page
        assert 'href="/accounts?country=ES&amp;country=PT"' in page
        assert "country=" not in text(jana.get("/staff/teams/new"))


PAGES = ("/", "/people", "/accounts", "/operations", "/staff", "/staff/roles", "/staff/teams", "/developers")


class TestTheConsole:
    @pytest.mark.parametrize("desk", list(Desk))
    def test_opens_for_every_role(self, jana: Staff, desk: Desk) -> None:
        from tests.makers import SYSTEM, a_membership, a_person, an_account
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            person = a_person(name="Zinaida Qvist", email="zq@oslo.example")
            membership = a_membership(person, an_account(name="Globex"))
        client = a_colleague_who_is(desk)
        client.raise_request_exception = True

        opened = {url: client.get(url) for url in PAGES}
        opened["person"] = client.get(f"/people/{person.id}")
        opened["account"] = client.get(f"/accounts/{membership.account_id}")

        assert {url: page.status_code for url, page in opened.items() if page.status_code != 200} == {}
        hidden = [url for url, page in opened.items() if "zq@oslo.example" in text(page) or "Qvist" in text(page)]
        assert bool(hidden) is (desk is not Desk.ANALYST)

    @pytest.mark.parametrize("desk", list(Desk))
    def test_leads_only_where_one_may_go(self, jana: Staff, desk: Desk) -> None:
        client = a_colleague_who_is(desk)
        groups = client.get("/staff").context["shell"].groups

        refused = [item.href for group in groups for item in group.items if client.get(item.href).status_code == 403]

        assert refused == []
