"""Addresses are added by who has them, and only then; which one comes first is told to the one before."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.makers import a_person, nothing_tried
from tests.portal.proving import browser_of, prove, with_a_proven_address
from twofold.access.passwords import Argon2
from twofold.core.post import Letter
from twofold.directory.models import Identifier, Person

CODE = re.compile(r"\b\d{6}\b")


@pytest.fixture
def ada() -> Person:
    nothing_tried()
    return with_a_proven_address()


@pytest.fixture
def client(ada: Person) -> Client:
    return browser_of(ada)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """Letters as they leave for the queue."""
    left: list[Letter] = []
    monkeypatch.setattr("twofold.access.letters.send", left.append)
    return left


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was hashed or compared with a hash: that alone takes time one can measure."""
    noted: list[str] = []
    encode, verify = Argon2.encode, Argon2.verify

    def encoding(self: Argon2, *secret: str) -> str:
        noted.append("made")
        return str(encode(self, *secret))

    def verifying(self: Argon2, *secret: str) -> bool:
        noted.append("compared")
        return bool(verify(self, *secret))

    monkeypatch.setattr(Argon2, "encode", encoding)
    monkeypatch.setattr(Argon2, "verify", verifying)
    return noted


def post(client: Client, path: str, **form: Any) -> Any:
    return client.post(f"/my/account/addresses{path}", form)


def addresses(person: Person) -> list[str]:
    return list(
        EmailAddress.objects.filter(user=person, verified=True)
        .order_by("-primary", "email")
        .values_list("email", flat=True)
    )


class TestAddingAnAddress:
    def test_takes_the_code_that_went_there(self, client: Client, ada: Person, sent: list[Letter]) -> None:
        post(client, "", email="Ada@Home.example")
        assert addresses(ada) == ["ada@helio.example"]

        (letter,) = sent
        post(client, "/confirm", code=CODE.findall(letter.subject)[0])

        assert letter.to == "ada@home.example"
        assert addresses(ada) == ["ada@helio.example", "ada@home.example"]
        assert Identifier.objects.get(kind="email", value="ada@home.example").proven_at is not None
        ada.refresh_from_db()
        assert ada.email == "ada@helio.example"

    def test_does_not_tell_whether_somebody_has_it(self, client: Client, ada: Person, sent: list[Letter]) -> None:
        other = a_person(email="eve@helio.example")
        EmailAddress.objects.create(user=other, email="eve@helio.example", verified=True, primary=True)

        answer = post(client, "", email="eve@helio.example")
        page = client.get("/my/account/addresses/confirm").content.decode()

        assert answer.headers["Location"] == "/my/account/addresses/confirm"
        assert "eve@helio.example" in page
        assert not CODE.search(sent[0].text)
        assert addresses(other) == ["eve@helio.example"]

    def test_takes_as_long_where_somebody_has_it(self, client: Client, hashed: list[str]) -> None:
        other = a_person(email="eve@helio.example")
        EmailAddress.objects.create(user=other, email="eve@helio.example", verified=True, primary=True)

        work = []
        for address in ("ada@home.example", "eve@helio.example"):
            post(client, "", email=address)
            post(client, "/confirm", code="000000")
            work.append([*hashed])
            hashed.clear()

        assert work == [["made", "compared"]] * 2

    def test_takes_no_guesses(self, client: Client, ada: Person, sent: list[Letter]) -> None:
        post(client, "", email="ada@home.example")
        right = CODE.findall(sent[0].subject)[0]
        for _ in range(5):
            post(client, "/confirm", code="000000" if right != "000000" else "111111")

        post(client, "/confirm", code=right)

        assert addresses(ada) == ["ada@helio.example"]

    def test_asks_again_who_one_is(self, client: Client, sent: list[Letter]) -> None:
        prove(client, seconds_ago=3_600)

        assert post(client, "", email="ada@home.example").headers["Location"].startswith("/my/security/confirm")
        assert sent == []

    def test_is_no_way_to_send_letters_to_strangers(self, client: Client, sent: list[Letter]) -> None:
        answers = [post(client, "", email=f"stranger{number}@home.example").status_code for number in range(7)]

        assert len(sent) == 5
        assert answers[-1] == 422


class TestTheFirstAddress:
    @pytest.fixture
    def second(self, ada: Person) -> str:
        EmailAddress.objects.create(user=ada, email="ada@home.example", verified=True)
        return "ada@home.example"

    def test_is_changed_and_the_one_before_is_told(
        self, client: Client, ada: Person, second: str, sent: list[Letter]
    ) -> None:
        post(client, "/first", address=second)

        ada.refresh_from_db()
        assert addresses(ada) == [second, "ada@helio.example"]
        assert ada.email == second
        assert [one.to for one in sent] == ["ada@helio.example"]

    def test_is_not_removed(self, client: Client, ada: Person, second: str) -> None:
        post(client, "/remove", address="ada@helio.example")
        assert addresses(ada) == ["ada@helio.example", second]

        post(client, "/remove", address=second)
        assert addresses(ada) == ["ada@helio.example"]

    @pytest.mark.parametrize("path", ["/first", "/remove"])
    def test_is_never_somebody_elses(self, client: Client, path: str) -> None:
        other = a_person()
        EmailAddress.objects.create(user=other, email="eve@helio.example", verified=True)

        assert post(client, path, address="eve@helio.example").status_code == 404
        assert addresses(other) == ["eve@helio.example"]
