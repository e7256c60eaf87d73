"""What a file is, guessed from what is in it: encoding, separator, header. Whatever somebody says is taken as said."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from twofold.core.loose_files import LooseFile
from twofold.directory.importing import workbooks
from twofold.directory.importing.encodings import guess_encoding
from twofold.directory.importing.reading import every_row, plain_text
from twofold.directory.importing.shapes import (
    WIDEST,
    Cell,
    NotATable,
    NothingInside,
    Row,
    Shape,
    Sheet,
    TooManyColumns,
    as_text,
)

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 100
SAMPLE = 200_000
HEADER_WITHIN = 25
BLOCK = 1_000_000
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NEITHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"SQLite")
VALUE = re.compile(r"^[\s\d.,:/+()%€$£-]*\d[\s\d.,:/+()%€$£-]*$|@.+\.|^https?://|^(true|false)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a file; what is None is guessed. A header of 0 says that there is none."""

    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    header: int | None = None
    sheet: str | None = None


def guess(path: Path, said: Said | None = None) -> Shape:
    """How to read a file. Refused is what is no table, what has no rows, and a workbook that must not be unpacked."""
    said = said or Said()
    with path.open("rb") as file:
        beginning = file.read(8)
    if not beginning:
        raise NothingInside
    if beginning.startswith(NEITHER):
        raise NotATable
    return _workbook(path, said) if beginning.startswith(WORKBOOKS) else _text(path, said)


def _text(path: Path, said: Said) -> Shape:
    encoding = said.encoding or guess_encoding(path)
    text = plain_text(path, encoding)
    loose = isinstance(text, LooseFile)
    with (text.path if isinstance(text, LooseFile) else text).open("rb") as file:
        sample = file.read(SAMPLE)
        lines = _lines(file, sample)
    readable = sample.decode("utf-8" if loose else encoding, "replace").removeprefix("\ufeff")
    whole = readable if len(sample) < SAMPLE else readable[: readable.rfind("\n") + 1] or readable
    hint = re.match(r"sep=(.)\r?\n", whole)
    separator = said.separator or (hint.group(1) if hint else _separator(whole, said.quote))
    quote = said.quote if said.quote is not None else _quote(whole, separator)
    plain = Shape("text", (), 0, 0, encoding, separator, quote)
    head = list(islice(every_row(path, plain), LOOKED_AT))
    least = 2 if hint else 1
    return _named(plain, head, said.header, least=least, height=lines)


def _workbook(path: Path, said: Said) -> Shape:
    sheets = workbooks.opened(path).sheets
    full = [sheet for sheet in sheets if sheet.rows]
    if not full:
        raise NothingInside
    named = next((sheet for sheet in full if sheet.name == said.sheet), None)
    chosen = named or max(full, key=lambda sheet: (not sheet.is_hidden, min(sheet.rows, 2)))
    plain = Shape("workbook", (), 0, 0, sheet=chosen.name, sheets=sheets)
    head = list(islice(every_row(path, plain), LOOKED_AT))
    return _named(plain, head, said.header, least=1, height=chosen.rows)


def _named(plain: Shape, head: Sequence[Row], header: int | None, *, least: int, height: int) -> Shape:
    """The shape with the names of its columns, which stand in the header or are numbers."""
    if header is None:
        header = _header([row for row in head if row.number >= least])
    names = next((row.cells for row in head if row.number == header), ())
    below = [row.cells for row in head if row.number > header and not row.problem]
    widths = Counter(_width(cells) for cells in below if _width(cells))
    width = max(_width(names), 0 if names else max(widths, key=lambda one: (widths[one], one), default=0))
    if not width:
        raise NothingInside
    if width > WIDEST:
        raise TooManyColumns(width)
    texts = [as_text(cell).replace("\0", "").strip() for cell in names]
    columns = tuple((texts[n] if n < len(texts) else "") or f"Column {n + 1}" for n in range(width))
    return Shape(
        plain.format, columns, header, max(0, height - header),
        plain.encoding, plain.separator, plain.quote, plain.sheet, plain.sheets,
    )  # fmt: skip


def _header(head: Sequence[Row]) -> int:
    """The first row that is as wide as most are and says names, not values; 0 when the first such row says values."""
    usual = Counter(_filled(row.cells) for row in head if _filled(row.cells))
    most = max(usual, key=lambda one: (usual[one], one), default=0)
    for row in head[:HEADER_WITHIN]:
        if _filled(row.cells) >= max(1, 0.6 * most):
            return row.number if _says_names(row.cells) else 0
    return head[0].number if head and _says_names(head[0].cells) else 0


def _says_names(cells: Sequence[Cell]) -> bool:
    texts = [as_text(cell).strip() for cell in cells if cell != ""]
    if not texts or not all(isinstance(cell, str) for cell in cells):
        return False
    values = sum(bool(VALUE.search(text)) or len(text) > 80 for text in texts)
    return not values and len(set(texts)) >= 0.8 * len(texts)


def _separator(sample: str, quote: str | None) -> str:
    """The one that cuts most lines into the same number of cells, more than one if any does."""
    return max(SEPARATORS, key=lambda one: _score(sample, one, quote if quote is not None else '"'))


def _score(sample: str, separator: str, quote: str) -> tuple[bool, float, int]:
    widths = Counter(len(cells) for cells in _cut(sample, separator, quote) if cells)
    if not widths:
        return False, 0.0, 0
    width, times = max(widths.items(), key=lambda one: (one[0] > 1, one[1], one[0]))
    return width > 1, round(times / widths.total(), 1), width


def _quote(sample: str, separator: str) -> str:
    """Double quotation marks, unless cells are wrapped in single ones throughout."""
    cut = re.escape(separator)
    single, double = (
        len(re.findall(rf"(?:^|{cut}){mark}[^{mark}]*{mark}(?={cut}|\r?$)", sample, re.MULTILINE)) for mark in "'\""
    )
    return "'" if single > 2 * double and single > sample.count("\n") / 2 else '"'


def _cut(sample: str, separator: str, quote: str) -> list[list[str]]:
    lines = sample.splitlines(keepends=True)
    if quote:
        reader = csv.reader(lines, delimiter=separator, quotechar=quote)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    try:
        return list(islice(reader, LOOKED_AT))
    except csv.Error:
        return [line.split(separator) for line in sample.splitlines()[:LOOKED_AT]]


def _lines(file: BinaryIO, sample: bytes) -> int:
    lines, last = sample.count(b"\n"), sample
    while block := file.read(BLOCK):
        lines, last = lines + block.count(b"\n"), block
    return lines + (not last.endswith(b"\n"))


def _width(cells: Sequence[Cell]) -> int:
    """Up to the last cell that has something in it."""
    return next((n for n in range(len(cells), 0, -1) if as_text(cells[n - 1]).strip()), 0)


def _filled(cells: Sequence[Cell]) -> int:
    return sum(cell != "" for cell in cells)


__all__ = ["SEPARATORS", "Said", "Sheet", "guess"]
