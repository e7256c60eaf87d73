"""Somebody with a messy spreadsheet: import with errors, correct them, import again, undo."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import faults
from tests.browser.conftest import OpenWindow

pytestmark = pytest.mark.no_database

CONTACTS = (
    "Contacts of the fair 2026;;;;;\n"
    "Vorname;Nachname;E-Mail;Firma;Land;Stufe\n"
    "Zoë;Groß;zoe@nordwind.example;Nordwind GmbH;Deutschland;gold\n"
    "Jürgen;Weiß;juergen(at)nordwind.example;Nordwind GmbH;Deutschland;silber\n"
    "Inês;Álvares;ines@farol.example;Farol Lda;Portugal;gold\n"
    "Luís;Farol Lda\n"
    "Mikael;Sørensen;mikael@example.dk;Havn ApS;Dänemark;silber\n"
    "Bjørn;Dahl;bjorn@fjell.example;Fjell AS;Norwegen;gold\n"
    "Ana;Reis;ana@farol.example;Farol Lda;Portugal;gold\n"
    "Eva;Fux;eva@farol.example;Farol Lda;Portugal;gold\n"
)


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    """As a spreadsheet in Munich writes it."""
    file = tmp_path / "contacts.csv"
    file.write_bytes(CONTACTS.replace("\n", "\r\n").encode("cp1252"))
    return file


def _is_well(page: Page, name: str) -> None:
    assert faults(page, f"importing-{name}") == []


def _tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="What became of the rows").get_by_role("link", name=name)


def _count(page: Page, tab: str, count: int) -> None:
    expect(_tab(page, tab)).to_have_text(re.compile(rf"{tab}\s*{count}"), timeout=60_000)


class TestImporting:
    def test_leads_from_a_messy_file_to_undoing_it(self, page: Page, contacts: Path) -> None:
        self._send_the_file(page, contacts)
        self._see_it_read(page)
        self._match_its_columns(page)
        self._check_every_row(page)
        first = self._import_it(page)
        self._correct_what_was_refused(page)
        self._undo(page, first)

    def _send_the_file(self, page: Page, contacts: Path) -> None:
        page.goto("/")
        page.keyboard.press("g")
        page.keyboard.press("i")
        expect(page.get_by_role("heading", name="Imports", level=1)).to_be_visible()
        page.keyboard.press("n")
        expect(page.get_by_role("heading", name="Import a file", level=1)).to_be_visible()
        page.locator("input[type=file]").set_input_files(contacts)
        expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()

    def _see_it_read(self, page: Page) -> None:
        rows = page.get_by_role("table", name="The first rows of the file")
        expect(rows).to_contain_text("Zoë")
        expect(page.get_by_text("This row has 2 cells, the table has 6 columns").first).to_be_visible()
        _is_well(page, "1-read")
        page.get_by_label("Encoding").select_option("cp1251")
        expect(rows).not_to_contain_text("Zoë")
        expect(page).to_have_url(re.compile("encoding=cp1251"))
        page.go_back()
        expect(rows).to_contain_text("Zoë")
        page.get_by_role("link", name="Match columns").click()

    def _match_its_columns(self, page: Page) -> None:
        expect(page.get_by_role("combobox", name="Vorname")).to_have_value("Person: Given name")
        expect(page.get_by_role("combobox", name="Firma")).to_have_value("Account: Name")
        expect(page.get_by_text("1 of the first 7 cells does not fit")).to_be_visible()
        level = page.get_by_role("combobox", name="Stufe")
        level.click()
        level.press_sequentially("new field of peo")
        page.keyboard.press("Enter")
        expect(level).to_have_value("New field of people")
        expect(page.locator(".htmx-request")).to_have_count(0)
        page.get_by_label("Keep this mapping as").fill("Fair")
        _is_well(page, "2-columns")

    def _check_every_row(self, page: Page) -> None:
        page.get_by_role("button", name="Check every row").first.click()
        expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
        expect(page.get_by_text("rows would change something")).to_be_visible(timeout=60_000)
        _count(page, "Refused", 2)
        _count(page, "Would change", 1)
        _tab(page, "Refused").click()
        expect(page.get_by_role("textbox", name="E-Mail").first).to_have_attribute("aria-invalid", "true")
        _is_well(page, "3-refused")
        _tab(page, "Would be added").click()
        expect(page.get_by_text("Inês Álvares")).to_be_visible()
        _is_well(page, "4-added")

    def _import_it(self, page: Page) -> str:
        page.get_by_role("button", name="Import 6 rows").click()
        expect(page.get_by_role("heading", name="contacts.csv", level=1)).to_be_visible()
        imported = page.url
        page.goto("/people")
        page.goto(imported)
        expect(page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=60_000)
        _tab(page, "Added").click()
        page.get_by_role("link", name="Inês Álvares").click()
        expect(page.get_by_role("heading", name="Inês Álvares", level=1)).to_be_visible()
        page.go_back()
        _is_well(page, "5-done")
        return imported

    def _correct_what_was_refused(self, page: Page) -> None:
        _tab(page, "Refused").click()
        page.get_by_role("textbox", name="E-Mail").first.fill("juergen@nordwind.example")
        page.get_by_role("button", name="Check the corrected rows").click()
        page.get_by_role("button", name="Import 1 row").click(timeout=60_000)
        expect(page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=60_000)
        _tab(page, "Added").click()
        expect(page.get_by_role("link", name="Jürgen Weiß")).to_be_visible()

    def _undo(self, page: Page, imported: str) -> None:
        page.goto(imported)
        page.get_by_role("button", name="Undo this import").click()
        expect(page.get_by_text("This import was undone")).to_be_visible(timeout=60_000)
        _is_well(page, "6-undone")
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Find or do").fill("Inês Álvares")
        expect(page.get_by_role("option", name="Inês Álvares")).to_have_count(0)
        page.keyboard.press("Escape")

    def test_knows_a_file_with_the_same_columns_again(self, page: Page, contacts: Path) -> None:
        page.goto("/imports/new")
        page.locator("input[type=file]").set_input_files(contacts)
        page.get_by_role("link", name="Match columns").click()

        expect(page.get_by_text("Matched as last time")).to_be_visible()

    def test_works_without_scripts(self, open_window: OpenWindow, signed_in: Path, contacts: Path) -> None:
        page = open_window(storage_state=signed_in, java_script_enabled=False).new_page()
        page.goto("/imports/new")
        page.locator("input[type=file]").set_input_files(contacts)
        page.get_by_role("button", name="Read the file").click()
        page.get_by_role("link", name="Match columns").click()
        page.get_by_role("button", name="Check every row").first.click()

        expect(page.get_by_role("heading", name="What would happen")).to_be_visible()

    def test_takes_a_file_dropped_anywhere(self, page: Page) -> None:
        page.goto("/imports")
        page.evaluate(
            """() => {
                const data = new DataTransfer();
                data.items.add(new File(["name,email\\nAda,ada@helio.example\\n"], "dropped.csv"));
                document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
            }"""
        )

        expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()

    def test_says_what_is_wrong_with_a_file_it_cannot_take(self, page: Page, tmp_path: Path) -> None:
        (tmp_path / "offer.pdf").write_bytes(b"%PDF-1.7")
        page.goto("/imports/new")
        page.locator("input[type=file]").set_input_files(tmp_path / "offer.pdf")

        expect(page.get_by_role("alert")).to_contain_text("neither text with separators nor a workbook")


CROWD = 20_000


@pytest.mark.slow
class TestALargeFile:
    def test_as_a_workbook_comes_in_and_goes_again(self, page: Page, tmp_path: Path) -> None:
        with xlsxwriter.Workbook(tmp_path / "crowd.xlsx", {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, cells in enumerate(_crowd(CROWD)):
                sheet.write_row(number, 0, cells)

        self._send(page, tmp_path / "crowd.xlsx")
        page.get_by_role("link", name="Match columns").click()
        page.get_by_role("button", name="Check every row").first.click()
        page.get_by_role("button", name="Import 20,000 rows").click(timeout=120_000)
        expect(page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=120_000)
        expect(_tab(page, "Added")).to_have_text(re.compile(r"Added\s*20,000"))
        page.get_by_role("button", name="Undo this import").click()

        expect(page.get_by_text("This import was undone")).to_be_visible(timeout=120_000)

    def test_of_a_hundred_megabytes_is_taken(self, page: Page, tmp_path: Path) -> None:
        note = "x" * 400
        with (tmp_path / "crowd.csv").open("w") as written:
            written.writelines(f"{','.join(cells)},{note}\n" for cells in _crowd(230_000))

        self._send(page, tmp_path / "crowd.csv")

    def _send(self, page: Page, file: Path) -> None:
        page.goto("/imports/new")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_role("heading", name="Is this right?")).to_be_visible(timeout=120_000)


def _crowd(many: int) -> Iterator[list[str]]:
    yield ["First name", "Last name", "E-mail", "City"]
    for number in range(many):
        yield ["Ada", f"Lovelace {number}", f"crowd{number}@helio.example", "Lund"]
