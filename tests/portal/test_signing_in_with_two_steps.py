"""Two steps: after the password one more thing that only its person has, until they trust the browser."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import override_settings
from fido2.webauthn import AuthenticatorData

from tests.attacks.keys_by_hand import PRESENT, VERIFIED, Key
from tests.mailbox import Mailbox
from tests.portal.security import BASE_URL, PASSWORD, Visitor, a_user
from twofold.access import sealing, second_steps
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person

MAIL = "ada@helio.example"
STEP = "/sign-in/second-step"


@pytest.fixture(autouse=True)
def named_site() -> Iterator[None]:
    cache.clear()
    with override_settings(BASE_URL=BASE_URL, ALLOWED_HOSTS=["twofold.example"]):
        yield


@pytest.fixture
def ada() -> Person:
    return a_user()


@pytest.fixture
def secret(ada: Person) -> str:
    """Ada's app is set up; this is what it knows."""
    secret = second_steps.new_secret()
    second_steps.keep_app(ada.id, secret, 0)
    return secret


def code_of(secret: str, *, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def take_step(browser: Visitor, code: str, **more: str) -> Any:
    return browser.post(STEP, {"code": code, **more}, secure=True)


class TestAnApp:
    def test_is_set_up_by_showing_its_first_code(self, ada: Person, mailbox: Mailbox) -> None:
        here = Visitor().signed_in(ada)
        page = here.get("/my/security/two-step/app", secure=True).content.decode()
        sealed = page.partition('name="sealed" value="')[2].partition('"')[0]
        secret = sealing.unseal(sealed, purpose="app being added")
        assert "<svg" in page
        assert "issuer=Twofold" in page

        wrong = here.post("/my/security/two-step/app", {"sealed": sealed, "code": "000000"}, secure=True)
        assert "not the code" in wrong.content.decode()
        right = here.post("/my/security/two-step/app", {"sealed": sealed, "code": code_of(secret)}, secure=True)

        assert right.content.decode().count("<li><code>") == 10
        assert "Two-step sign-in was turned on" in {letter["Subject"] for letter in mailbox.letters(MAIL)}
        assert LedgerEntry.objects.filter(name="access.authenticator_app.added", person_id=ada.id).exists()

    def test_added_beside_recovery_codes_leaves_them_as_they_are(self, ada: Person) -> None:
        add, key, here = "/my/security/passkeys/add?kind=key", Key(), Visitor().signed_in(ada)
        here.post(add, {"credential": key.make(here.asked_on(add), flags=PRESENT)}, secure=True)
        page = here.get("/my/security/two-step/app", secure=True).content.decode()
        sealed = page.partition('name="sealed" value="')[2].partition('"')[0]
        code = code_of(sealing.unseal(sealed, purpose="app being added"))

        answer = here.post("/my/security/two-step/app", {"sealed": sealed, "code": code}, secure=True)

        assert answer.headers["Location"] == "/my/security/two-step"

    def test_is_asked_for_after_the_password(self, ada: Person, secret: str) -> None:
        browser = Visitor()

        assert browser.sign_in(ada).headers["Location"] == STEP
        assert not browser.is_in()
        take_step(browser, code_of(secret))
        assert browser.is_in()

    def test_takes_a_code_of_just_before_or_after(self, ada: Person, secret: str) -> None:
        browser = Visitor()
        browser.sign_in(ada)

        take_step(browser, f"{code_of(secret, later=1)[:3]} {code_of(secret, later=1)[3:]}")

        assert browser.is_in()

    def test_takes_no_code_twice(self, ada: Person, secret: str) -> None:
        code = code_of(secret)
        first, second = Visitor(), Visitor()
        for browser in (first, second):
            browser.sign_in(ada)
            take_step(browser, code)

        assert (first.is_in(), second.is_in()) == (True, False)

    def test_is_kept_sealed(self, ada: Person, secret: str) -> None:
        codes = second_steps.make_codes(ada.id)

        kept = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept
        assert not any(code in kept for code in codes)

    def test_is_opened_with_the_key_from_before(self, ada: Person, secret: str) -> None:
        from django.conf import settings

        with override_settings(SECRET_KEY="x" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            assert second_steps.by_code(ada.id, code_of(secret)) == "app"
        with override_settings(SECRET_KEY="x" * 50), pytest.raises(sealing.SealBroken):
            second_steps.by_code(ada.id, code_of(secret))

    def test_is_removed_with_what_stood_in_for_it(self, ada: Person, secret: str) -> None:
        second_steps.make_codes(ada.id)
        here = Visitor().signed_in(ada)

        here.post("/my/security/two-step/app/remove", secure=True)

        assert not Authenticator.objects.exists()
        Visitor().sign_in(ada)


class TestAKey:
    @pytest.mark.parametrize(("kind", "flags"), [("key", PRESENT), ("passkey", PRESENT | VERIFIED)])
    def test_is_a_second_step(self, ada: Person, secret: str, kind: str, flags: AuthenticatorData.FLAG) -> None:
        add, key, here = f"/my/security/passkeys/add?kind={kind}", Key(), Visitor().signed_in(ada)
        here.post(add, {"credential": key.make(here.asked_on(add), flags=flags)}, secure=True)
        browser = Visitor()
        browser.sign_in(ada)

        asked = browser.asked_on(f"{STEP}?by=key")
        browser.post(STEP, {"credential": key.sign(asked, flags=PRESENT)}, secure=True)

        assert browser.is_in()

    def test_turns_two_steps_on_where_it_is_for_nothing_else(self, ada: Person) -> None:
        add, key, here = "/my/security/passkeys/add?kind=key", Key(), Visitor().signed_in(ada)

        answer = here.post(add, {"credential": key.make(here.asked_on(add), flags=PRESENT)}, secure=True)

        assert answer.content.decode().count("<li><code>") == 10
        assert Visitor().sign_in(ada).headers["Location"] == STEP


class TestARecoveryCode:
    def test_gets_in_once_and_is_told_of(self, ada: Person, secret: str, mailbox: Mailbox) -> None:
        code = second_steps.make_codes(ada.id)[4]
        first, second = Visitor(), Visitor()
        for browser in (first, second):
            browser.sign_in(ada)
            take_step(browser, f"{code[:4]} {code[4:]}")

        assert (first.is_in(), second.is_in()) == (True, False)
        assert "A recovery code was used" in {letter["Subject"] for letter in mailbox.letters(MAIL)}

    def test_of_an_older_set_is_worth_nothing(self, ada: Person, secret: str) -> None:
        old = second_steps.make_codes(ada.id)
        here = Visitor().signed_in(ada)
        page = here.post("/my/security/two-step/codes", secure=True).content.decode()
        browser = Visitor()
        browser.sign_in(ada)

        take_step(browser, old[0])

        assert not browser.is_in()
        assert page.count("<li><code>") == 10

    def test_is_not_made_without_a_second_step(self, ada: Person) -> None:
        assert Visitor().signed_in(ada).post("/my/security/two-step/codes", secure=True).status_code == 409


class TestATrustedBrowser:
    def trusting(self, ada: Person, secret: str) -> Visitor:
        browser = Visitor()
        browser.sign_in(ada)
        take_step(browser, code_of(secret), trust="on")
        assert browser.is_in()
        browser.post("/sign-out", secure=True)
        return browser

    def test_is_not_asked_again(self, ada: Person, secret: str) -> None:
        browser = self.trusting(ada, secret)

        browser.sign_in(ada)

        assert browser.is_in()

    def test_is_asked_again_after_a_month(self, ada: Person, secret: str) -> None:
        from datetime import timedelta

        from twofold.access.models import Browser
        from twofold.core import unit

        browser = self.trusting(ada, secret)
        Browser.objects.update(trusted_until=unit.now() - timedelta(seconds=1))

        assert browser.sign_in(ada).headers["Location"] == STEP

    def test_is_worth_nothing_to_another_person(self, ada: Person, secret: str) -> None:
        """The cookie is copied into the browser of somebody who knows another's password."""
        ben = a_user("Ben", "ben@atlas.example")
        second_steps.keep_app(ben.id, second_steps.new_secret(), 0)
        thief = Visitor()
        thief.cookies["browser"] = self.trusting(ada, secret).cookies["browser"].value

        assert thief.sign_in(ben).headers["Location"] == STEP

    def test_that_was_planted_is_worth_nothing(self, ada: Person, secret: str) -> None:
        """Somebody puts a cookie they know into a browser before its person trusts it."""
        browser = Visitor()
        browser.cookies["browser"] = "known to eve"
        browser.sign_in(ada)
        take_step(browser, code_of(secret), trust="on")
        eve = Visitor()
        eve.cookies["browser"] = "known to eve"

        assert eve.sign_in(ada).headers["Location"] == STEP

    @pytest.mark.parametrize("change", ["password", "codes", "list"])
    def test_is_asked_again_after_a_change(self, ada: Person, secret: str, change: str) -> None:
        browser = self.trusting(ada, secret)
        here = Visitor().signed_in(ada)
        path = {"password": "password", "codes": "two-step/codes", "list": "two-step/browsers/end"}[change]
        password = "another quiet morning in Porto" if change == "password" else PASSWORD

        here.post(f"/my/security/{path}", {"password": password}, secure=True)

        assert browser.sign_in(ada, password=password).headers["Location"] == STEP


class TestSomebodyWithThePasswordAlone:
    def test_skips_nothing_by_asking_for_what_comes_later(self, ada: Person, secret: str) -> None:
        browser = Visitor()
        browser.sign_in(ada)

        for path in ("/sign-in/terms", "/sign-in/questions", "/my/", "/my/security/confirm", "/sign-in/code"):
            browser.get(path, secure=True)
            browser.post(path, {"skip": "1", "code": "1", "way": "password", "secret": PASSWORD}, secure=True)

        assert not browser.is_in()

    def test_guesses_five_times(self, ada: Person, secret: str) -> None:
        browser = Visitor()
        browser.sign_in(ada)
        wrong = "000000" if code_of(secret) != "000000" else "111111"
        for _ in range(5):
            take_step(browser, wrong)

        take_step(browser, code_of(secret))

        assert not browser.is_in()
        assert LedgerEntry.objects.filter(name="core.access.refused", person_id=ada.id).exists()

    def test_guesses_no_more_from_elsewhere(self, ada: Person, secret: str) -> None:
        wrong = "000000" if code_of(secret) != "000000" else "111111"
        for at in range(5):
            browser = Visitor(REMOTE_ADDR=f"203.0.113.{at}")
            browser.sign_in(ada)
            take_step(browser, wrong)
        last = Visitor(REMOTE_ADDR="203.0.113.77")
        last.sign_in(ada)

        take_step(last, code_of(secret))

        assert not last.is_in()


class TestAnUnknownBrowser:
    def test_is_told_of_by_letter(self, ada: Person, mailbox: Mailbox) -> None:
        known = Visitor()
        known.sign_in(ada)
        known.post("/sign-out", secure=True)
        known.sign_in(ada)
        assert mailbox.letters(MAIL) == []

        Visitor().sign_in(ada)

        assert mailbox.letter(MAIL)["Subject"] == "You signed in with a new browser"
