"""Passkeys and second steps in a real browser, with an authenticator that Chromium itself plays."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.chromium import faults
from tests.browser.conftest import OpenWindow
from tests.browser.served import PASSWORD, Served
from tests.browser.signing_in import send, sign_in

pytestmark = [pytest.mark.no_database, pytest.mark.timeout(400)]

EMAIL = "piet@twofold.example"
LOOKS: dict[str, tuple[Any, int]] = {"light": ("light", 1100), "dark": ("dark", 1100), "360": ("light", 360)}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(open_window: OpenWindow, twofold: Served) -> Page:
    """Where a colleague of this test's own signs in: whoever has two steps is asked for both by every test after it."""
    twofold.run("admin", "create", EMAIL, "--name", "Piet de Boer")
    return open_window().new_page()


class Device:
    """What keeps the keys and is unlocked by the one who holds it, unless it is away."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable", {"enableUI": False})
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    def is_away(self, away: bool) -> None:
        told = {"authenticatorId": self.id, "enabled": not away}
        self.session.send("WebAuthn.setAutomaticPresenceSimulation", told)


@pytest.fixture
def device(page: Page) -> Device:
    return Device(page)


def looked_at(page: Page, name: str) -> None:
    """In light, dark and on a phone; axe has nothing against it, and nothing is cut off."""
    found: list[str] = []
    for look, (scheme, width) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found += faults(page, f"security-{name}-{look}")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1100, "height": 800})
    assert found == []


def sign_in_with_password(page: Page) -> None:
    sign_in(page, EMAIL, PASSWORD, onward="/my/security")


def sign_out(page: Page) -> None:
    page.goto("/sign-out")
    send(page, "Sign out")


def code_of(secret: str, *, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def is_at_security(page: Page) -> None:
    page.get_by_role("heading", name="Security", level=1).wait_for()


def test_one_signs_in_with_a_passkey_then_in_two_steps_then_with_a_recovery_code(
    page: Page, device: Device, twofold: Served
) -> None:
    sign_in_with_password(page)
    is_at_security(page)
    looked_at(page, "overview-new")
    makes_a_passkey(page)
    assert twofold.mailbox.letter(EMAIL, seconds=20)["Subject"] == "A passkey was added"

    device.is_away(True)
    sign_out(page)
    page.goto("/sign-in?next=/my/security")
    page.get_by_role("button", name="Use a passkey").wait_for()
    looked_at(page, "sign-in")
    device.is_away(False)
    page.get_by_role("button", name="Use a passkey").click()
    is_at_security(page)

    sign_out(page)
    page.goto("/sign-in?next=/my/security")
    is_at_security(page)  # it is offered while one types, and this device says yes by itself
    secret = sets_up_an_app(page)
    codes = keeps_the_codes(page)

    device.is_away(True)
    sign_out(page)
    sign_in_with_password(page)
    page.get_by_label("Code").wait_for()
    looked_at(page, "second-step")
    page.get_by_label("Code").fill(code_of(secret, later=1))
    page.get_by_role("button", name="Continue").click()
    is_at_security(page)

    sign_out(page)
    sign_in_with_password(page)
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(codes[3])
    page.get_by_label("Do not ask this browser again").check()
    page.get_by_role("button", name="Continue").click()
    is_at_security(page)
    expect(page.get_by_text("9 codes left")).to_be_visible()
    trusts_this_browser(page)


def makes_a_passkey(page: Page) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("heading", name="Add a passkey").wait_for()
    looked_at(page, "passkey-add")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Your passkey is ready").wait_for()
    looked_at(page, "passkeys")


def sets_up_an_app(page: Page) -> str:
    page.goto("/my/security/two-step")
    looked_at(page, "two-step-off")
    page.get_by_role("link", name="Set up").click()
    page.get_by_text("You cannot scan it?").click()
    secret = page.locator(".security-secret").inner_text().replace(" ", "")
    looked_at(page, "app-add")
    page.get_by_label("Type the code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    return secret


def keeps_the_codes(page: Page) -> list[str]:
    page.get_by_role("heading", name="Keep these codes").wait_for()
    looked_at(page, "codes")
    codes = page.locator(".security-codes code").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    assert codes[0] in kept.value.path().read_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("heading", name="Two-step sign-in").wait_for()
    looked_at(page, "two-step-on")
    return codes


def trusts_this_browser(page: Page) -> None:
    sign_out(page)
    sign_in_with_password(page)
    is_at_security(page)
    page.goto("/my/security/devices")
    expect(page.get_by_text(re.compile("This browser"))).to_be_visible()
    looked_at(page, "devices")
    page.goto("/my/security/two-step")
    looked_at(page, "two-step-trusted")
    page.goto("/my/security/password")
    looked_at(page, "password")
