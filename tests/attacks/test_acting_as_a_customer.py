"""A member of staff acts as a customer, and tries to do more with it than to look."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.console.staff import HTMX, Staff


@pytest.fixture
def acting(jana: Staff, ada: Staff) -> Staff:
    """Jana, who acts as Ada."""
    jana.prove()
    response = jana.post(f"/people/{ada.person.id}/act-as", {"reason": "Request 4711"})
    assert response.headers["Location"] == "/my/"
    return jana


def acting_in(response: Any) -> Any:
    """Who acted in the request that this answers."""
    return response.wsgi_request.actor


def facts(name: str) -> list[Any]:
    from tests.makers import SYSTEM
    from twofold.core.models import LedgerEntry
    from twofold.core.unit import unit_of_work

    with unit_of_work(SYSTEM):
        return list(LedgerEntry.objects.filter(name=name).order_by("seq"))


def all_portal_urls() -> list[tuple[str, str, bool]]:
    """Every address of the portal and of what it hosts: its name, the address, whether it is hosted."""
    found: list[tuple[str, str, bool]] = []

    def walk(patterns: list[Any], prefix: str, namespace: str) -> None:
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, route, one.namespace or namespace)
            elif isinstance(one, URLPattern) and one.name:
                hosted = getattr(one.callback, "is_hosted", False)
                if namespace == "portal" or hosted:
                    found.append((f"{namespace}:{one.name}" if namespace else one.name, filled(route), hosted))

    walk(get_resolver().url_patterns, "/", "")
    return found


def filled(route: str) -> str:
    """An address with something in each of its places."""
    import re

    one = {"uuid": str(UUID(int=7)), "int": "7", "slug": "a", "str": "a", "path": "a"}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: one[match[1] or "str"], route).replace("^", "").replace("$", "")


class TestActing:
    def test_shows_the_portal_as_the_customer_has_it_under_a_banner(self, acting: Staff) -> None:
        page = acting.get("/my/")

        assert acting_in(page).impersonator_id == acting.person.id
        assert b"portal-banner" in page.content
        assert b"Ada Brandt" in page.content

    def test_leaves_one_oneself_in_the_console(self, acting: Staff) -> None:
        page = acting.get("/staff")

        assert acting_in(page).person_id == acting.person.id
        assert b"You act as a customer in the portal" in page.content

    def test_is_ended_before_one_proves_who_one_is(self, acting: Staff) -> None:
        acting.keep(account_authentication_methods=[])

        answer = acting.get("/admin-mode")

        assert answer.status_code == 403
        assert b"End that first" in answer.content

    def test_is_told_to_the_customer_by_log_and_letter(self, acting: Staff, ada: Staff) -> None:
        (fact,) = facts("access.customer.impersonated")

        assert fact.person_id == ada.person.id
        assert fact.audience == 1
        assert fact.body["staff_name"] == "Jana Okoye"
        assert fact.body["reason"] == "Request 4711"
        assert fact.actor_id == acting.person.id

    def test_carries_both_names_into_the_ledger(self, acting: Staff) -> None:
        acting.post("/my/security/devices/end-others")

        (fact,) = facts("core.access.refused")
        assert fact.actor_name == "Jana Okoye as Ada Brandt"
        assert fact.impersonator_id == acting.person.id

    def test_ends_where_one_came_from(self, acting: Staff, ada: Staff) -> None:
        response = acting.post("/my/acting/end")

        assert response.headers["Location"] == f"/people/{ada.person.id}"
        assert acting_in(acting.get("/my/")).person_id == acting.person.id
        (fact,) = facts("access.impersonation.ended")
        assert fact.body["is_timed_out"] is False


class TestWhatIsNotDoneForThem:
    def test_is_to_leave_their_choice_of_an_account_in_the_browser_of_staff(self, acting: Staff) -> None:
        answer = acting.post("/my/context", {"account": ""})

        assert (answer.status_code, "context" in answer.cookies) == (302, False)

    def test_is_everything_but_looking(self, acting: Staff) -> None:
        """Made from the list of addresses: a new form is refused until it is allowed on purpose."""
        from twofold.portal.acting import DONE, LEAVING

        allowed = []
        for name, url, _ in all_portal_urls():
            if name not in DONE | LEAVING:
                response = acting.post(url)
                if response.status_code not in {403, 404}:
                    allowed.append((name, response.status_code))
            assert acting.kept()["acting"], name
        assert allowed == []

    def test_is_anything_about_signing_in_not_even_looking(self, acting: Staff) -> None:
        from twofold.portal.acting import HIDDEN, LEAVING

        assert {"/my/account/addresses", "/my/account/phones", "/my/security"} <= set(HIDDEN), "ways in"
        shown = [
            name
            for name, url, hosted in all_portal_urls()
            if (hosted or url.startswith(HIDDEN)) and name not in LEAVING
            if acting.get(url).status_code not in {403, 404}
        ]
        assert shown == []

    def test_leaves_nothing_in_the_ledger_that_lets_somebody_in(self, acting: Staff) -> None:
        """Whoever reads the log would come in by the link that was refused."""
        for link in ("/invitation/{}", "/confirm/{}", "/sign-in/code/{}"):
            assert acting.get(link.format("a-token-that-lets-somebody-in")).status_code == 403

        told = [one.body["what"] for one in facts("core.access.refused")]
        assert "GET /invitation/<str:token>" in told
        assert not [what for what in told if "a-token-that-lets-somebody-in" in what]

    def test_is_changing_context_into_what_is_not_theirs(self, acting: Staff) -> None:
        from tests.makers import SYSTEM, an_account
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            account = an_account(name="Globex")

        assert acting.post("/my/context", {"account": str(account.id)}).status_code == 404


class TestWhoActs:
    def test_says_why(self, jana: Staff, ada: Staff) -> None:
        jana.prove()

        assert jana.post(f"/people/{ada.person.id}/act-as", {"reason": " "}).status_code == 422

    def test_has_just_proven_who_they_are(self, jana: Staff, ada: Staff) -> None:
        response = jana.post(f"/people/{ada.person.id}/act-as", {"reason": "Request 4711"}, headers=HTMX)

        assert "/my/security" in response.headers["HX-Redirect"]
        assert facts("access.customer.impersonated") == []

    def test_is_never_a_colleague_nor_oneself(self, jana: Staff) -> None:
        from tests.makers import SYSTEM, a_person, an_administrator
        from twofold.core.unit import unit_of_work

        jana.prove()
        with unit_of_work(SYSTEM):
            boss = an_administrator(a_person(name="Boss"))

        for person in (boss.id, jana.person.id):
            response = jana.post(f"/people/{person}/act-as", {"reason": "Request 4711"})
            assert response.status_code == 422
            assert "acting" not in jana.kept()

    def test_needs_the_permission(self, jana: Staff, ada: Staff) -> None:
        from tests.makers import SYSTEM
        from twofold.access.models import StaffGrant, StaffRole
        from twofold.core.unit import unit_of_work

        jana.prove()
        with unit_of_work(SYSTEM):
            StaffGrant.objects.update(role=StaffRole.objects.get(key="sales"))

        assert jana.post(f"/people/{ada.person.id}/act-as", {"reason": "Request 4711"}).status_code in {403, 422}
        assert "acting" not in jana.kept()

    def test_is_confined_to_one_session(self, acting: Staff) -> None:
        other = Staff(raise_request_exception=False)
        from tests.makers import SYSTEM
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            other.force_login(acting.person)

        assert acting_in(other.get("/my/")).impersonator_id is None


class TestTheEnd:
    def test_comes_by_itself(self, acting: Staff) -> None:
        acting.keep(acting=acting.kept()["acting"] | {"until": "2026-01-01T00:00:00+00:00"})

        response = acting.get("/my/")

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/people/")
        assert "acting" not in acting.kept()
        (fact,) = facts("access.impersonation.ended")
        assert fact.body["is_timed_out"] is True

    def test_lets_no_form_through_that_was_sent_before(self, acting: Staff) -> None:
        acting.keep(acting=acting.kept()["acting"] | {"until": "2026-01-01T00:00:00+00:00"})

        assert acting.post("/my/context").status_code == 302
        assert "acting" not in acting.kept()

    def test_comes_with_the_right_to_act(self, acting: Staff) -> None:
        from tests.makers import SYSTEM
        from twofold.access.models import StaffGrant
        from twofold.core.unit import unit_of_work

        with unit_of_work(SYSTEM):
            StaffGrant.objects.all().delete()

        assert acting.get("/my/").status_code == 302
        assert "acting" not in acting.kept()

    def test_comes_when_the_customer_becomes_a_colleague(self, acting: Staff, ada: Staff) -> None:
        from tests.makers import SYSTEM
        from twofold.core.unit import unit_of_work
        from twofold.directory.verbs import people

        with unit_of_work(SYSTEM):
            people.make_staff(SYSTEM, ada.person.id)

        assert acting.get("/my/").status_code == 302

    def test_comes_with_signing_out(self, acting: Staff) -> None:
        acting.post("/sign-out")

        assert acting.get("/my/").status_code == 302
        assert "acting" not in acting.kept()
