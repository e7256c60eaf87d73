"""In a real browser: somebody connects what they have elsewhere, signs out, comes back with it, and parts with it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.access.issuer import Issuer, running_issuer
from tests.browser.chromium import LOOKS, is_well
from tests.browser.conftest import OpenWindow
from tests.browser.seed_elsewhere import EMAIL, ISSUER, PASSWORD, WITHOUT_PASSWORD
from tests.browser.served import Served
from tests.browser.signing_in import press, send, sign_in

pytestmark = [pytest.mark.no_database, pytest.mark.usefixtures("a_flow_of_its_own")]

SEED = Path(__file__).with_name("seed_elsewhere.py")


@pytest.fixture
def issuer(twofold: Served) -> Iterator[Issuer]:
    with running_issuer() as issuer:
        issuer.about = {"email": "lina@elsewhere.example", "sub": "lina"}
        twofold.environment[ISSUER] = issuer.address
        twofold.seed(SEED)
        yield issuer


@pytest.mark.usefixtures("issuer")
@pytest.mark.parametrize("look", LOOKS)
def test_connecting_and_coming_back_and_parting(open_window: OpenWindow, twofold: Served, look: str) -> None:
    page = open_window(**LOOKS[look]).new_page()
    twofold.mailbox.forget()
    sign_in(page, EMAIL, PASSWORD, onward="/my/")
    page.wait_for_url("**/my/")

    page.goto("/my/security/logins")
    is_well(page, f"connected-logins-none-{look}")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("You can sign in with Atlas ID from now on.")).to_be_visible()
    expect(page.get_by_text("lina@elsewhere.example")).to_be_visible()
    is_well(page, f"connected-logins-{look}")
    page.goto("/my/security")
    is_well(page, f"security-with-logins-{look}")

    page.goto("/sign-out")
    send(page, "Sign out")
    lose_the_password(twofold)
    page.goto("/sign-in?next=/my/security/logins")
    press(page, "Atlas ID")
    expect(page.get_by_text("lina@elsewhere.example")).to_be_visible()

    page.get_by_role("link", name="Disconnect").click()
    expect(page.get_by_text("Atlas ID is your only way to sign in.")).to_be_visible()
    is_well(page, f"disconnect-last-login-{look}")
    page.get_by_role("link", name="Choose a password").click()
    page.get_by_label("password").fill(PASSWORD)
    press(page, "Save")
    expect(page.get_by_text("Your password was changed.")).to_be_visible()
    page.goto("/my/security/logins")
    page.get_by_role("link", name="Disconnect").click()
    expect(page.get_by_role("heading", name="Disconnect Atlas ID?")).to_be_visible()
    is_well(page, f"disconnect-login-{look}")
    press(page, "Disconnect")
    expect(page.get_by_text("Atlas ID was disconnected.")).to_be_visible()
    wait_for_letter(twofold, "A provider was disconnected")


@pytest.mark.parametrize("look", LOOKS)
def test_going_there(open_window: OpenWindow, issuer: Issuer, look: str) -> None:
    page = open_window(**LOOKS[look]).new_page()
    page.route(f"{issuer.address}/authorize*", lambda route: route.fulfill(status=204))
    page.goto("/sign-in")

    press(page, "Atlas ID")

    expect(page.get_by_role("heading", name="On to 127.0.0.1")).to_be_visible()
    is_well(page, f"on-to-elsewhere-{look}")


def wait_for_letter(twofold: Served, subject: str) -> None:
    """Others come, too, in an order of their own."""
    deadline = time.monotonic() + 30
    while subject not in {letter["Subject"] for letter in twofold.mailbox.letters(EMAIL)}:
        assert time.monotonic() < deadline, f"No letter said: {subject}"
        time.sleep(0.1)


def lose_the_password(twofold: Served) -> None:
    """At a site that sends no codes."""
    twofold.environment[WITHOUT_PASSWORD] = "1"
    twofold.seed(SEED)
    del twofold.environment[WITHOUT_PASSWORD]
