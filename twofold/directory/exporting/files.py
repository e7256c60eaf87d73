"""Writing the files: CSV as it goes, an Excel workbook row by row onto the disk."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, cast

import xlsxwriter

from twofold.directory.exporting.cells import Cell, as_text

ROWS_OF_A_SHEET = 1_048_576
LONGEST_CELL = 32_767
READ = 64 * 1024
BOM = "\ufeff".encode()


def csv_file(header: Sequence[str], pages: Iterable[Sequence[Sequence[Cell]]], *, bom: bool = True) -> Iterator[bytes]:
    """UTF-8 with a comma between (RFC 4180), a page at a time; the mark in front lets Excel see the encoding."""
    yield (BOM if bom else b"") + _lines([header])
    for page in pages:
        yield _lines(page)


def _lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def xlsx_file(header: Sequence[str], pages: Iterable[Sequence[Sequence[Cell]]]) -> Iterator[bytes]:
    """A workbook, with as many sheets as it takes. It is whole before its first byte: its table of contents names all of it."""
    with tempfile.TemporaryFile() as file:
        _write_book(cast("BinaryIO", file), header, pages)
        file.seek(0)
        while chunk := file.read(READ):
            yield chunk


def _write_book(file: BinaryIO, header: Sequence[str], pages: Iterable[Sequence[Sequence[Cell]]]) -> None:
    """Text is written as text, never as a formula or a link, whatever it begins with."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
        formats = {
            "bold": book.add_format({"bold": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet, line = _new_sheet(book, header, formats), 1
        for row in (row for page in pages for row in page):
            if line == ROWS_OF_A_SHEET:
                sheet, line = _new_sheet(book, header, formats), 1
            for column, cell in enumerate(row):
                _put(sheet, line, column, cell, formats)
            line += 1


def _new_sheet(book: Any, header: Sequence[str], formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(header) - 1, 0), 20)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, formats["bold"])
    return sheet


def _put(sheet: Any, line: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(line, column, cell)
        case int() | float() | Decimal():
            sheet.write_number(line, column, cell)
        case datetime():
            sheet.write_datetime(line, column, cell.astimezone(UTC).replace(tzinfo=None), formats["moment"])
        case date():
            sheet.write_datetime(line, column, cell, formats["date"])
        case _:
            sheet.write_string(line, column, cell[:LONGEST_CELL])
