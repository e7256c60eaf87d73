"""Pages for customers speak the language of who reads them, as far as the site does."""

import pytest
from django.test import Client

from tests.makers import a_colleague, a_person
from twofold.access.models import Site
from twofold.core import ids
from twofold.directory.models import Person


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"})


def language(client: Client, path: str = "/sign-in", **headers: str) -> str:
    page = client.get(path, headers=headers).content.decode()
    return page.partition('<html lang="')[2].partition('"')[0]


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


class TestThePage:
    def test_speaks_what_the_browser_likes_best_of_what_the_site_speaks(self, client: Client) -> None:
        assert language(client, **{"accept-language": "pt-PT, fr-CH;q=0.8, en;q=0.5"}) == "fr"
        assert language(client, **{"accept-language": "pt"}) == "en"
        assert language(client) == "en"

    def test_keeps_to_the_languages_of_its_site(self, client: Client) -> None:
        Site.objects.filter(is_default=True).update(languages=["nl", "de"])

        assert language(client, **{"accept-language": "de-AT"}) == "de"
        assert language(client, **{"accept-language": "fr, en"}) == "nl"

    def test_speaks_what_an_address_asks_for_and_remembers_it(self, client: Client) -> None:
        assert language(client, "/sign-in?language=ru") == "ru"
        assert language(client, **{"accept-language": "fr"}) == "ru"

    def test_does_not_mind_a_language_that_there_is_not(self, client: Client) -> None:
        assert language(client, "/sign-in?language=../etc") == "en"

    def test_speaks_a_persons_own_language_first(self, client: Client) -> None:
        signed_in(client, a_person(name="Ana", locale="es-MX"))

        assert language(client, "/my/", **{"accept-language": "de"}) == "es"

    def test_says_which_way_it_is_read(self, client: Client) -> None:
        assert 'dir="ltr"' in client.get("/sign-in").content.decode()

    def test_tells_caches_that_it_depends_on_who_asks(self, client: Client) -> None:
        answer = client.get("/sign-in")

        assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
        assert answer.headers["Content-Language"] == "en"

    def test_of_the_console_speaks_english(self, client: Client) -> None:
        staff = a_colleague().person_id or ids.new()
        signed_in(client, Person.objects.get(id=staff))
        Person.objects.filter(id=staff).update(locale="de")

        assert language(client, "/people", **{"accept-language": "de"}) == "en"
        assert language(client, "/my/") == "de"


class TestChoosing:
    def test_is_kept_and_leads_back(self, client: Client) -> None:
        answer = client.post("/language", {"language": "de", "next": "/sign-in?next=/my/"})

        assert answer.headers["Location"] == "/sign-in?next=/my/"
        assert language(client, **{"accept-language": "fr"}) == "de"

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_never_leads_to_another_site(self, client: Client, elsewhere: str) -> None:
        assert client.post("/language", {"language": "de", "next": elsewhere}).headers["Location"] == "/"

    def test_of_what_is_not_offered_changes_nothing(self, client: Client) -> None:
        client.post("/language", {"language": "xx", "next": "/sign-in"})

        assert language(client) == "en"
