"""The audit log in a browser: somebody looks at a record, finds it in the log, and has the log verified."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import photograph, violations
from tests.browser.served import Served

pytestmark = pytest.mark.no_database


class TestTheAuditLog:
    def test_tells_who_looked_and_is_verified_by_the_worker(self, page: Page, twofold: Served) -> None:
        page.goto(f"/people/{twofold.ids['person']}")
        name = page.locator(".record-head h2").first.inner_text()
        expect(page.get_by_text("Looked at a")).to_have_count(0)

        page.goto("/ledger?name=core.record.read")
        looks = page.get_by_role("row").filter(has_text="Looked at a record")
        entry = looks.filter(has=page.get_by_role("link", name=name)).first
        expect(entry).to_be_visible()
        entry.get_by_role("link", name="Jana Okoye").first.click()
        expect(page.locator(".chip").filter(has_text="Jana Okoye")).to_be_visible()

        page.get_by_role("button", name="Verify").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Verification of the audit log")
        expect(page.get_by_text("Done").first).to_be_visible()
        page.goto("/ledger")
        expect(page.locator(".chain-state")).to_contain_text(re.compile(r"Verified up to entry \d+"))
        photograph(page, "audit-log-verified")
        assert violations(page) == []

        with page.expect_download() as begun:
            page.get_by_role("button", name="Take out").click()
            page.get_by_role("menuitem", name="As CSV").click()
        lines = begun.value.path().read_text("utf-8-sig").splitlines()
        assert lines[0].startswith("Time,What happened,By")
        assert any("core.record.read" in line for line in lines)

        page.get_by_label("From").fill("2020-01-01")
        page.get_by_label("To", exact=True).fill("2020-01-02")
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.get_by_role("heading", name="Nothing like that")).to_be_visible()
        assert violations(page) == []
