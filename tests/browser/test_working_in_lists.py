"""The lists of people and accounts as somebody works in them all day: by keyboard, from a spreadsheet, many at once."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.chromium import violations
from tests.browser.conftest import OpenWindow
from tests.browser.served import Served

pytestmark = pytest.mark.no_database
CROWD = Path(__file__).with_name("seed_crowd.py")
IN_SIGHT = """each => each.map((figure) => {
    const [inner, outer] = [figure, figure.closest("td")].map((element) => element.getBoundingClientRect());
    return inner.left >= outer.left && inner.right <= outer.right;
})"""


@pytest.fixture(scope="module")
def crowd(twofold: Served) -> None:
    """A few hundred people of a town nobody else is of."""
    twofold.seed(CROWD)


@pytest.fixture
def list_of(open_window: OpenWindow, signed_in: Path, crowd: None) -> Page:
    """The crowd, in a window that may use the clipboard."""
    window = open_window(storage_state=signed_in)
    window.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.new_page()
    page.goto("/people?where=city:Crowdville&sort=name&columns=name,email,city,country,custom.chair_model")
    expect(page.locator("#people tbody tr").first).to_be_visible()
    return page


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator("#people tbody tr").nth(row).locator(f'[data-cell="{column}"]')


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


class TestACell:
    def test_is_edited_refused_and_given_up_by_keyboard_alone(self, list_of: Page) -> None:
        page = list_of
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(cell(page, 0, "email")).to_be_focused()
        before = cell(page, 0, "email").inner_text()

        page.keyboard.press("Enter")
        page.keyboard.type("never@mind.example")
        page.keyboard.press("Escape")
        expect(cell(page, 0, "email")).to_have_text(before)

        page.keyboard.press("Enter")
        page.keyboard.press("Control+a")
        page.keyboard.type("broken@")
        page.keyboard.press("Enter")
        expect(cell(page, 1, "email")).to_be_focused()
        expect(cell(page, 0, "email").locator(".cell-refusal")).to_have_text("This is not an e-mail address.")
        page.keyboard.press("ArrowUp")
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(cell(page, 0, "email")).to_have_text(before)

    def test_is_overwritten_by_typing_left_by_tab_and_put_back(self, list_of: Page) -> None:
        page = list_of
        cell(page, 2, "city").click()
        page.keyboard.type("Crowdville Hills")
        page.keyboard.press("Tab")
        expect(cell(page, 2, "country")).to_be_focused()
        expect(page.locator("[data-toast]").last).to_contain_text("City changed")

        page.keyboard.press("Control+z")
        expect(cell(page, 2, "city")).to_have_text("Crowdville")
        expect(cell(page, 2, "country")).to_be_focused()

    def test_leaves_single_letters_to_the_list_where_names_are(self, list_of: Page) -> None:
        list_of.keyboard.press("j")
        list_of.keyboard.press("x")

        expect(list_of.locator("#people-bulk")).to_contain_text("1 selected")


class TestABlock:
    def test_is_pasted_from_a_spreadsheet_and_taken_back_as_a_whole(self, list_of: Page) -> None:
        page = list_of
        cell(page, 0, "country").click()
        paste(page, "Portugal\tK2\nDenmark\tA-dec 500\nNarnia\tK2")

        dialog = page.get_by_role("dialog", name="Paste")
        expect(dialog).to_contain_text("6 values into Country, Chair model, in 3 rows")
        assert violations(page) == []
        page.keyboard.press("Enter")

        expect(page.locator("[data-toast]").last).to_contain_text("5 cells changed of 3 people, 1 refused")
        expect(cell(page, 1, "country")).to_have_text("Denmark")
        expect(cell(page, 2, "country").locator(".cell-refusal")).to_have_text("This is not a country.")

        page.locator("[data-toast]").last.get_by_role("button", name="Undo").click()
        expect(cell(page, 1, "country")).to_have_text("—")
        expect(cell(page, 0, "custom.chair_model")).to_have_text("—")

    def test_reaches_into_the_pages_below(self, list_of: Page) -> None:
        page = list_of
        on_page = page.locator("#people tbody tr").count()
        cell(page, on_page - 1, "country").click()
        paste(page, "Portugal\nDenmark\nNorway")

        expect(page.get_by_role("dialog", name="Paste")).to_contain_text("3 values into Country, in 3 rows")
        page.keyboard.press("Enter")

        expect(page.locator("[data-toast]").last).to_contain_text("Country changed of 3 people")
        expect(cell(page, on_page + 1, "country")).to_have_text("Norway")
        expect(page.locator("#people tbody tr")).to_have_count(on_page * 2)
        page.locator("[data-toast]").last.get_by_role("button", name="Undo").click()
        expect(page.locator("#people tbody tr")).to_have_count(on_page)
        expect(cell(page, on_page - 1, "country")).to_have_text("—")

    def test_is_copied_as_lines_and_tabs(self, list_of: Page) -> None:
        cell(list_of, 0, "name").locator(".row-link").focus()
        list_of.keyboard.press("ArrowRight")
        list_of.keyboard.press("Shift+ArrowDown")
        list_of.keyboard.press("Shift+ArrowRight")
        list_of.keyboard.press("Control+c")

        copied = list_of.evaluate("navigator.clipboard.readText()")
        assert [line.split("\t")[1] for line in copied.split("\n")] == ["Crowdville", "Crowdville"]


class TestTheColumns:
    def test_are_chosen_moved_and_sized(self, list_of: Page) -> None:
        page = list_of
        heads = page.locator("#people thead th[data-field]")
        page.locator("#columns-open").click()
        page.get_by_label("Find a field").fill("language")
        page.get_by_role("checkbox", name="Language", exact=True).check()
        expect(heads).to_have_count(6)
        assert violations(page) == []
        page.keyboard.press("Escape")

        page.locator('th[data-field="locale"]').focus()
        page.keyboard.press("Alt+Shift+ArrowLeft")
        expect(heads.nth(4)).to_have_attribute("data-field", "locale")
        expect(page.locator('th[data-field="locale"]')).to_be_focused()

        handle = page.locator('[data-resize="email"]').bounding_box()
        assert handle
        page.mouse.move(handle["x"] + 4, handle["y"] + 10)
        page.mouse.down()
        page.mouse.move(handle["x"] + 104, handle["y"] + 10, steps=4)
        page.mouse.up()
        expect(page).to_have_url(re.compile("email%3A296"))


class TestAWholeList:
    def test_is_filtered_kept_as_a_view_changed_and_changed_back(self, list_of: Page) -> None:
        page = list_of
        page.goto("/people?sort=name")
        page.keyboard.press("f")
        expect(page.get_by_label("Field")).to_be_focused()
        page.get_by_label("Field").select_option("country")
        page.get_by_label("Find a value").fill("port")
        expect(page.get_by_role("checkbox", name="Portugal")).to_be_visible()
        expect(page.get_by_role("checkbox", name="Denmark")).to_be_hidden()
        page.get_by_label("Field").select_option("city")
        how, value = page.get_by_label("How City is compared"), page.get_by_label("Value", exact=True)
        expect(how.locator("option:checked")).to_have_text("contains")
        asked: list[Route] = []

        def wait(route: Route) -> None:
            asked.append(route)

        page.route("**/lists/person/filter", wait, times=1)
        how.select_option(label="is")
        value.press_sequentially("crowdville")  # before the answer is there
        with page.expect_response("**/lists/person/filter"):
            asked[0].continue_()
        expect(how.locator("option:checked")).to_have_text("is")
        expect(value).to_have_value("crowdville")
        how.select_option(label="contains")
        expect(page.locator(".sheet-foot")).to_contain_text("260 people")
        assert violations(page) == []
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.locator(".filter.built")).to_contain_text("City contains crowdville")
        expect(page.locator("#list-total")).to_have_text("260")

        page.get_by_role("link", name="Save as a view").click()
        page.get_by_role("dialog").get_by_label("Name").fill("The crowd")
        page.get_by_role("button", name="Save view").click()
        expect(page.get_by_role("link", name="The crowd")).to_have_attribute("aria-current", "page")

        self._set_the_language(page)
        expect(page.locator("[data-toast-undo]")).to_be_visible()
        expect(page.locator(".toasts")).to_contain_text("260 changed")
        page.locator("[data-toast-undo]").last.click()
        expect(page.locator(".toasts")).to_contain_text("260 as before")

    def test_is_followed_over_a_break(self, browser: Browser, twofold: Served, signed_in: Path, crowd: None) -> None:
        window = browser.new_context(base_url=twofold.url, storage_state=signed_in)
        page = window.new_page()
        page.goto("/people?where=city:Crowdville&sort=name")
        page.route("**/lists/operations/*", lambda route: route.abort("connectionrefused"), times=1)

        self._set_the_language(page)

        expect(page.locator(".toasts")).to_contain_text("260 changed")
        expect(page.locator(".toasts")).not_to_contain_text("No connection")
        window.close()

    def _set_the_language(self, page: Page) -> None:
        page.locator("[data-select-all]").check()
        bulk = page.locator("#people-bulk")
        bulk.get_by_role("button", name="all 260").click()
        bulk.get_by_role("button", name="Set a field").click()
        dialog = page.get_by_role("dialog", name="Set a field")
        dialog.get_by_label("Field").select_option("locale")
        dialog.get_by_role("combobox", name="Value").select_option("pt")
        dialog.get_by_role("button", name="Set it").click()
        sure = page.get_by_role("dialog", name=re.compile("^Set Language"))
        expect(sure).to_contain_text("260 people")
        sure.get_by_role("button", name=re.compile("^Set Language")).click()


class TestAGroupedList:
    def test_unfolds_and_adds_up(self, list_of: Page) -> None:
        page = list_of
        page.goto("/accounts?group=kind&columns=name,employees:70&sum=name:rows,employees:total")
        expect(page.locator("tfoot")).to_contain_text("Sum")
        assert page.locator(".sum-said").evaluate_all(IN_SIGHT) == [True, True]
        group = page.locator(".row-link", has_text="Atlas Group")
        expect(group).to_be_visible()
        page.locator("button.fold").first.click()
        expect(group).to_be_hidden()
        assert violations(page) == []
