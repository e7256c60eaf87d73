"""A customer proves a phone in My account, goes, and comes back with a code that is texted to it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import LOOKS, is_well
from tests.browser.conftest import OpenWindow
from tests.browser.seed_phones import EMAIL, PASSWORD
from tests.browser.served import Served
from tests.browser.signing_in import press, sign_in

pytestmark = [pytest.mark.no_database, pytest.mark.usefixtures("a_flow_of_its_own")]

MOBILE, OTHER = "+351912345678", "+351933333333"
SOON = 60  # on a busy machine the worker takes its time


@pytest.fixture(scope="module")
def _ines(twofold: Served) -> None:
    twofold.seed(Path(__file__).with_name("seed_phones.py"))


@pytest.mark.usefixtures("_ines")
def test_a_phone_is_proven_and_signs_in_from_then_on(open_window: OpenWindow, twofold: Served) -> None:
    page = open_window(**LOOKS["360"]).new_page()
    sign_in(page, EMAIL, PASSWORD)
    page.wait_for_url("**/my/")
    forget_what_was_merely_said(page)
    prove(page, "912 345 678", lambda: twofold.textbox.code(MOBILE, seconds=SOON))
    prove(page, "+351 933 333 333", lambda: twofold.textbox.code(OTHER, seconds=SOON))
    look_after_them(page)
    page.context.clear_cookies()

    page.goto("/sign-in")
    is_well(page, "phones-sign-in-360")
    page.get_by_label("E-mail or mobile number").fill("(933) 333 333")
    twofold.textbox.forget()
    press(page, "Continue")
    expect(page.get_by_text("If somebody signs in with +351 ••• ••• •33")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    press(page, "Continue")
    expect(page.get_by_text("This is not the code")).to_be_visible()
    is_well(page, "phones-sign-in-code-360")
    press(page, "Send it again")
    expect(page.get_by_text("Another code is on its way")).to_be_visible()
    while len(twofold.textbox.texts(OTHER)) < 2:
        page.wait_for_timeout(100)
    page.get_by_label("Code").fill(twofold.textbox.code(OTHER))
    press(page, "Continue")

    page.wait_for_url("**/my/")


def prove(page: Page, number: str, code: Callable[[], str]) -> None:
    page.goto("/my/account/phones")
    page.get_by_label("Another mobile number").fill("12")
    press(page, "Send the code")
    expect(page.get_by_text("This is no number that text messages can be sent to")).to_be_visible()
    is_well(page, "phones-refused-360")
    page.get_by_label("Another mobile number").fill(number)
    press(page, "Send the code")
    page.get_by_role("heading", name="Bring the code").wait_for()
    is_well(page, "phones-confirm-360")
    page.get_by_label("Code").fill(code())
    press(page, "Add the phone")
    expect(page.get_by_text("is yours.")).to_be_visible()


def forget_what_was_merely_said(page: Page) -> None:
    page.goto("/my/account/phones")
    expect(page.get_by_text("Not confirmed")).to_be_visible()
    is_well(page, "phones-not-confirmed-360")
    page.get_by_role("button", name=re.compile("^Remove.*966")).click()
    expect(page.get_by_text("+351 966 666 666 is removed.")).to_be_visible()


def look_after_them(page: Page) -> None:
    is_well(page, "phones-listed-360")
    page.get_by_role("button", name=re.compile("^Make it the first.*933")).click()
    expect(page.get_by_text("We reach you at +351 933 333 333 from now on.")).to_be_visible()
    page.goto("/my/account")
    is_well(page, "phones-my-account-360")
    page.goto("/my/account/activity")
    expect(page.get_by_text("You made +351933333333 your first number")).to_be_visible()
    expect(page.get_by_text("You removed +351966666666")).to_be_visible()
