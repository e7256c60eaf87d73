"""What only a browser can show of people and accounts: the keyboard, dialogs that swap, notices that take back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import violations
from tests.browser.served import Served

pytestmark = pytest.mark.no_database


class TestTheListByKeyboard:
    def test_selects_tags_and_takes_it_back(self, page: Page) -> None:
        page.goto("/people?sort=name")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("j")
        page.keyboard.press("x")
        bulk = page.locator("#people-bulk")
        expect(bulk).to_contain_text("2 selected")

        bulk.get_by_role("button", name="Tag").click()
        page.get_by_role("menuitem", name="New tag").press("Enter")
        page.get_by_role("dialog", name="New tag").get_by_label("Tag").fill("Found at the fair")
        page.keyboard.press("Enter")
        notice = page.locator("[data-toast]").last
        expect(notice).to_contain_text("Tagged 2 people “Found at the fair”")

        notice.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-toast]").last).to_contain_text("Taken back")

    def test_narrows_while_one_types_and_keeps_the_place_on_the_way_back(self, page: Page) -> None:
        page.goto("/people?sort=name")
        page.keyboard.press("/")
        page.keyboard.type("raman")
        expect(page.locator("#people tbody tr")).to_have_count(1)
        expect(page).to_have_url(re.compile(r"q=raman"))

        page.get_by_role("link", name="Priya Raman").click()
        expect(page).to_have_url(re.compile(r"/people/.+in="))
        page.go_back()
        expect(page.locator("#people tbody tr")).to_have_count(1)


class TestARecord:
    def test_takes_a_note_without_the_mouse(self, page: Page, twofold: Served) -> None:
        page.goto(f"/people/{twofold.ids['person']}")
        page.keyboard.press("n")
        page.keyboard.type("Wants to be called\nafter lunch")
        page.keyboard.press("Control+Enter")

        expect(page.locator(".note-body").first).to_contain_text("after lunch")
        expect(page.get_by_label("Write a note")).to_have_value("")
        page.keyboard.press("n")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Write a note")

    def test_takes_a_membership_in_a_dialog_that_says_what_does_not_fit(self, page: Page, twofold: Served) -> None:
        page.goto(f"/people/{twofold.ids['person']}")
        page.locator("#part-memberships").get_by_role("link", name="Add").click()
        dialog = page.get_by_role("dialog", name="Add an account of Priya Raman")
        dialog.get_by_role("textbox", name="Account").press_sequentially("atlas dental")
        dialog.get_by_role("radio").first.check()
        assert violations(page) == []

        with page.expect_response(lambda answer: "atlas%20group" in answer.url):
            dialog.get_by_role("textbox", name="Account").fill("atlas group")
        dialog.get_by_role("radio", name=re.compile("^Atlas Group")).check()
        dialog.get_by_label("Title").fill("Advisor")
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#part-memberships")).to_contain_text("Advisor")
        expect(page.locator("#part-head")).to_contain_text("Advisor at Atlas Group")

        page.get_by_role("link", name="Edit the membership in Atlas Group").click()
        page.get_by_role("button", name="End this membership today").click()
        expect(page.locator("#part-head")).not_to_contain_text("Atlas Group")

    def test_keeps_a_note_and_gives_it_back(self, page: Page, twofold: Served) -> None:
        page.goto(f"/accounts/{twofold.ids['account']}")
        page.get_by_label("Write a note").fill("Frame contract until March.")
        page.get_by_role("button", name="Keep note").click()
        note = page.locator(".note", has_text="Frame contract")
        expect(note).to_be_visible()

        note.get_by_role("button", name="Remove note").press("Enter")
        expect(note).to_be_hidden()
        page.locator("[data-toast]", has_text="Note removed").get_by_role("button", name="Undo").click()
        expect(note).to_be_visible()


class TestTheFirstOwner:
    def test_is_chosen_by_a_part_of_their_name(self, page: Page, twofold: Served) -> None:
        page.goto(f"/accounts/{twofold.ids['account']}/organisation")
        page.get_by_role("link", name="Choose the first owner").click()
        dialog = page.get_by_role("dialog", name="Make somebody owner")
        dialog.get_by_role("textbox", name="Person").press_sequentially("priy")
        dialog.get_by_role("radio", name="Priya Raman").check()
        assert violations(page) == []
        dialog.get_by_role("button", name="Give the role").click()

        expect(page.get_by_text("Owner from now on, and invited by letter")).to_be_visible()
        expect(page.get_by_role("button", name="Take owner from Priya Raman", exact=False)).to_be_visible()
