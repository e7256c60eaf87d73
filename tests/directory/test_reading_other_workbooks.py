"""Workbooks of other programs: the Excel of before 2007, and OpenDocument."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from twofold.directory.importing.guessing import guess
from twofold.directory.importing.reading import rows

pytestmark = pytest.mark.no_database

OLD = Path(__file__).parent / "files" / "contacts.xls"
CONTACTS = [
    ["José Ångström", "jose@helio.example", date(2024, 1, 2), 12.5],
    ["Ada Lovelace", "ada@helio.example", date(2023, 12, 31), 1000],
]
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""
OPEN = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Contacts">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def an_open_document(path: Path) -> Path:
    """As LibreOffice writes one: cells with their types, runs of empty rows and cells as one."""
    header = "".join(map(_text, ["Name", "E-mail", "Since", "Revenue"]))
    body = [f"{_text(name)}{_text(mail)}{_date(since)}{_number(revenue)}" for name, mail, since, revenue in CONTACTS]
    lines = [f"<table:table-row>{cells}</table:table-row>" for cells in (header, *body)]
    empty = '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="4"/></table:table-row>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", OPEN.format(rows="".join([*lines, empty])))
    return path


def _text(text: object) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _date(day: object) -> str:
    return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'


def _number(number: object) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>'


class TestAWorkbook:
    @pytest.mark.parametrize("of", ["excel of before 2007", "opendocument"])
    def test_of_another_program_is_read_like_any(self, of: str, tmp_path: Path) -> None:
        path = OLD if of.startswith("excel") else an_open_document(tmp_path / "contacts.ods")

        shape = guess(path)

        assert (shape.format, shape.sheet, shape.columns) == (
            "workbook",
            "Contacts",
            ("Name", "E-mail", "Since", "Revenue"),
        )
        found = [[cell.date() if hasattr(cell, "date") else cell for cell in row.cells] for row in rows(path, shape)]
        assert found == CONTACTS
