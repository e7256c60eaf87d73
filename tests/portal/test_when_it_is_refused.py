"""What customers see when something is refused or fails is the site's, in their language, and leads on."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.makers import a_colleague, a_person
from twofold.access.models import Site
from twofold.core import ids
from twofold.directory.models import Person
from twofold.portal import home

LANGUAGES = {
    "en": ("Nothing here", "Go to the start page"),
    "de": ("Hier ist nichts", "Zur Startseite"),
    "fr": ("Rien ici", "Aller à la page d’accueil"),
    "es": ("Aquí no hay nada", "Ir a la página de inicio"),
    "nl": ("Hier is niets", "Naar de startpagina"),
    "ru": ("Здесь ничего нет", "На главную страницу"),
}


def browser(**more: Any) -> Client:
    return Client(headers={"host": "testserver"}, raise_request_exception=False, **more)


@pytest.fixture
def helio() -> Site:
    site = Site.objects.get(is_default=True)
    site.name, site.color = "Helio Pumps", "#0f6e5b"
    site.save()
    return site


@pytest.fixture
def ana(helio: Site) -> Client:
    """A customer who has signed in."""
    client = browser()
    client.force_login(a_person(name="Ana Prata", email="ana@example.com"))
    return client


def said(answer: Any) -> str:
    return str(answer.content.decode())


def is_the_sites(page: str) -> bool:
    return "Helio Pumps" in page and "--site: #0f6e5b" in page and "Twofold" not in page


class TestAPageThatIsNotThere:
    def test_is_the_sites_to_whoever_has_not_signed_in(self, helio: Site) -> None:
        answer = browser().get("/sign-im")

        assert answer.status_code == 404
        assert is_the_sites(said(answer))
        assert 'href="/sign-in"' in said(answer)

    def test_keeps_the_frame_of_the_portal(self, ana: Client) -> None:
        answer = ana.get("/my/nowhere")

        assert answer.status_code == 404
        assert is_the_sites(said(answer))
        assert ('class="portal-top"' in said(answer), 'href="/my/"' in said(answer)) == (True, True)

    def test_is_the_sites_to_a_customer_at_the_door_of_staff(self, ana: Client) -> None:
        assert is_the_sites(said(ana.get("/people")))

    @pytest.mark.parametrize(("language", "words"), LANGUAGES.items())
    def test_is_in_the_language_of_whoever_opens_it(self, ana: Client, language: str, words: tuple[str, str]) -> None:
        Person.objects.filter(email="ana@example.com").update(locale=language)

        page = said(ana.get("/my/nowhere"))

        assert f'<html lang="{language}"' in page
        assert all(one in page for one in words)
        assert words[0] in said(browser().get("/nowhere", headers={"accept-language": language}))

    def test_stays_the_consoles_to_staff(self, helio: Site) -> None:
        staff = browser()
        staff.force_login(Person.objects.get(id=a_colleague().person_id or ids.new()))

        page = said(staff.get("/people/nobody"))

        assert ("error-page" in page, "Helio" in page) == (True, False)


class TestWhatIsRefused:
    def test_says_why_in_the_language_of_the_reader(self, ana: Client) -> None:
        Person.objects.filter(email="ana@example.com").update(locale="de")

        answer = ana.post(
            "/my/context", {"account": str(ids.new())}, headers={"referer": "http://testserver/my/contexts"}
        )

        assert answer.status_code in {403, 404}
        assert ('lang="de"' in said(answer), "Zurück zur Seite" in said(answer)) == (True, True)
        assert 'href="/my/contexts"' in said(answer)

    def test_never_leads_back_to_another_site(self, ana: Client) -> None:
        answer = ana.post("/my/context", {"account": str(ids.new())}, headers={"referer": "http://evil.example/my/"})

        assert "evil" not in said(answer)

    def test_never_leads_back_to_what_a_browser_takes_for_another_site(self, ana: Client) -> None:
        there = "http://testserver//evil.example/my/"

        answer = ana.post("/my/context", {"account": str(ids.new())}, headers={"referer": there})

        assert 'href="//' not in said(answer)

    @pytest.mark.parametrize(
        ("address", "status", "code"),
        [("auth/login", 405, "method_not_allowed"), ("auth/nowhere", 404, "not_found")],
    )
    def test_is_no_page_to_a_program(self, helio: Site, address: str, status: int, code: str) -> None:
        answer = browser().get(f"/_allauth/browser/v1/{address}", headers={"accept-language": "de"})

        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
        assert answer.headers.get("Allow") == ("POST, OPTIONS" if status == 405 else None)
        told = answer.json()
        assert (told["status"], told["errors"][0]["code"]) == (status, code)
        assert "Adresse" in told["errors"][0]["message"]

    def test_is_told_to_a_program_whose_token_is_missing(self, helio: Site) -> None:
        answer = browser(enforce_csrf_checks=True).post("/_allauth/browser/v1/auth/login", {}, "application/json")

        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "forbidden")

    def test_is_a_sentence_to_a_part_of_a_page(self, ana: Client) -> None:
        Person.objects.filter(email="ana@example.com").update(locale="fr")

        answer = ana.get("/my/nowhere", headers={"hx-request": "true"})

        assert answer.headers["HX-Reswap"] == "none"
        assert said(answer) == "Il n’y a pas de page à cette adresse, ou aucune que vous puissiez voir."

    def test_as_a_form_of_another_visit_says_so(self, helio: Site) -> None:
        strict = browser(enforce_csrf_checks=True)

        answer = strict.post(
            "/sign-in",
            {"login": "ana@example.com"},
            headers={"accept-language": "nl", "referer": "http://testserver/sign-in?next=/my/"},
        )

        assert answer.status_code == 403
        assert is_the_sites(said(answer))
        assert ('lang="nl"' in said(answer), 'href="/sign-in?next=/my/"' in said(answer)) == (True, True)

    def test_as_the_address_of_a_button_has_a_page(self, ana: Client) -> None:
        answer = ana.get("/my/context")

        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert is_the_sites(said(answer))

    def test_as_more_tries_than_one_person_makes_can_be_tried_again(self, helio: Site) -> None:
        from twofold.run.views import too_much

        request = browser().get("/sign-in?next=/my/").wsgi_request

        page = said(too_much(request))

        assert (is_the_sites(page), 'href="/sign-in?next=/my/"' in page) == (True, True)


class TestAPressOfAButtonByWhoHasBeenSignedOut:
    def test_leads_back_to_its_page_and_not_to_the_button(self) -> None:
        gone = browser()

        answer = gone.post("/my/context", {}, headers={"referer": "http://testserver/my/contexts?q=a"})

        assert answer.headers["Location"] == "/sign-in?next=/my/contexts%3Fq%3Da"


class TestAFailure:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> object:
            msg = "out of order"
            raise RuntimeError(msg)

        monkeypatch.setattr(home, "waiting_for", fail)

    @pytest.fixture
    def without_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            msg = "connection refused"
            raise OperationalError(msg)

        monkeypatch.setattr("twofold.run.middleware.unit_of_work", refuse)
        monkeypatch.setattr("twofold.access.adapters.here.site_at", refuse)

    def test_is_told_in_the_look_of_the_site_and_asks_the_database_nothing(self, ana: Client, broken: None) -> None:
        answer = ana.get("/my/")

        assert answer.status_code == 500
        assert is_the_sites(said(answer))
        assert ("on our side" in said(answer), "Try again" in said(answer)) == (True, True)

    def test_is_told_after_a_statement_has_failed(self, ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import connection

        monkeypatch.setattr(home, "waiting_for", lambda _: connection.cursor().execute("SELECT 1/0"))

        answer = ana.get("/my/")

        assert (answer.status_code, is_the_sites(said(answer))) == (500, True)

    def test_is_told_plainly_where_there_is_no_database(self, without_database: None) -> None:
        answer = browser().get("/my/", headers={"accept-language": "ru"})

        assert answer.status_code == 500
        assert ('lang="ru"' in said(answer), "Twofold" in said(answer)) == (True, False)
        assert 'href="/my/"' in said(answer)

    def test_is_told_to_staff_as_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        staff = browser()
        staff.force_login(Person.objects.get(id=a_colleague().person_id or ids.new()))
        monkeypatch.setattr("twofold.console.home.page", lambda *_, **__: 1 / 0)

        assert "The log has the details." in said(staff.get("/"))
