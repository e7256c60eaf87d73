"""Phones are added by who brings the code that went there, and only then; their person is told of each change."""

from typing import Any

import pytest
from django.test import Client

from tests.directory.moments import minutes_later
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, nothing_tried
from tests.portal.proving import browser_of, prove, with_a_proven_address
from tests.textbox import CODE, TextBox
from twofold.access import logins
from twofold.access.models import Phone
from twofold.access.reactions import take_a_phone_away
from twofold.core.models import LedgerEntry
from twofold.directory.facts import IdentifierRemoved
from twofold.directory.models import Identifier, Merge, Person
from twofold.directory.verbs import people

MOBILE, OTHER = "+351912345678", "+4917612345678"


@pytest.fixture
def ada() -> Person:
    nothing_tried()
    return with_a_proven_address()


@pytest.fixture
def client(ada: Person) -> Client:
    return browser_of(ada)


def post(client: Client, path: str, **form: Any) -> Any:
    return client.post(f"/my/account/phones{path}", form)


def add(client: Client, textbox: TextBox, number: str) -> None:
    post(client, "", phone=number)
    post(client, "/confirm", code=textbox.code(number))


def phones(person: Person) -> dict[str, bool]:
    return dict(Phone.objects.filter(person=person).values_list("number", "is_first"))


class TestAddingAPhone:
    def test_takes_the_code_that_went_there(
        self, client: Client, ada: Person, textbox: TextBox, mailbox: Mailbox
    ) -> None:
        people.edit(SYSTEM, ada.id, fields={"country": "PT"})
        post(client, "", phone="912 345 678")
        assert phones(ada) == {}
        (text,) = textbox.texts()
        assert text.text.startswith(f"{textbox.code(MOBILE)} is your code to add this number at ")
        assert text.text.endswith(f"\n\n@testserver #{textbox.code(MOBILE)}")

        answer = post(client, "/confirm", code=textbox.code(MOBILE))

        assert answer.headers["Location"] == "/my/account/phones"
        assert phones(ada) == {MOBILE: True}
        assert Identifier.objects.get(kind="phone", value=MOBILE).person_id == ada.id
        assert Identifier.objects.get(kind="phone", value=MOBILE).proven_at is not None
        ada.refresh_from_db()
        assert ada.phone == MOBILE
        assert mailbox.letter("ada@helio.example")["Subject"] == "A phone number was added"
        assert "You showed that +351912345678 is yours" in client.get("/my/account/activity").content.decode()

    def test_does_not_tell_whether_somebody_has_it(self, client: Client, ada: Person, textbox: TextBox) -> None:
        eve = with_a_proven_address("eve@helio.example", given_name="Eve")
        add(browser_of(eve), textbox, MOBILE)
        textbox.forget()

        answer = post(client, "", phone=MOBILE)

        assert answer.headers["Location"] == "/my/account/phones/confirm"
        (text,) = textbox.texts()
        assert "add this number to another account" in text.text
        assert not CODE.search(text.text)
        assert (phones(ada), phones(eve)) == ({}, {MOBILE: True})

    def test_is_no_use_to_whoever_comes_second_with_a_right_code(
        self, client: Client, ada: Person, textbox: TextBox
    ) -> None:
        eve = browser_of(with_a_proven_address("eve@helio.example", given_name="Eve"))
        post(client, "", phone=MOBILE)
        code = textbox.code(MOBILE)
        add(eve, textbox, MOBILE)

        page = post(client, "/confirm", code=code)

        assert "Somebody else has this number" in page.content.decode()
        assert phones(ada) == {}

    def test_takes_no_guesses(self, client: Client, ada: Person, textbox: TextBox) -> None:
        post(client, "", phone=MOBILE)
        right = textbox.code(MOBILE)
        for _ in range(5):
            post(client, "/confirm", code="000000" if right != "000000" else "111111")

        post(client, "/confirm", code=right)

        assert phones(ada) == {}

    def test_asks_again_who_one_is(self, client: Client, textbox: TextBox) -> None:
        prove(client, seconds_ago=3_600)

        assert post(client, "", phone=MOBILE).headers["Location"].startswith("/my/security/confirm")
        assert textbox.texts() == []

    @pytest.mark.parametrize(
        "number", ["912 345 678", "+1 900 555 1234", "+44 70 1234 5678", "+351 21 123 4567", "ada@helio.example", "x"]
    )
    def test_takes_no_number_that_texts_do_not_reach_at_an_ordinary_price(
        self, client: Client, textbox: TextBox, number: str
    ) -> None:
        assert post(client, "", phone=number).status_code == 422
        assert textbox.texts() == []

    def test_is_not_there_without_a_gateway(self, client: Client) -> None:
        assert client.get("/my/account/phones").status_code == 404
        assert 'name="phone"' in client.get("/my/account/profile").content.decode()

    def test_is_where_phones_are_once_there_is_one(self, client: Client, textbox: TextBox) -> None:
        assert 'name="phone"' not in client.get("/my/account/profile").content.decode()
        assert "/my/account/phones" in client.get("/my/account").content.decode()


