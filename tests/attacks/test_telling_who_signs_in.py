"""Somebody wants to know whether an address signs in here: neither words, nor status, nor the work that is done tell it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.mailbox import Mailbox
from tests.portal.customers import PASSWORD, Browser, open_site
from twofold.access.models import Limit
from twofold.access.passwords import Argon2

KNOWN, UNKNOWN = "ada@helio.example", "bob@helio.example"
CHANGING = re.compile(r'(csrf[^"]*" (?:value|content)|nonce)="[^"]*"')


@pytest.fixture
def _ada(mailbox: Mailbox) -> None:
    open_site()
    browser = Browser()
    browser.sign_up(KNOWN)
    browser.prove(mailbox.code(KNOWN))
    mailbox.forget()


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The work that costs time."""
    done: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(Argon2, name)

        def work(*args: Any, **kwargs: Any) -> Any:
            done.append(name)
            return real(*args, **kwargs)

        return work

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2, name, counted(name))
    return done


def tell_the_address(browser: Browser, email: str) -> Any:
    return browser.post("/sign-in", {"login": email})


def try_a_password(browser: Browser, email: str) -> Any:
    return browser.sign_in(email, "not the password of anybody")


def ask_for_a_code(browser: Browser, email: str) -> Any:
    return browser.ask_for_a_code(email)


def look_at_the_code_page(browser: Browser, email: str) -> Any:
    browser.ask_for_a_code(email)
    return browser.get("/sign-in/code")


def type_a_wrong_code(browser: Browser, email: str) -> Any:
    browser.ask_for_a_code(email)
    return browser.type_code("wrong")


def ask_again_for_the_code(browser: Browser, email: str) -> Any:
    browser.ask_for_a_code(email)
    return browser.post("/sign-in/code", {"action": "resend"})


def sign_up(browser: Browser, email: str) -> Any:
    return browser.sign_up(email, PASSWORD)


def look_at_the_page_after_signing_up(browser: Browser, email: str) -> Any:
    browser.sign_up(email, PASSWORD)
    return browser.get("/sign-up/confirm")


def type_a_wrong_code_after_signing_up(browser: Browser, email: str) -> Any:
    browser.sign_up(email, PASSWORD)
    return browser.prove("wrong")


def ask_for_a_new_password(browser: Browser, email: str) -> Any:
    return browser.post("/password", {"email": email})


def type_a_wrong_code_for_it(browser: Browser, email: str) -> Any:
    browser.post("/password", {"email": email})
    return browser.post("/password/code", {"code": "wrong"})


def ask_again_after_signing_up(browser: Browser, email: str) -> Any:
    browser.sign_up(email, PASSWORD)
    return browser.post("/sign-up/confirm", {"action": "resend"})


def call(browser: Browser, path: str, **body: Any) -> Any:
    return browser.post(f"/_allauth/browser/v1/auth/{path}", body, content_type="application/json")


def sign_up_over_json(browser: Browser, email: str) -> Any:
    return call(browser, "signup", email=email, password=PASSWORD)


def ask_again_after_signing_up_over_json(browser: Browser, email: str) -> Any:
    call(browser, "signup", email=email, password=PASSWORD)
    return call(browser, "email/verify/resend")


def type_a_wrong_code_after_signing_up_over_json(browser: Browser, email: str) -> Any:
    call(browser, "signup", email=email, password=PASSWORD)
    return call(browser, "email/verify", key="wrong")


def try_a_password_over_json(browser: Browser, email: str) -> Any:
    return call(browser, "login", email=email, password="not the password of anybody")


def ask_for_a_code_over_json(browser: Browser, email: str) -> Any:
    return call(browser, "code/request", email=email)


def type_a_wrong_code_over_json(browser: Browser, email: str) -> Any:
    call(browser, "code/request", email=email)
    return call(browser, "code/confirm", code="wrong")


def ask_for_a_new_password_over_json(browser: Browser, email: str) -> Any:
    return call(browser, "password/request", email=email)


def look_at_the_session_after_signing_up(browser: Browser, email: str) -> Any:
    call(browser, "signup", email=email, password=PASSWORD)
    return browser.get("/_allauth/browser/v1/auth/session")


