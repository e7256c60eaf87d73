"""Workbooks: looked at before they are unpacked, unpacked by a process with limits, read from what that wrote."""

import copy
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from twofold.core.loose_files import LooseFile
from twofold.directory.importing.lines import NUL
from twofold.directory.importing.shapes import (
    CELL_LIMIT,
    Cell,
    Row,
    Sheet,
    WorkbookDamaged,
    WorkbookLocked,
    WorkbookTooLarge,
)

ENTRIES = 5_000
UNPACKED = 3_000_000_000
RATIO = 400
ALWAYS_FINE = 50_000_000
BLOCK = 1_000_000
BIG_CELL = f"A cell is longer than {CELL_LIMIT // 1_000_000} MB"
LOCKED = 3
NUL_WRITTEN = rb"\u0000"
MOMENTS = {"datetime": datetime, "date": date, "time": time}


class Workbook(LooseFile):
    """A workbook as it was unpacked: a line of JSON for each row of each sheet."""

    sheets: tuple[Sheet, ...] = ()

    def rows(self, sheet: Sheet, *, from_row: int, at: int) -> Iterator[Row]:
        """The rows of a sheet; `at` is where the row `from_row` begins, 0 when that is not known."""
        decode = msgspec.json.Decoder(list[Any]).decode
        number, here = (from_row, at) if at else (1, sheet.at)
        end = sheet.at + sheet.size
        with self.path.open("rb") as file:
            file.seek(here)
            while here < end:
                line = file.readline()
                if number >= from_row:
                    cells = [cell if type(cell) is not list else _moment(cell) for cell in decode(line)]
                    is_odd = len(line) > CELL_LIMIT or NUL_WRITTEN in line
                    yield Row(number, cells, _problem(cells) if is_odd else "", here)
                here += len(line)
                number += 1


def opened(path: Path) -> Workbook:
    """The workbook, unpacked once for as long as the process remembers it."""
    known = path.stat()
    return _unpacked(path, (known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns))


@lru_cache(maxsize=2)
def _unpacked(path: Path, identity: tuple[int, ...]) -> Workbook:
    del identity  # a path may come to lead to another file
    check(path)
    workbook = Workbook()
    program = [sys.executable, "-I", str(Path(__file__).with_name("unpacking.py")), str(path), str(workbook.path)]
    done = subprocess.run(program, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode == LOCKED:
        raise WorkbookLocked
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise WorkbookTooLarge
    if done.returncode:
        raise WorkbookDamaged
    workbook.sheets = msgspec.json.decode(done.stdout, type=tuple[Sheet, ...])
    return workbook


def check(path: Path) -> None:
    """Refuse what is no workbook, and what would be enormous once unpacked: whatever it claims, it is measured."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            allowed = min(UNPACKED, max(ALWAYS_FINE, RATIO * path.stat().st_size))
            if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > allowed:
                raise WorkbookTooLarge
            if not {"[Content_Types].xml", "mimetype"} & set(archive.namelist()):
                raise WorkbookDamaged
            for entry in entries:
                allowed -= _measured(archive, entry, allowed)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise WorkbookDamaged from None


def _measured(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> int:
    """The size an entry really has: what is written about it may be a lie."""
    honest = copy.copy(entry)
    honest.file_size = allowed + 1
    size = 0
    with archive.open(honest) as content:
        while block := content.read(BLOCK):
            if not size and b"<!DOCTYPE" in block[:10_000].replace(b"\0", b""):
                raise WorkbookDamaged
            size += len(block)
            if size > allowed:
                raise WorkbookTooLarge
    return size


def _moment(cell: list[str]) -> Cell:
    kind, text = cell
    return MOMENTS[kind].fromisoformat(text)  # type: ignore[attr-defined, no-any-return]  # all three have it


def _problem(cells: list[Cell]) -> str:
    texts = [cell for cell in cells if isinstance(cell, str)]
    if any(len(text) > CELL_LIMIT for text in texts):
        return BIG_CELL
    return NUL if any("\0" in text for text in texts) else ""
