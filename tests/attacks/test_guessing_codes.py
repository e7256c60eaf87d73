"""A code has six digits, so whoever may guess often enough guesses right: at once, after each new code, at many addresses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.mailbox import Mailbox
from tests.makers import SYSTEM, nothing_tried
from tests.portal.customers import Browser, open_site
from twofold.core.unit import unit_of_work

ADA = "ada@helio.example"
AT_ONCE = 12


def wrong_for(code: str, turn: int = 0) -> str:
    return f"{(int(code) + 1 + turn) % 10**6:06}"


def is_in(browser: Browser) -> bool:
    with unit_of_work(SYSTEM):
        return bool(browser.person_id)


def let_ada_sign_up(mailbox: Mailbox) -> None:
    with unit_of_work(SYSTEM):
        open_site()
    browser = Browser()
    browser.sign_up(ADA)
    browser.prove(mailbox.code(ADA))
    mailbox.forget()


def at_once_in(browser: Browser, work: Callable[[Browser, int], object]) -> None:
    """The same work in twelve tabs of one browser, each with its number."""
    together = Barrier(AT_ONCE)

    def go(turn: int) -> None:
        tab = Browser()
        tab.cookies = browser.cookies
        together.wait(timeout=20)
        try:
            work(tab, turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(go, range(AT_ONCE)))


@pytest.fixture
def eve(committed: None, mailbox: Mailbox) -> Browser:
    """A browser for which Ada got a code."""
    let_ada_sign_up(mailbox)
    browser = Browser()
    browser.ask_for_a_code(ADA)
    return browser


class TestManyGuesses:
    def test_at_once_count_one_by_one(self, eve: Browser, mailbox: Mailbox) -> None:
        code = mailbox.code(ADA)

        at_once_in(eve, lambda tab, turn: tab.type_code(wrong_for(code, turn)))
        eve.type_code(code)

        assert not is_in(eve)

    def test_are_not_put_back_by_pages_that_are_opened_meanwhile(self, eve: Browser, mailbox: Mailbox) -> None:
        code = mailbox.code(ADA)

        def guess_or_look(tab: Browser, turn: int) -> None:
            if turn % 2 == 0:
                tab.type_code(wrong_for(code, turn))
                return
            for again in range(5):
                tab.get(f"/sign-in?anonymous_id={turn}-{again}")

        at_once_in(eve, guess_or_look)
        eve.type_code(code)

        assert not is_in(eve)

    def test_after_each_new_code_come_to_an_end(self, eve: Browser, mailbox: Mailbox) -> None:
        letters = {str(letter) for letter in mailbox.letters(ADA)}
        for at in range(12):
            browser = Browser(REMOTE_ADDR=f"203.0.113.{at}")
            browser.ask_for_a_code(ADA)
            letters |= {str(letter) for letter in mailbox.letters(ADA)}
            for turn in range(5):
                browser.type_code(f"{turn:06}")

        assert len(letters) <= 4

    def test_are_not_spread_over_many_addresses(self, eve: Browser, mailbox: Mailbox) -> None:
        for at in range(40):
            browser = Browser()
            browser.ask_for_a_code(f"p{at}@helio.example")
            browser.type_code("123456")

        assert len(mailbox.letters()) < 25

    def test_of_an_earlier_code_are_wrong_once_there_is_another(self, eve: Browser, mailbox: Mailbox) -> None:
        before = mailbox.code(ADA)
        mailbox.forget()
        with unit_of_work(SYSTEM):
            nothing_tried()
        eve.post("/sign-in/code", {"action": "resend"})
        assert mailbox.code(ADA) != before

        eve.type_code(before)

        assert not is_in(eve)

    def test_of_the_code_in_another_browser_are_wrong(self, eve: Browser, mailbox: Mailbox) -> None:
        other = Browser()
        other.ask_for_a_code("bob@helio.example")

        other.type_code(mailbox.code(ADA))

        assert not is_in(other)