WAYS = [
    tell_the_address, try_a_password, ask_for_a_code, look_at_the_code_page, type_a_wrong_code, ask_again_for_the_code,
    sign_up, look_at_the_page_after_signing_up, type_a_wrong_code_after_signing_up, ask_for_a_new_password,
    type_a_wrong_code_for_it, sign_up_over_json, type_a_wrong_code_after_signing_up_over_json, try_a_password_over_json,
    ask_for_a_code_over_json, type_a_wrong_code_over_json, ask_for_a_new_password_over_json,
    look_at_the_session_after_signing_up,
]  # fmt: skip
COSTLY = [
    try_a_password, ask_for_a_code, ask_for_a_new_password, sign_up, ask_again_after_signing_up, sign_up_over_json,
    ask_again_after_signing_up_over_json, try_a_password_over_json, ask_for_a_code_over_json,
    ask_for_a_new_password_over_json,
]  # fmt: skip


@pytest.mark.usefixtures("_ada")
class TestAnAddress:
    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("is_open", [True, False])
    def test_is_answered_alike(
        self, way: Callable[[Browser, str], Any], is_open: bool, hashes: list[str], mailbox: Mailbox
    ) -> None:
        open_site(is_open=is_open)

        told = [self._told(way, email, hashes) for email in (KNOWN, UNKNOWN)]

        assert told[0] == told[1]

    @pytest.mark.parametrize("way", COSTLY)
    def test_costs_as_many_statements_and_letters(self, way: Callable[[Browser, str], Any], mailbox: Mailbox) -> None:
        counts, letters = [], []
        for email in (KNOWN, UNKNOWN):
            cache.clear()
            Limit.objects.all().delete()
            with CaptureQueriesContext(connection) as asked:
                way(Browser(), email)
            counts.append(len(asked))
            letters.append(len(mailbox.letters(email)))

        assert abs(counts[0] - counts[1]) <= 2, counts
        assert letters[0] == letters[1]

    def test_that_somebody_has_lets_nobody_else_in_by_the_right_code(self, mailbox: Mailbox) -> None:
        """The code of a sign-up that was never mailed, guessed."""
        Limit.objects.all().delete()
        browser = Browser()
        browser.sign_up(KNOWN, "a password of a stranger")
        assert "already sign in" in mailbox.letter(KNOWN)["Subject"]

        browser.prove(browser.session["account_email_verification_code"]["code"])

        assert browser.person_id == ""
        stranger = Browser()
        stranger.sign_in(KNOWN, "a password of a stranger")
        assert stranger.person_id == ""

    def _told(self, way: Callable[[Browser, str], Any], email: str, hashes: list[str]) -> Any:
        cache.clear()
        hashes.clear()
        answer = way(Browser(), email)
        text = CHANGING.sub("", answer.content.decode()).replace(email, "ADDRESS")
        return answer.status_code, answer.headers.get("Location"), len(hashes), sorted(answer.cookies), text

    def test_unknown_gets_a_letter_only_where_one_can_sign_up(self, mailbox: Mailbox) -> None:
        open_site(is_open=True)
        Browser().ask_for_a_code(UNKNOWN)
        assert "Nobody signs in" in mailbox.letter(UNKNOWN)["Subject"]
        mailbox.forget()

        open_site(is_open=False)
        Browser().ask_for_a_code(UNKNOWN)
        assert mailbox.letters() == []


class TestALetter:
    @pytest.mark.parametrize("host", ["127.0.0.1", "testserver:8000"])
    def test_never_points_to_what_a_request_says(self, mailbox: Mailbox, host: str) -> None:
        open_site(by_link=True)

        Browser().post("/sign-up", {"email": UNKNOWN, "password1": PASSWORD}, headers={"host": host})

        assert mailbox.link(UNKNOWN).startswith("http://testserver/confirm/")
        assert host not in str(mailbox.letter(UNKNOWN)).replace("testserver/", "")


class TestWhereOneIsLedTo:
    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
            "https://testserver@evil.example", "///evil.example", "https://testserver/my/",
        ],
    )  # fmt: skip
    @pytest.mark.usefixtures("_ada")
    def test_is_never_another_site(self, elsewhere: str, mailbox: Mailbox) -> None:
        with_password, with_code = Browser(), Browser()
        with_code.post("/sign-in", {"login": KNOWN, "how": "code", "next": elsewhere})
        code = mailbox.code(KNOWN)

        answers = [
            with_password.sign_in(KNOWN, next=elsewhere),
            with_code.post("/sign-in/code", {"code": code, "next": elsewhere}),
            with_password.post(f"/sign-out?next={elsewhere}"),
        ]

        assert [answer.headers["Location"] for answer in answers] == ["/my/", "/my/", "/"]
