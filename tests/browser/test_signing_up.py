"""Somebody new signs up with a code in a real browser, comes back with a password and with a code, and forgets the password."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import LOOKS, is_well
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served
from tests.browser.signing_in import press
from tests.mailbox import text_of

pytestmark = [pytest.mark.no_database, pytest.mark.usefixtures("a_flow_of_its_own")]

PASSWORD = "a quiet morning in Lisbon"
SEED = Path(__file__).with_name("seed_site.py")


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestSigningUp:
    def test_and_coming_back(self, open_window: OpenWindow, twofold: Served, look: str) -> None:
        twofold.seed(SEED)
        ada = f"ada.{look}@helio.example"
        page = open_window(**LOOKS[look]).new_page()

        page.goto("/sign-in")
        is_well(page, f"sign-in-{look}")
        page.get_by_role("link", name="Create an account").click()
        page.get_by_role("heading", name="Create an account").wait_for()
        page.get_by_label("E-mail", exact=True).fill(ada)
        is_well(page, f"sign-up-{look}")
        press(page, "Continue")
        expect(page.get_by_text("This field is required.")).to_be_visible()
        is_well(page, f"sign-up-refused-{look}")
        page.get_by_label("First name").fill("Ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("I accept: Terms of use").check()
        press(page, "Continue")

        page.get_by_role("heading", name="Check your e-mail").wait_for()
        is_well(page, f"sign-up-code-{look}")
        page.get_by_label("Code").fill(twofold.mailbox.code(ada, seconds=20))
        press(page, "Continue")

        page.get_by_role("heading", name="A little more").wait_for()
        is_well(page, f"sign-in-questions-{look}")
        page.get_by_label("Country").select_option("NO")
        press(page, "Continue")
        expect(page).to_have_url(f"{twofold.url}/my/")

        self._comes_back(open_window(**LOOKS[look]).new_page(), ada, twofold, look)

    def _comes_back(self, page: Page, ada: str, twofold: Served, look: str) -> None:
        page.goto("/my/")
        page.get_by_label("E-mail").fill(ada)
        press(page, "Continue")
        expect(page.get_by_label("Password")).to_be_visible()
        is_well(page, f"sign-in-how-{look}")
        twofold.mailbox.forget()
        press(page, "E-mail me a code")
        page.get_by_role("heading", name="Check your e-mail").wait_for()
        is_well(page, f"sign-in-code-{look}")
        page.get_by_label("Code").fill("000 000")
        press(page, "Continue")
        expect(page.get_by_text("This is not the code.")).to_be_visible()
        page.get_by_label("Code").fill(twofold.mailbox.code(ada, seconds=20))
        press(page, "Continue")
        expect(page).to_have_url(f"{twofold.url}/my/")


def test_a_letter_is_well(open_window: OpenWindow, twofold: Served, look: str) -> None:
    twofold.seed(SEED)
    address = f"letter.{look}@helio.example"
    page = open_window(**LOOKS[look]).new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    press(page, "Continue")
    press(page, "E-mail me a code")
    page.get_by_role("heading", name="Check your e-mail").wait_for()

    page.set_content(text_of(twofold.mailbox.letter(address, seconds=20), "html"))

    is_well(page, f"letter-{look}")
