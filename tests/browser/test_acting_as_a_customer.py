"""A member of staff acts as a customer with a reason, is refused what is the customer's alone, and the customer sees it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import photograph, violations
from tests.browser.conftest import OpenWindow
from tests.browser.seed_customer import EMAIL, PASSWORD
from tests.browser.served import Served

pytestmark = pytest.mark.no_database

REASON = "Request 4711, an order that cannot be found"


@pytest.fixture(scope="module")
def ada(twofold: Served) -> str:
    return str(twofold.seed(Path(__file__).with_name("seed_customer.py")))


def _is_well(page: Page, name: str) -> None:
    photograph(page, f"acting-{name}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


class TestActingAsACustomer:
    def test_is_asked_why_shown_under_a_banner_and_told_to_them(
        self, page: Page, ada: str, open_window: OpenWindow
    ) -> None:
        self._begin(page, ada)
        self._look_around(page)
        self._end(page)
        self._see_it_as_ada(open_window().new_page())

    def _begin(self, page: Page, ada: str) -> None:
        page.goto(f"/people/{ada}")
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Act as…").click()
        dialog = page.get_by_role("dialog", name="Act as Ada Brandt")
        dialog.get_by_role("button", name="Act as Ada").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        dialog.get_by_label("Reason").fill(REASON)
        _is_well(page, "reason")
        dialog.get_by_role("button", name="Act as Ada").click()
        page.wait_for_url("**/my/")

    def _look_around(self, page: Page) -> None:
        expect(page.locator(".portal-banner")).to_contain_text("Ada Brandt")
        _is_well(page, "portal")
        refused = page.request.get("/my/security")
        assert refused.status == 403
        assert "Whoever acts as a customer does not do this" in refused.text()

    def _end(self, page: Page) -> None:
        page.goto("/staff")
        expect(page.get_by_text("You act as a customer in the portal")).to_be_visible()
        _is_well(page, "console")
        page.goto("/my/")
        page.locator(".portal-banner").get_by_role("button", name="End now").click()
        page.wait_for_url("**/people/*")
        expect(page.get_by_role("heading", name="Ada Brandt", level=1)).to_be_visible()

    def _see_it_as_ada(self, page: Page) -> None:
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/my/**")
        page.goto("/my/account/activity")
        expect(page.get_by_text("4711").first).to_be_visible()
        _is_well(page, "activity")
