"""Whoever has mistyped too often lets their browser work for a moment, and comes in."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.chromium import photograph, violations
from tests.browser.conftest import OpenWindow
from tests.browser.served import PASSWORD, Served

pytestmark = pytest.mark.no_database
RUTH = "ruth@twofold.example"


@pytest.fixture(scope="module")
def mistyped_thrice(twofold: Served, browser: object) -> str:
    """The address of a colleague who needs a proof from now on."""
    twofold.run("admin", "create", RUTH, "--name", "Ruth Adler")
    return RUTH


def mistype(page: Page, address: str, times: int) -> None:
    """Come to the step that asks for a password, and give another one."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Continue").click()
    for _ in range(times):
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("do not go together").wait_for()


def test_whoever_mistypes_thrice_proves_to_be_a_person_and_comes_in(
    open_window: OpenWindow, mistyped_thrice: str
) -> None:
    page = open_window(viewport={"width": 360, "height": 740}).new_page()
    mistype(page, mistyped_thrice, 3)

    page.get_by_text("Making sure that you are a person").or_(page.get_by_text("Thank you, that is done.")).wait_for()
    photograph(page, "sign-in-challenge-360")
    assert violations(page) == []
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("heading", name="Home", level=1).wait_for()


def test_whoever_presses_before_the_page_has_loaded_its_scripts_comes_in_too(
    open_window: OpenWindow, mistyped_thrice: str
) -> None:
    page = open_window().new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/app-*.js", hold)
    page.goto("/sign-in", wait_until="commit")
    page.get_by_label("E-mail").fill(mistyped_thrice)
    page.get_by_role("button", name="Continue").click(no_wait_after=True)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    page.wait_for_timeout(300)
    for route in held[-1:]:
        route.continue_()
    page.unroute("**/app-*.js")

    page.get_by_role("heading", name="Home", level=1).wait_for()
