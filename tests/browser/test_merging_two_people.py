"""Two people turn out to be one: found on the record, compared, merged by keyboard, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import photograph, violations
from tests.browser.served import Served

pytestmark = pytest.mark.no_database


class TestMergingTwoPeople:
    def test_and_undoing_it(self, page: Page, twofold: Served) -> None:
        page.goto(f"/people/{twofold.ids['twin']}")
        duplicates = page.locator("#part-duplicates")
        expect(duplicates).to_contain_text("Same name, same account")
        photograph(page, "merge-1-possible-duplicates")
        duplicates.get_by_role("link", name="Compare").click()

        expect(page.get_by_role("heading", name="Merge 2 people", level=1)).to_be_visible()
        city = page.get_by_role("radiogroup", name="City")
        city.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowRight")
        expect(city.get_by_role("radio", name="Porto")).to_be_checked()
        assert violations(page) == []
        photograph(page, "merge-2-side-by-side")
        page.get_by_role("button", name="Merge 2 people").click()

        notice = page.locator("[data-toast]").last
        expect(notice).to_contain_text("2 people are one now")
        notice.hover()  # its time stands still meanwhile
        expect(page.locator("#part-about")).to_contain_text("Porto")
        expect(page.locator("#part-known")).to_contain_text("ines.duarte@atlas.example")
        notice.get_by_role("button", name="Undo").click()

        expect(page.locator("#part-known")).not_to_contain_text("ines.duarte@atlas.example")
        photograph(page, "merge-4-undone")

    def test_from_the_list_and_back_on_the_record(self, page: Page, twofold: Served) -> None:
        page.goto("/people?q=duarte")
        for row in page.locator("#people tbody .select input").all():
            row.check()
        page.locator("#people-bulk").get_by_role("button", name="Merge").click()
        expect(page.get_by_role("heading", name="Merge 2 people", level=1)).to_be_visible()
        overruled = page.get_by_label("They are the same after all")
        if overruled.count():
            overruled.check()
        page.get_by_role("button", name="Merge 2 people").click()

        known = page.locator("#part-known")
        expect(known).to_contain_text("Turned out to be")
        known.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-toast]").last).to_contain_text("is apart again")
        expect(known).not_to_contain_text("Turned out to be")
