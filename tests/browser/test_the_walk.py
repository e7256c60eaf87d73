"""What a member of staff does all day, in a real browser: find, change, watch, follow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.served import Served
from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.no_database


class TestTheWalk:
    def test_leads_from_signing_in_to_the_tree_of_an_account(self, open_window: OpenWindow, twofold: Served) -> None:
        page = open_window().new_page()
        page.goto("/people")
        expect(page).to_have_url(re.compile(r"/sign-in\?next=/people"))
        sign_in(page)
        page.get_by_role("heading", name="Home", level=1).wait_for()

        self._find_priya(page)
        self._move_her_to_lisbon(page)
        self._see_her_order_arrive(page, twofold)
        self._open_the_tree_of_her_account(page)

    def _find_priya(self, page: Page) -> None:
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Find or do").fill("priy rama")
        expect(page.get_by_role("option", name="Priya Raman")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Priya Raman", level=1)).to_be_visible()

    def _move_her_to_lisbon(self, page: Page) -> None:
        page.get_by_role("link", name=re.compile("^City:")).click()
        city = page.get_by_role("textbox", name="City")
        expect(city).to_be_focused()
        city.fill("Lisbon")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="City: Lisbon. Edit")).to_be_focused()
        page.reload()
        expect(page.get_by_role("link", name="City: Lisbon. Edit")).to_be_visible()

    def _see_her_order_arrive(self, page: Page, twofold: Served) -> None:
        page.keyboard.press("g")
        page.keyboard.press("l")
        expect(page.get_by_text("Live", exact=True).last).to_be_visible()
        expect(page.locator("[data-live]")).to_have_attribute("data-state", "open")
        twofold.send({"type": "track", "userId": "u-1", "event": "Chair Inspected", "properties": {"by": "Luís"}})
        row = page.locator("tr", has_text="Chair Inspected")
        expect(row).to_be_visible()
        row.locator("summary").click()
        expect(row.get_by_text('"by": "Luís"')).to_be_visible()
        row.get_by_role("link", name="Priya Raman").click()
        expect(page.get_by_role("heading", name="Priya Raman", level=1)).to_be_visible()

    def _open_the_tree_of_her_account(self, page: Page) -> None:
        page.get_by_role("complementary").get_by_role("link", name="Atlas Dental", exact=True).click()
        expect(page.get_by_role("heading", name="Atlas Dental", level=1)).to_be_visible()
        tree = page.locator("#part-tree")
        expect(tree.get_by_role("link", name="Atlas Group")).to_be_visible()
        below = tree.get_by_role("link", name="Atlas Dental Laboratory")
        if not below.is_visible():
            tree.locator("summary").last.click()
        expect(below).to_be_visible()


class TestTheLiveList:
    def test_waits_while_it_is_paused_and_goes_on_after_a_break(self, page: Page, twofold: Served) -> None:
        page.goto("/live?name=paused")
        expect(page.locator("[data-live]")).to_have_attribute("data-state", "open")
        page.get_by_role("button", name="Pause").click()

        twofold.send({"type": "track", "userId": "u-1", "event": "Paused Once"})
        expect(page.get_by_text("Paused, 1 waiting")).to_be_visible()
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("tr", has_text="Paused Once")).to_have_count(1)

        page.reload()
        expect(page.locator("tr", has_text="Paused Once")).to_have_count(1)

    def test_shows_only_what_is_asked_for(self, page: Page, twofold: Served) -> None:
        page.goto("/live?name=wanted")
        expect(page.locator("[data-live]")).to_have_attribute("data-state", "open")

        twofold.send({"type": "track", "userId": "u-1", "event": "Something Else"})
        twofold.send({"type": "track", "userId": "u-1", "event": "Wanted Thing"})

        expect(page.locator("tr", has_text="Wanted Thing")).to_be_visible()
        expect(page.locator("tr", has_text="Something Else")).to_have_count(0)


class TestASource:
    def test_is_made_and_sees_its_first_event_arrive(self, page: Page) -> None:
        page.goto("/sources")
        page.keyboard.press("n")
        page.get_by_role("dialog").get_by_label("Name").fill("Billing")
        page.get_by_role("button", name="Create source").click()
        expect(page.get_by_role("heading", name="Billing", level=1)).to_be_visible()
        expect(page.get_by_text("Waiting for the first event")).to_be_visible()

        page.get_by_role("button", name="Send a test event").click()

        expect(page.get_by_text("Events arrive, the last one")).to_be_visible()

    def test_is_renamed_in_place_and_called_as_before_again(self, page: Page) -> None:
        page.goto("/sources")
        page.get_by_role("link", name="Web shop").click()
        page.get_by_role("link", name="Name: Web shop. Edit").click()
        name = page.get_by_role("textbox", name="Name")
        expect(name).to_be_focused()
        name.fill("Shop")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Called Shop now")).to_be_visible()

        page.get_by_role("button", name="Undo").click()

        expect(page.get_by_role("heading", name="Web shop", level=1)).to_be_visible()


class TestACustomField:
    def test_is_defined_in_a_dialog_archived_and_taken_back(self, page: Page) -> None:
        page.goto("/fields?subject=account")
        page.keyboard.press("n")
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Label").fill("Region")
        dialog.get_by_label("Kind").select_option("choice")
        page.get_by_role("button", name="Add field").click()
        expect(dialog.get_by_text("A field to choose from needs choices.")).to_be_visible()
        expect(page.locator(".htmx-settling")).to_have_count(0)  # the dialog that came back takes the focus when it has
        dialog.get_by_label("Choices").fill("North\nSouth")
        page.get_by_role("button", name="Add field").click()
        expect(page.locator("tr", has_text="Region")).to_be_visible()

        page.get_by_role("button", name="Archive Region").click()
        expect(page.get_by_text("Region is archived")).to_be_visible()
        page.get_by_role("button", name="Undo").click()

        expect(page.get_by_role("button", name="Archive Region")).to_be_visible()


class TestThePalette:
    def test_goes_to_pages_and_does_things_by_keyboard_alone(self, page: Page) -> None:
        page.goto("/")
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Find or do").fill("dead")
        page.keyboard.press("Enter")
        page.wait_for_url("**/dead-letters")

        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Find or do").fill("new person")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/people/new"))

    def test_signs_out(self, open_window: OpenWindow) -> None:
        page = open_window().new_page()
        sign_in(page)
        page.get_by_role("heading", name="Home", level=1).wait_for()
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Find or do").fill("sign out")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
