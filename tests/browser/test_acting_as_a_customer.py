"""A member of staff acts as a customer with a reason, is refused what is the customer's alone, and the customer sees it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import is_well
from tests.browser.conftest import OpenWindow
from tests.browser.seed_customer import EMAIL, PASSWORD
from tests.browser.served import Served
from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.no_database

REASON = "Request 4711, an order that cannot be found"


@pytest.fixture(scope="module")
def ada(twofold: Served) -> str:
    return str(twofold.seed(Path(__file__).with_name("seed_customer.py")))


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
        is_well(page, "acting-reason")
        dialog.get_by_role("button", name="Act as Ada").click()
        page.wait_for_url("**/my/")

    def _look_around(self, page: Page) -> None:
        expect(page.locator(".portal-banner")).to_contain_text("Ada Brandt")
        is_well(page, "acting-portal")
        refused = page.request.get("/my/security")
        assert refused.status == 403
        assert "Whoever acts as a customer does not do this" in refused.text()

    def _end(self, page: Page) -> None:
        page.goto("/staff")
        expect(page.get_by_text("You act as a customer in the portal")).to_be_visible()
        is_well(page, "acting-console")
        page.goto("/my/")
        page.locator(".portal-banner").get_by_role("button", name="End now").click()
        page.wait_for_url("**/people/*")
        expect(page.get_by_role("heading", name="Ada Brandt", level=1)).to_be_visible()

    def _see_it_as_ada(self, page: Page) -> None:
        sign_in(page, EMAIL, PASSWORD)
        page.wait_for_url("**/my/**")
        page.goto("/my/account/activity")
        expect(page.get_by_text("4711").first).to_be_visible()
        is_well(page, "acting-activity")
