"""Somebody wants in by another's phone, wants to know whose it is, or wants texts to cost the company dearly."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.makers import nothing_tried
from tests.portal.customers import Browser
from tests.portal.phones import MOBILE, ask_for_a_text, open_to_phones, type_texted, with_a_phone
from tests.portal.proving import prove
from tests.textbox import TextBox
from twofold.access.models import Phone
from twofold.access.passwords import Argon2
from twofold.core.models import AuditNote

UNKNOWN = "+351912345679"
CHANGING = re.compile(r'(csrf[^"]*" (?:value|content)|nonce)="[^"]*"')


@pytest.fixture
def _ada(textbox: TextBox) -> None:
    open_to_phones()
    with_a_phone()


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The work that costs time."""
    done: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2, name)

        def work(*args: Any, name: str = name, real: Callable[..., Any] = real, **kwargs: Any) -> Any:
            done.append(name)
            return real(*args, **kwargs)

        monkeypatch.setattr(Argon2, name, work)
    return done


def ask(browser: Browser, number: str) -> Any:
    return ask_for_a_text(browser, number)


def look(browser: Browser, number: str) -> Any:
    ask(browser, number)
    return browser.get("/sign-in/phone")


def guess(browser: Browser, number: str) -> Any:
    ask(browser, number)
    return type_texted(browser, "wrong")


def guess_until_nothing_holds(browser: Browser, number: str) -> Any:
    ask(browser, number)
    for _ in range(6):
        answer = type_texted(browser, "wrong")
    return answer


def ask_again(browser: Browser, number: str) -> Any:
    ask(browser, number)
    return browser.post("/sign-in/phone", {"action": "resend"})


def ask_too_often(browser: Browser, number: str) -> Any:
    ask(browser, number)
    for _ in range(4):
        answer = browser.post("/sign-in/phone", {"action": "resend"})
    return answer


def over_json(path: str, **body: str) -> Callable[[Browser, str], Any]:
    def call(browser: Browser, number: str) -> Any:
        browser.post("/_allauth/browser/v1/auth/code/request", {"phone": number}, content_type="application/json")
        return browser.post(f"/_allauth/browser/v1/{path}", {"phone": number} | body, content_type="application/json")

    return call


WAYS = (
    *(ask, look, guess, guess_until_nothing_holds, ask_again, ask_too_often),
    *(over_json("auth/code/request"), over_json("auth/code/resend"), over_json("auth/code/confirm", code="wrong")),
)


@pytest.mark.usefixtures("_ada")
class TestWhetherANumberSignsIn:
    @pytest.mark.parametrize("way", WAYS)
    def test_shows_in_no_word_status_or_work(self, way: Callable[..., Any], hashes: list[str]) -> None:
        told, counts = [], []
        for number in (MOBILE, UNKNOWN):
            nothing_tried()
            AuditNote.objects.all().delete()
            cache.clear()
            hashes.clear()
            with CaptureQueriesContext(connection) as asked:
                answer = way(Browser(), number)
            text = CHANGING.sub("", answer.content.decode()).replace("•78", "•••").replace("•79", "•••")
            told.append((answer.status_code, answer.headers.get("Location"), [*hashes], sorted(answer.cookies), text))
            counts.append(len(asked))

        assert told[0] == told[1]
        assert abs(counts[0] - counts[1]) <= 1, counts


@pytest.mark.usefixtures("_ada")
class TestGuessing:
    def test_ends_after_five_tries_also_with_the_right_code(self, textbox: TextBox) -> None:
        browser = Browser()
        ask(browser, MOBILE)
        right = textbox.code(MOBILE)
        for _ in range(5):
            type_texted(browser, "000000" if right != "000000" else "111111")

        type_texted(browser, right)

        assert browser.person_id == ""

    def test_goes_no_further_by_asking_again_and_again(self, textbox: TextBox) -> None:
        for _ in range(3):
            browser = Browser()
            for _ in range(4):
                ask(browser, MOBILE)
                browser.post("/sign-in/phone", {"action": "resend"})

        assert len(textbox.texts(MOBILE)) == 3, "whatever browser asks, and however"

    def test_goes_no_further_by_writing_the_number_otherwise(self, textbox: TextBox) -> None:
        for written in ("912345678", "912 345 678", "00351 912345678", "+351912345678", "912-345-678", "(912)345678"):
            ask(Browser(), written)

        assert len(textbox.texts(MOBILE)) == 3

    def test_goes_no_further_across_numbers(self, textbox: TextBox) -> None:
        numbers = [f"+3519124000{number:02}" for number in range(40)]
        for number in numbers:
            with_a_phone(f"{number[1:]}@helio.example", number)

        for number in numbers:
            ask(Browser(), number)

        assert len(textbox.texts()) == 10, "in a minute, from one network"

    def test_needs_a_proof_of_work_soon(self, textbox: TextBox) -> None:
        for _ in range(3):
            ask(Browser(), MOBILE)

        page = ask(Browser(), "912 345 678").content.decode()

        assert "Make sure that you are a person" in page
        assert "data-challenge" in page

    def test_is_no_use_with_the_code_of_another_number(self, textbox: TextBox) -> None:
        with_a_phone("eve@helio.example", UNKNOWN)
        eve, other = Browser(), Browser()
        ask(eve, UNKNOWN)
        ask(other, MOBILE)

        type_texted(other, textbox.code(UNKNOWN))

        if textbox.code(UNKNOWN) != textbox.code(MOBILE):
            assert other.person_id == ""

    def test_the_code_of_adding_a_phone_signs_nobody_in(self, textbox: TextBox) -> None:
        eve, stranger = Browser(), Browser()
        eve.force_login(with_a_phone("eve@helio.example", UNKNOWN))
        prove(eve)
        eve.post("/my/account/phones", {"phone": "+351912345670"})
        code = textbox.code("+351912345670")

        ask(stranger, "+351912345670")
        type_texted(stranger, code)

        assert stranger.person_id == ""


@pytest.mark.usefixtures("_ada")
class TestTollFraud:
    def test_ends_at_the_ceiling_of_the_day(self, textbox: TextBox) -> None:
        numbers = [f"+3519124000{number:02}" for number in range(5)]
        for number in numbers:
            with_a_phone(f"{number[1:]}@helio.example", number)

        with override_settings(SMS_PER_DAY=3):
            answers = [ask(Browser(), number) for number in numbers]

        assert len(textbox.texts()) == 3
        assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
        assert "No more codes can be sent now" in answers[-1].content.decode()

    def test_is_not_let_run_into_the_ceiling_by_numbers_that_nobody_has(self, textbox: TextBox) -> None:
        with override_settings(SMS_PER_DAY=3):
            for number in range(5):
                ask(Browser(), f"+3519125000{number:02}")
            ask(Browser(), MOBILE)

        assert len(textbox.texts(MOBILE)) == 1

    def test_is_no_use_by_adding_phones_one_after_the_other(self, textbox: TextBox) -> None:
        browser = Browser()
        browser.force_login(with_a_phone("eve@helio.example", UNKNOWN))
        prove(browser)

        for number in range(8):
            browser.post("/my/account/phones", {"phone": f"+3519126000{number:02}"})

        assert len(textbox.texts()) == 5, "in an hour"

    def test_never_calls_numbers_of_a_price_of_their_own(self, textbox: TextBox) -> None:
        Phone.objects.update(number="+19005551234")

        ask(Browser(), "+1 900 555 1234")

        assert textbox.texts() == []
