"""Rows of a file, one after the other, in memory that does not grow with it."""

import codecs
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from twofold.core.loose_files import LooseFile
from twofold.directory.importing import workbooks
from twofold.directory.importing.lines import records
from twofold.directory.importing.shapes import Cell, NothingInside, Row, Shape, Sheet

BLOCK = 1_000_000
OLD_MAC = "\r"


def rows(path: Path, shape: Shape, *, from_row: int = 1, at: int = 0) -> Iterator[Row]:
    """The rows below the header, from the one numbered `from_row` on; rows with nothing in them are passed over.

    With the `at` of a row, reading goes on there without looking at what stands before. A row that cannot be used says why in
    its `problem`; every other one is as wide as the table.
    """
    first = max(from_row, shape.header + 1)
    width = len(shape.columns)
    for row in every_row(path, shape, from_row=first, at=at if first == from_row else 0):
        cells = row.cells
        if len(cells) != width and not row.problem:
            row = _fitted(row, width)  # noqa: PLW2901 - the same row
        if row.problem or any(map(_is_something, cells)):
            yield row


def every_row(path: Path, shape: Shape, *, from_row: int = 1, at: int = 0) -> Iterator[Row]:
    """Whatever there is, the header and empty rows too."""
    if shape.format == "workbook":
        workbook = workbooks.opened(path)
        yield from workbook.rows(_sheet(workbook.sheets, shape.sheet), from_row=from_row, at=at)
    else:
        yield from _rows_of_text(path, shape, from_row=from_row, at=at)


def _rows_of_text(path: Path, shape: Shape, *, from_row: int, at: int) -> Iterator[Row]:
    text = plain_text(path, shape.encoding)
    skipped = 0 if at else from_row - 1
    with (text.path if isinstance(text, LooseFile) else text).open("rb") as file:
        file.seek(at or (3 if file.read(3) == codecs.BOM_UTF8 else 0))
        encoding = "utf-8" if isinstance(text, LooseFile) else shape.encoding
        found = records(file, encoding=encoding, separator=shape.separator, quote=shape.quote, width=len(shape.columns))
        for number, record in enumerate(islice(found, skipped, None), from_row):
            yield Row(number, record.cells, record.problem, record.at)


def plain_text(path: Path, encoding: str) -> Path | LooseFile:
    """The file itself where its lines can be told apart as bytes; else a copy of it in UTF-8."""
    if not _is_wide(encoding) and not _ends_lines_as_old_macs_did(path):
        return path
    known = path.stat()
    return _recoded(path, encoding, (known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns))


@lru_cache(maxsize=2)
def _recoded(path: Path, encoding: str, identity: tuple[int, ...]) -> LooseFile:
    del identity  # a path may come to lead to another file
    return LooseFile(_in_utf8(path, encoding))


def _in_utf8(path: Path, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    old_mac = _ends_lines_as_old_macs_did(path) and not _is_wide(encoding)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            text = decoder.decode(block)
            yield (text.replace(OLD_MAC, "\n") if old_mac else text).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _is_wide(encoding: str) -> bool:
    """Whether a byte that ends lines elsewhere may be half a character here."""
    return encoding.startswith(("utf-16", "utf-32"))


def _ends_lines_as_old_macs_did(path: Path) -> bool:
    with path.open("rb") as file:
        beginning = file.read(BLOCK)
    return b"\r" in beginning and b"\n" not in beginning


def _fitted(row: Row, width: int) -> Row:
    """Empty cells beyond the table are none; a row with more or fewer than the table has is ragged."""
    cells: list[Cell] = list(row.cells)
    while len(cells) > width and not _is_something(cells[-1]):
        cells.pop()
    if len(cells) == width:
        return row._replace(cells=cells)
    if not any(map(_is_something, cells)):
        return row._replace(cells=[])
    has = f"{len(cells):,} cell{'' if len(cells) == 1 else 's'}"
    return row._replace(cells=cells, problem=f"This row has {has}, the table has {width:,} columns")


def _is_something(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and cell.isspace())


def _sheet(sheets: tuple[Sheet, ...], name: str) -> Sheet:
    found = next((sheet for sheet in sheets if sheet.name == name), None)
    if found is None:
        raise NothingInside
    return found
