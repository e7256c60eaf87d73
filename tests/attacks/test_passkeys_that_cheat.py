"""Authenticators that cheat: an honest browser would never send what these send."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.attacks.keys_by_hand import PRESENT, VERIFIED, Key
from tests.mailbox import Mailbox
from tests.portal.security import BASE_URL, Visitor, a_user
from twofold.access.models import Keyring, Passkey
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person
from twofold.directory.verbs import people

MAIL = "ada@helio.example"
ADD = "/my/security/passkeys/add"


@pytest.fixture(autouse=True)
def named_site() -> Iterator[None]:
    with override_settings(BASE_URL=BASE_URL, ALLOWED_HOSTS=["twofold.example"]):
        yield


@pytest.fixture
def ada() -> Person:
    return a_user()


@pytest.fixture
def here(ada: Person) -> Visitor:
    return Visitor().signed_in(ada)


def made(browser: Visitor, kind: str = "passkey", **how: Any) -> Key:
    key = Key()
    path = f"{ADD}?kind={kind}"
    browser.post(path, {"credential": key.make(browser.asked_on(path), **how)}, secure=True)
    return key


def asked(browser: Visitor) -> dict[str, Any]:
    told: dict[str, Any] = browser.get("/sign-in/passkey/options", secure=True).json()
    return told


def is_in_with(key: Key, **how: Any) -> bool:
    browser = Visitor()
    browser.post("/sign-in/passkey", {"credential": key.sign(asked(browser), **how)}, secure=True)
    return browser.is_in()


class TestAPasskeyThatCheats:
    def test_signs_in_when_it_does_not(self, here: Visitor) -> None:
        assert is_in_with(made(here))

    @pytest.mark.parametrize(
        "lie",
        [
            {"flags": PRESENT},
            {"flags": VERIFIED},
            {"origin": "https://evil.example"},
            {"origin": "http://twofold.example"},
            {"origin": "https://twofold.example.evil.example"},
            {"origin": "https://shop.twofold.example"},
            {"host": "evil.example"},
            {"handle": b""},
            {"handle": b"somebody else"},
        ],
        ids=str,
    )
    def test_about_one_thing_gets_nowhere(self, here: Visitor, lie: dict[str, Any]) -> None:
        assert not is_in_with(made(here), **lie)

    def test_by_counting_backwards_is_marked_told_of_and_never_believed_again(
        self, here: Visitor, ada: Person, mailbox: Mailbox
    ) -> None:
        key = made(here)
        assert is_in_with(key, count=7)
        mailbox.forget()

        assert not is_in_with(key, count=7)
        assert not is_in_with(key, count=9)

        assert Passkey.objects.get().copied_at is not None
        assert mailbox.letters(MAIL)[0]["Subject"] == "A passkey of yours may have been copied"
        assert LedgerEntry.objects.filter(name="access.passkey.distrusted", person_id=ada.id).count() == 1

    def test_with_a_proof_that_was_used_before_gets_nowhere(self, here: Visitor) -> None:
        key = made(here)
        browser = Visitor()
        proof = key.sign(asked(browser), count=0)
        browser.post("/sign-in/passkey", {"credential": proof}, secure=True)
        assert browser.is_in()
        browser.post("/sign-out", secure=True)

        browser.post("/sign-in/passkey", {"credential": proof}, secure=True)
        assert not browser.is_in()
        asked(browser)
        browser.post("/sign-in/passkey", {"credential": proof}, secure=True)
        assert not browser.is_in()

    def test_with_a_proof_from_another_browser_gets_nowhere(self, here: Visitor) -> None:
        key = made(here)
        theirs, mine = Visitor(), Visitor()
        asked(mine)

        mine.post("/sign-in/passkey", {"credential": key.sign(asked(theirs))}, secure=True)

        assert not mine.is_in()

    def test_for_another_person_gets_nowhere(self, here: Visitor, ada: Person) -> None:
        made(here)
        eve = made(Visitor().signed_in(a_user("Eve", "eve@atlas.example")))

        assert not is_in_with(eve, handle=bytes(Keyring.objects.get(person=ada).handle))

    def test_for_a_person_who_is_gone_gets_nowhere(self, here: Visitor, ada: Person) -> None:
        from tests.makers import SYSTEM

        key = made(here)
        people.remove(SYSTEM, ada.id)

        assert not is_in_with(key)

    @pytest.mark.parametrize("sent", ["", "{}", "[]", "null", "x" * 60_000, '{"rawId":"AA"}', '{"response":{}}'])
    def test_with_nonsense_gets_no_error_page(self, here: Visitor, sent: str) -> None:
        browser = Visitor(raise_request_exception=False)
        asked(browser)

        assert browser.post("/sign-in/passkey", {"credential": sent}, secure=True).status_code == 302


class TestAKeyForTheSecondStep:
    def test_never_signs_in_alone(self, here: Visitor) -> None:
        key = made(here, "key", flags=PRESENT)
        assert not Passkey.objects.get().may_sign_in

        assert not is_in_with(key)
        assert not is_in_with(key, flags=PRESENT)

    def test_of_another_is_no_second_step(self, here: Visitor, ada: Person) -> None:
        made(here, "key", flags=PRESENT)
        eve = made(Visitor().signed_in(a_user("Eve", "eve@atlas.example")), "key", flags=PRESENT)
        browser = Visitor()
        browser.sign_in(ada)

        asked_for = browser.asked_on("/sign-in/second-step")
        browser.post("/sign-in/second-step", {"credential": eve.sign(asked_for)}, secure=True)

        assert not browser.is_in()

    def test_answers_only_what_it_was_asked_for(self, here: Visitor, ada: Person) -> None:
        """A proof that was asked for as a second step does not begin a session by itself."""
        key = made(here)
        made(here, "key", flags=PRESENT)
        browser = Visitor()
        browser.sign_in(ada)
        proof = key.sign(browser.asked_on("/sign-in/second-step"))

        browser.post("/sign-in/passkey", {"credential": proof}, secure=True)

        assert not browser.is_in()


class TestMakingAPasskey:
    @pytest.mark.parametrize("lie", [{"flags": PRESENT}, {"origin": "https://evil.example"}], ids=str)
    def test_that_cheats_is_not_taken(self, here: Visitor, lie: dict[str, Any]) -> None:
        made(here, **lie)

        assert not Passkey.objects.exists()

    def test_that_is_anothers_already_is_not_taken(self, here: Visitor) -> None:
        key = made(here)
        eve = Visitor().signed_in(a_user("Eve", "eve@atlas.example"))

        answer = eve.post(ADD, {"credential": key.make(eve.asked_on(ADD))}, secure=True)

        assert answer.status_code == 409
        assert Passkey.objects.count() == 1
