"""Staff sign in with e-mail and password, calmly and safely."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import nothing_tried
from twofold.access.passwords import Argon2
from twofold.access.verbs import staff
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry

EMAIL = "jana@twofold.example"
PASSWORD = "a quiet morning in Lisbon"


@pytest.fixture
def jana() -> None:
    nothing_tried()
    actor = Actor.system("test")
    staff.admit(actor, EMAIL, name="Jana Okoye", password=PASSWORD)


@pytest.fixture
def client(jana: None) -> Client:
    return Client(headers={"host": "testserver"})


def sign_in(client: Client) -> list[dict[str, str]]:
    """The statements of it."""
    with CaptureQueriesContext(connection) as asked:
        assert client.post("/sign-in", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    return asked.captured_queries


def _counted(done: list[str], name: str, real: Callable[..., Any], *told: Any) -> Any:
    done.append(name)
    return real(Argon2(), *told)


class TestWhatItCosts:
    """Statements, for those are most of what a sign-in costs beside the hash (bin/bench sign_in)."""

    def test_is_as_many_statements_with_a_browser_that_is_known(self, client: Client) -> None:
        sign_in(client)
        client.post("/sign-out")

        assert len(sign_in(client)) == 12

    def test_is_one_more_with_one_that_is_new(self, client: Client) -> None:
        sign_in(client)

        assert len(sign_in(Client(headers={"host": "testserver"}))) == 13

    def test_is_one_hash(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        hashes: list[str] = []
        for name in ("verify", "encode"):
            real = getattr(Argon2, name)
            counted = partial(_counted, hashes, name, real)
            monkeypatch.setattr(Argon2, name, counted)

        sign_in(client)

        assert hashes == ["verify"]


class TestSigningIn:
    def test_leads_to_the_console_and_is_written_down(self, client: Client) -> None:
        answer = client.post("/sign-in", {"login": EMAIL.upper(), "password": PASSWORD})

        assert answer.status_code == 302
        assert answer.headers["Location"] == "/"
        assert LedgerEntry.objects.filter(name="access.signed.in").exists()

    def test_begins_a_new_session(self, client: Client) -> None:
        client.get("/sign-in")
        client.session["planted"] = True
        client.session.save()
        before = client.session.session_key

        client.post("/sign-in", {"login": EMAIL, "password": PASSWORD})

        assert client.session.session_key != before

    def test_leads_back_to_where_one_was_going(self, client: Client) -> None:
        asked = client.get("/jobs")
        assert asked.headers["Location"] == "/sign-in?next=/jobs"

        answer = client.post("/sign-in", {"login": EMAIL, "password": PASSWORD, "next": "/jobs"})

        assert answer.headers["Location"] == "/jobs"

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
    )
    def test_never_leads_to_another_site(self, client: Client, elsewhere: str) -> None:
        answer = client.post("/sign-in", {"login": EMAIL, "password": PASSWORD, "next": elsewhere})

        assert answer.headers["Location"] == "/"


class TestAWrongPassword:
    def test_is_one_calm_sentence_and_says_nothing_of_whether_the_person_exists(self, client: Client) -> None:
        known = client.post("/sign-in", {"login": EMAIL, "password": "wrong"}).content.decode()
        unknown = client.post("/sign-in", {"login": "nobody@twofold.example", "password": "wrong"}).content.decode()

        sentence = "This e-mail and this password do not go together."
        assert sentence in known
        assert sentence in unknown

    def test_is_not_shown_again(self, client: Client) -> None:
        answer = client.post("/sign-in", {"login": EMAIL, "password": "my other secret"})

        assert "my other secret" not in answer.content.decode()

    def test_slows_down_whoever_guesses(self, client: Client) -> None:
        for _ in range(5):
            client.post("/sign-in", {"login": EMAIL, "password": "wrong"})

        answer = client.post("/sign-in", {"login": EMAIL, "password": PASSWORD})

        assert answer.status_code in {200, 429}
        assert "Make sure that you are a person" in answer.content.decode()
        assert client.get("/jobs").status_code == 302


class TestSigningOut:
    def test_takes_a_press_of_the_button(self, client: Client) -> None:
        client.post("/sign-in", {"login": EMAIL, "password": PASSWORD})

        assert client.get("/sign-out").status_code == 200
        assert client.get("/jobs").status_code == 200

        client.post("/sign-out")
        assert client.get("/jobs").status_code == 302


class TestSigningUp:
    def test_is_closed(self, client: Client) -> None:
        client.post("/sign-up", {"email": "new@twofold.example", "password1": PASSWORD})

        assert client.get("/jobs").status_code == 302
        assert "Nobody can sign up here by themselves" in client.get("/sign-up").content.decode()
