"""Passkeys: made on a page of one's own, used instead of a password, named and removed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.attacks.keys_by_hand import Key
from tests.mailbox import Mailbox, text_of
from tests.portal.security import BASE_URL, Visitor, a_user
from twofold.access.models import Passkey
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person

MAIL = "ada@helio.example"


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


def made(browser: Visitor, **how: Any) -> Key:
    key = Key()
    asked = browser.asked_on("/my/security/passkeys/add")
    answer = browser.post("/my/security/passkeys/add", {"credential": key.make(asked, **how)}, secure=True)
    assert answer.headers["Location"] == "/my/security/passkeys", answer.content
    return key


def sign_in(browser: Visitor, key: Key, *, go_to: str = "", **how: Any) -> Any:
    asked = browser.get("/sign-in/passkey/options", secure=True).json()
    return browser.post("/sign-in/passkey", {"credential": key.sign(asked, **how), "next": go_to}, secure=True)


class TestAPasskey:
    def test_signs_in_alone_and_leads_where_one_was_going(self, here: Visitor) -> None:
        key = made(here)
        browser = Visitor()

        assert sign_in(browser, key, go_to="/my/security").headers["Location"] == "/my/security"
        assert browser.is_in()

    def test_is_named_after_what_keeps_it_and_tells_nobody_whose_it_is(self, here: Visitor, ada: Person) -> None:
        key = made(here)

        assert Passkey.objects.get().name == "Google Password Manager"
        assert ada.id.bytes not in key.handle
        assert str(ada.id).encode() not in key.handle
        assert len(key.handle) == 64

    def test_is_written_down_and_told_by_letter(self, here: Visitor, ada: Person, mailbox: Mailbox) -> None:
        made(here)

        letter = mailbox.letter(MAIL)
        assert letter["Subject"] == "A passkey was added"
        assert "Firefox on Linux" in text_of(letter)
        assert LedgerEntry.objects.filter(name="access.passkey.added", person_id=ada.id, audience=1).exists()

    def test_never_leads_to_another_site(self, here: Visitor) -> None:
        key = made(here)

        assert sign_in(Visitor(), key, go_to="https://evil.example/").headers["Location"] == "/my/"

    def test_cannot_be_added_by_a_session_that_has_proven_nothing_lately(self, ada: Person) -> None:
        browser = Visitor()
        browser.force_login(ada)

        assert "/my/security/confirm" in browser.get("/my/security/passkeys/add", secure=True).headers["Location"]

    def test_can_be_called_otherwise(self, here: Visitor) -> None:
        made(here)
        key = Passkey.objects.get()

        here.post(f"/my/security/passkeys/{key.id}/rename", {"name": "My phone"}, secure=True)

        assert "My phone" in here.get("/my/security/passkeys", secure=True).content.decode()

    def test_of_another_can_be_neither_named_nor_removed(self, here: Visitor) -> None:
        made(here)
        key = Passkey.objects.get()
        eve = Visitor().signed_in(a_user("Eve", "eve@atlas.example"))

        assert eve.post(f"/my/security/passkeys/{key.id}/rename", {"name": "x"}, secure=True).status_code == 404
        assert eve.post(f"/my/security/passkeys/{key.id}/remove", secure=True).status_code == 404
        assert Passkey.objects.get().name == key.name

    def test_is_removed_and_signs_in_no_more(self, here: Visitor) -> None:
        key = made(here)
        here.post(f"/my/security/passkeys/{Passkey.objects.get().id}/remove", secure=True)

        browser = Visitor()
        sign_in(browser, key)
        assert not browser.is_in()


class TestTheLastWayIn:
    def test_stays(self, here: Visitor, ada: Person) -> None:
        from twofold.access.models import Site

        made(here)
        ada.set_unusable_password()
        ada.save(update_fields=["password"])
        Site.objects.update(flow={"methods": ["passkey"]})
        here.signed_in(ada)

        answer = here.post(f"/my/security/passkeys/{Passkey.objects.get().id}/remove", secure=True)

        assert answer.status_code == 409
        assert "only way to sign in" in answer.content.decode()
        assert Passkey.objects.exists()


class TestASiteWithoutAName:
    def test_offers_none_since_browsers_would_make_none(self, here: Visitor) -> None:
        with override_settings(BASE_URL="http://127.0.0.1:8000"):
            assert "bare network address" in here.get("/my/security/passkeys", secure=True).content.decode()
            assert Visitor().get("/sign-in/passkey/options", secure=True).status_code == 204

    def test_is_not_given_one_by_the_host_that_a_request_says(self, here: Visitor) -> None:
        with override_settings(ALLOWED_HOSTS=["*"]):
            asked = Visitor().get("/sign-in/passkey/options", secure=True, headers={"host": "evil.example"}).json()

        assert asked["publicKey"]["rpId"] == "twofold.example"
