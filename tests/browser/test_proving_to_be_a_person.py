"""Whoever has mistyped too often lets their browser work for a moment, and comes in."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.chromium import photograph, violations
from tests.browser.conftest import OpenWindow
from tests.browser.served import PASSWORD, Served
from tests.browser.signing_in import press, send

pytestmark = pytest.mark.no_database


def mistype_thrice(page: Page, twofold: Served, address: str, name: str) -> None:
    """A colleague of this test's own gives another password than theirs, and needs a proof from then on."""
    twofold.run("admin", "create", address, "--name", name)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    press(page, "Continue")
    for _ in range(3):
        page.get_by_label("Password").fill("not this one")
        send(page, "Sign in")
        page.get_by_text("do not go together").wait_for()


def test_whoever_mistypes_thrice_proves_to_be_a_person_and_comes_in(open_window: OpenWindow, twofold: Served) -> None:
    page = open_window(viewport={"width": 360, "height": 740}).new_page()
    mistype_thrice(page, twofold, "ruth@twofold.example", "Ruth Adler")

    page.get_by_text("Making sure that you are a person").or_(page.get_by_text("Thank you, that is done.")).wait_for()
    photograph(page, "sign-in-challenge-360")
    assert violations(page) == []
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("heading", name="Home", level=1).wait_for()


def test_whoever_presses_before_the_page_has_loaded_its_scripts_comes_in_too(
    open_window: OpenWindow, twofold: Served
) -> None:
    page = open_window().new_page()
    mistype_thrice(page, twofold, "selma@twofold.example", "Selma Lind")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/app-*.js", hold)
    page.goto("/sign-in", wait_until="commit")
    page.get_by_label("E-mail").fill("selma@twofold.example")
    page.get_by_role("button", name="Continue").click(no_wait_after=True)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    page.wait_for_timeout(300)
    for route in held[-1:]:
        route.continue_()
    page.unroute("**/app-*.js")

    page.get_by_role("heading", name="Home", level=1).wait_for()
