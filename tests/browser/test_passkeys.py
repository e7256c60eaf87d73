"""Passkeys and second steps in a real browser, with an authenticator that Chromium itself plays."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.chromium import photograph, violations
from tests.browser.conftest import OpenWindow
from tests.browser.served import EMAIL, PASSWORD, Served

pytestmark = pytest.mark.no_database

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
def page(open_window: OpenWindow) -> Page:
    return open_window().new_page()


@pytest.fixture
def authenticator(page: Page) -> Iterator[CDPSession]:
    """The device whose keys sign; it is unlocked by the one who holds it."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable", {"enableUI": False})
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield device
    device.detach()


def looked_at(page: Page, name: str) -> None:
    """In light, dark and on a phone; axe has nothing against it, and nothing is cut off."""
    found: list[str] = []
    for look, (scheme, width) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        photograph(page, f"security-{name}-{look}")
        found += [f"{name} {look}: {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name} {look}: wider than the window")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1100, "height": 800})
    assert found == []


def sign_in_with_password(page: Page) -> None:
    page.goto("/sign-in?next=/my/security")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")


def code_of(secret: str, *, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def is_at_security(page: Page) -> None:
    page.get_by_role("heading", name="Security", level=1).wait_for()


def test_one_signs_in_with_a_passkey_then_in_two_steps_then_with_a_recovery_code(
    page: Page, authenticator: CDPSession, twofold: Served
) -> None:
    sign_in_with_password(page)
    is_at_security(page)
    looked_at(page, "overview-new")
    makes_a_passkey(page)
    assert twofold.mailbox.letter(EMAIL, seconds=20)["Subject"] == "A passkey was added"

    sign_out(page)
    page.goto("/sign-in?next=/my/security")
    is_at_security(page)  # it is offered while one types, and this device says yes by itself
    secret = sets_up_an_app(page)
    codes = keeps_the_codes(page)

    authenticator.send("WebAuthn.disable")
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
    page.get_by_role("link", name="Set up: Authenticator app").click()
    page.get_by_text("You cannot scan it?").click()
    secret = page.locator(".security-secret").inner_text().replace(" ", "")
    looked_at(page, "app-add")
    page.get_by_label("Type the code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    return secret


def keeps_the_codes(page: Page) -> list[str]:
    page.get_by_role("button", name="Show my codes").click()
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
