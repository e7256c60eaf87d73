"""A customer's own walk through the portal, on a phone and on a desk, in light and in dark: nothing is cut, axe finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import faults, too_wide
from tests.browser.conftest import OpenWindow
from tests.browser.seed_customer import EMAIL, PASSWORD
from tests.browser.served import Served
from tests.browser.signing_in import sign_in
from tests.pictures import a_logo

pytestmark = pytest.mark.no_database

PAGES = (
    "/my/",
    "/my/account",
    "/my/account/profile",
    "/my/account/addresses",
    "/my/account/consents",
    "/my/account/activity",
    "/my/account/data",
    "/my/account/delete",
    "/my/security/devices",
    "/my/requests",
)
Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark"))
AXE_LOOKS = frozenset({(1280, "light"), (360, "dark")})  # between them every width and every colour


@pytest.fixture
def page(open_window: OpenWindow, twofold: Served) -> Page:
    """Ada, of Helio Pumps, who has just signed in."""
    twofold.seed(Path(__file__).with_name("seed_customer.py"))
    page = open_window(reduced_motion="reduce").new_page()
    sign_in(page, EMAIL, PASSWORD)
    page.wait_for_url("**/my/**")
    return page


def test_a_customer_walks_through_the_portal(page: Page) -> None:
    found = [*_shows_her_face(page), *_is_somebody_else(page), *_looks_after_herself(page)]

    assert found == [], "\n".join(found)


def _shows_her_face(page: Page) -> Iterator[str]:
    page.goto("/my/account")
    page.get_by_role("link", name="Edit profile").click()
    page.get_by_label("A JPEG, PNG or WebP file").set_input_files(
        {"name": "ada.png", "mimeType": "image/png", "buffer": a_logo()}
    )
    page.get_by_role("button", name="Show this photo").click()
    page.get_by_role("button", name="Show no photo").wait_for()
    page.goto("/my/account")
    expect(page.locator(".portal-me img")).to_be_visible()
    yield from _is_well(page, "portal-account")


def _is_somebody_else(page: Page) -> Iterator[str]:
    """She acts for Helio, looks at it, and is herself again."""
    page.get_by_role("button", name="Act as").click()
    yield from _is_well(page, "portal-contexts")
    page.get_by_role("button", name="Helio Pumps").first.click()
    page.wait_for_url("**/my/")
    expect(page.get_by_role("button", name="Act as: Helio Pumps")).to_be_visible()
    yield from _is_well(page, "portal-home-of-helio")
    page.get_by_role("button", name="Act as").click()
    page.get_by_role("button", name=f"Me {EMAIL}").click()
    expect(page.get_by_role("button", name="Act as: Me")).to_be_visible()
    yield from _is_well(page, "portal-home")


def _looks_after_herself(page: Page) -> Iterator[str]:
    page.get_by_role("button", name="account and sign-out").click()
    page.locator("#person-menu").get_by_role("link", name="Security").click()
    page.get_by_role("heading", name="Security", level=1).wait_for()
    yield from _is_well(page, "portal-security")
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        yield from _is_well(page, path.strip("/").replace("/", "-").replace("my-", "portal-", 1))


def _is_well(page: Page, name: str) -> Iterator[str]:
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)
        here = f"{name}-{width}-{scheme}"
        if (width, scheme) in AXE_LOOKS:
            yield from faults(page, here)
        else:
            yield from (f"{here}: {each}" for each in too_wide(page))
    page.set_viewport_size({"width": 1280, "height": 740})
