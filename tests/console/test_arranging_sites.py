"""Sites in the console: their look, their way in, and the page as it would be."""

from typing import Any

import pytest
from django.test import override_settings

from tests.console.staff import Staff, text
from tests.makers import SYSTEM
from twofold.access.models import Provider, Site, Terms
from twofold.core.unit import unit_of_work

FORM: dict[str, Any] = {
    "name": "Helio Pumps",
    "host": "",
    "color": "#0f6e5b",
    "language": ["en", "pt", "de"],
    "method": ["password", "code"],
    "is_open": "on",
    "proof": "code",
    "waiting": "nobody",
    "purpose": ["news", "offers", "news"],
    "ask.given_name": "required",
    "ask.phone": "later",
    "ask.password": "required",
}


def the_site() -> Site:
    with unit_of_work(SYSTEM):
        return Site.objects.get(key="main")


class TestASite:
    def test_is_as_its_form_says_and_nothing_else(self, jana: Staff) -> None:
        answer = jana.post(f"/sites/{the_site().id}", FORM)

        site = the_site()
        assert answer.status_code == 302
        assert (site.name, site.languages) == ("Helio Pumps", ["en", "de"])
        assert site.flow["is_open"] is True
        assert site.flow["methods"] == ["password", "code"]
        assert site.flow["questions"] == [
            {"field": "given_name", "wanted": "required"},
            {"field": "phone", "wanted": "later"},
        ]
        assert site.flow["purposes"] == ["news", "offers"]

    def test_is_shown_as_it_would_be_and_kept_as_it_is(self, jana: Staff) -> None:
        answer = jana.post(f"/sites/{the_site().id}/preview", FORM | {"color": "#aa3355"})

        page = text(answer)
        assert "Helio Pumps" in page
        assert "--site: #aa3355" in page
        assert 'name="given_name"' in page
        assert 'name="phone"' not in page
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert the_site().name == "Twofold"

    def test_that_is_closed_shows_where_one_signs_in(self, jana: Staff) -> None:
        closed = {name: value for name, value in FORM.items() if name != "is_open"}

        assert 'name="login"' in text(jana.post(f"/sites/{the_site().id}/preview", closed))

    def test_that_nobody_could_sign_in_at_is_refused(self, jana: Staff) -> None:
        for methods in ([], ["elsewhere"]):
            answer = jana.post(f"/sites/{the_site().id}", FORM | {"method": methods})
            assert answer.status_code == 422

        for field, value in (("color", "red; }"), ("name", ""), ("host", "https://x.example"), ("language", [])):
            assert jana.post(f"/sites/{the_site().id}", FORM | {field: value}).status_code == 422
        assert the_site().name == "Twofold"

    def test_can_have_a_host_of_its_own_once(self, jana: Staff) -> None:
        first = jana.post("/sites/new", {"name": "Shop", "host": "Shop.helio.example"})
        second = jana.post("/sites/new", {"name": "Shop too", "host": "shop.helio.example"})

        assert (first.status_code, second.status_code) == (302, 422)
        assert "Another site is there" in text(second)
        assert "shop.helio.example" in text(jana.get("/sites"))


class TestADocument:
    def test_is_published_in_versions_and_asked_for_at_a_site(self, jana: Staff) -> None:
        document = {"key": "terms", "version": "1", "title": "Terms of use", "text": "Be kind."}
        assert jana.post(f"/sites/{the_site().id}", FORM | {"terms": ["terms"]}).status_code == 422

        assert jana.post("/documents", document).status_code == 302
        assert jana.post("/documents", document).status_code == 422
        assert jana.post("/documents", document | {"version": "2", "url": "https://x.example"}).status_code == 422
        jana.post(f"/sites/{the_site().id}", FORM | {"terms": ["terms"]})

        assert the_site().flow["terms"] == ["terms"]
        with unit_of_work(SYSTEM):
            assert Terms.objects.count() == 1


class TestProviders:
    def test_are_added_turned_off_and_on_and_never_show_their_secret(self, jana: Staff) -> None:
        told = {"kind": "google", "name": "Google", "client_id": "client", "secret": "very secret"}

        made = jana.post("/providers/new", told)

        with unit_of_work(SYSTEM):
            provider = Provider.objects.get()
        assert made.headers["Location"] == f"/providers/{provider.id}"
        page = text(jana.get(f"/providers/{provider.id}"))
        assert "/sign-in/with/oidc/google/login/callback/" in page
        assert "very secret" not in page
        assert "with/oidc/google/login" in text(jana.get("/sign-in")) or jana.get("/sign-in").status_code == 302
        jana.post(f"/providers/{provider.id}/off")
        assert "Off" in text(jana.get("/providers"))
        jana.post(f"/providers/{provider.id}/on")
        assert jana.post("/providers/new", told | {"kind": "openid"}).status_code == 422


class TestSigningInWithAPhone:
    def test_cannot_be_offered_without_a_gateway_and_the_page_says_why(self, jana: Staff) -> None:
        page = text(jana.get(f"/sites/{the_site().id}"))
        answer = jana.post(f"/sites/{the_site().id}", FORM | {"method": ["code", "phone"]})

        assert "TWOFOLD_SMS_URL names no gateway" in page
        assert answer.status_code == 422
        assert the_site().flow.get("methods") != ["code", "phone"]

    def test_is_offered_with_one(self, jana: Staff) -> None:
        with override_settings(SMS_URL="json://gateway.example/{to}"):
            form = FORM | {"method": ["code", "phone"], "region": "PT"}
            shown = jana.post(
                f"/sites/{the_site().id}/preview", {name: value for name, value in form.items() if name != "is_open"}
            )
            answer = jana.post(f"/sites/{the_site().id}", form)
            page = text(jana.get(f"/sites/{the_site().id}"))

        assert answer.status_code == 302
        assert the_site().flow["methods"] == ["code", "phone"]
        assert the_site().flow["region"] == "PT"
        assert '<option value="PT" selected>' in page
        assert "E-mail or mobile number" in text(shown)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [({"method": ["phone"]}, "leave another way in"), ({"region": "XX"}, "two letters")],
    )
    def test_leaves_a_way_to_come_in_first(self, jana: Staff, wrong: dict[str, Any], said: str) -> None:
        with override_settings(SMS_URL="json://gateway.example/{to}"):
            answer = jana.post(f"/sites/{the_site().id}", FORM | wrong)

        assert answer.status_code == 422
        assert said in text(answer)