class TestAPhone:
    @pytest.fixture
    def both(self, client: Client, textbox: TextBox) -> None:
        add(client, textbox, MOBILE)
        add(client, textbox, OTHER)

    @pytest.mark.usefixtures("both")
    def test_is_made_the_first(self, client: Client, ada: Person) -> None:
        assert phones(ada) == {MOBILE: True, OTHER: False}

        post(client, "/first", number=OTHER)

        ada.refresh_from_db()
        assert (phones(ada), ada.phone) == ({MOBILE: False, OTHER: True}, OTHER)

    @pytest.mark.usefixtures("both")
    def test_is_removed_and_the_next_one_is_the_first(self, client: Client, ada: Person, mailbox: Mailbox) -> None:
        post(client, "/remove", number=MOBILE)

        ada.refresh_from_db()
        assert (phones(ada), ada.phone) == ({OTHER: True}, OTHER)
        assert not Identifier.objects.filter(kind="phone", value=MOBILE).exists()
        assert mailbox.letter("ada@helio.example")["Subject"] == "A phone number was removed"
        assert LedgerEntry.objects.filter(name="access.phone.removed").count() == 1

        with minutes_later():
            post(client, "/remove", number=OTHER)
        ada.refresh_from_db()
        assert (phones(ada), ada.phone) == ({}, "")

    @pytest.mark.parametrize("path", ["/first", "/remove"])
    def test_is_never_somebody_elses(self, client: Client, textbox: TextBox, path: str) -> None:
        eve = with_a_proven_address("eve@helio.example", given_name="Eve")
        add(browser_of(eve), textbox, MOBILE)

        assert post(client, path, number=MOBILE).status_code == 404
        assert phones(eve) == {MOBILE: True}

    @pytest.mark.parametrize("path", ["/first", "/remove"])
    @pytest.mark.usefixtures("both")
    def test_is_changed_only_by_who_has_proven_who_they_are(self, client: Client, ada: Person, path: str) -> None:
        prove(client, seconds_ago=3_600)

        post(client, path, number=OTHER)

        assert phones(ada) == {MOBILE: True, OTHER: False}

    def test_that_was_merely_said_is_confirmed_or_removed(self, client: Client, ada: Person, textbox: TextBox) -> None:
        people.edit(SYSTEM, ada.id, fields={"phone": MOBILE})
        assert "Not confirmed" in client.get("/my/account/phones").content.decode()

        post(client, "/remove", number=MOBILE)

        ada.refresh_from_db()
        assert ada.phone == ""

    def test_that_staff_take_away_is_gone_here_too(self, client: Client, ada: Person, textbox: TextBox) -> None:
        add(client, textbox, MOBILE)
        identifier = Identifier.objects.get(kind="phone", value=MOBILE)

        take_a_phone_away(
            SYSTEM, IdentifierRemoved(person_id=ada.id, identifier_id=identifier.id, kind="phone", value=MOBILE)
        )

        assert phones(ada) == {}

    def test_follows_who_two_people_turn_out_to_be(self, client: Client, ada: Person, textbox: TextBox) -> None:
        ada_too = with_a_proven_address("ada@home.example")
        add(client, textbox, MOBILE)
        add(browser_of(ada_too), textbox, OTHER)

        people.merge(SYSTEM, ada.id, ada_too.id)
        for _ in range(2):
            logins.follow(ada_too.id, ada.id)
        assert phones(ada) == {MOBILE: True, OTHER: False}

        people.unmerge(SYSTEM, Merge.objects.get(loser=ada_too).id)
        logins.follow(ada.id, ada_too.id)
        assert (phones(ada), phones(ada_too)) == ({MOBILE: True}, {OTHER: True})
