"""In a real browser: somebody connects what they have elsewhere, signs out, comes back with it, and parts with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.access.issuer import Issuer, running_issuer
from tests.browser.conftest import OpenWindow
from tests.browser.seed_elsewhere import EMAIL, ISSUER, PASSWORD
from tests.browser.served import Served
from tests.browser.test_every_page import LOOKS
from tests.browser.test_signing_up import is_well, press

pytestmark = pytest.mark.no_database

SEED = Path(__file__).with_name("seed_elsewhere.py")


@pytest.fixture
def issuer(twofold: Served) -> Iterator[Issuer]:
    with running_issuer() as issuer:
        issuer.about = {"email": "lina@elsewhere.example", "sub": "lina"}
        twofold.environment[ISSUER] = issuer.address
        twofold.seed(SEED)
        yield issuer


def sign_in(page: Page) -> None:
    page.goto("/my/")
    page.get_by_label("E-mail").fill(EMAIL)
    press(page, "Continue")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url("**/my/")


@pytest.mark.usefixtures("issuer")
@pytest.mark.parametrize("look", LOOKS)
def test_connecting_and_coming_back_and_parting(open_window: OpenWindow, twofold: Served, look: str) -> None:
    page = open_window(**LOOKS[look]).new_page()
    sign_in(page)

    page.goto("/my/security/logins")
    is_well(page, "connected-logins-none", look)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("You can sign in with Atlas ID from now on.")).to_be_visible()
    expect(page.get_by_text("lina@elsewhere.example")).to_be_visible()
    is_well(page, "connected-logins", look)
    page.goto("/my/security")
    is_well(page, "security-with-logins", look)

    page.goto("/sign-out")
    press(page, "Sign out")
    page.goto("/sign-in?next=/my/security/logins")
    press(page, "Atlas ID")
    expect(page.get_by_text("lina@elsewhere.example")).to_be_visible()

    twofold.mailbox.forget()
    page.get_by_role("link", name="Disconnect").click()
    is_well(page, "disconnect-login", look)
    press(page, "Disconnect")
    expect(page.get_by_text("Atlas ID was disconnected.")).to_be_visible()
    assert twofold.mailbox.letter(EMAIL, seconds=20)["Subject"] == "A provider was disconnected"
