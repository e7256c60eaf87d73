"""A program of its own that writes the rows of a workbook as lines of JSON.

Started by `workbooks` in a process with limits: a workbook may claim a single cell in its farthest corner and so make any reader
ask for hundreds of gigabytes, and then it is this process that ends. It knows nothing of Twofold.

    unpacking.py WORKBOOK OUT    writes every sheet to OUT, and what they are called and where they are to the standard output
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import msgspec
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY = 4_000_000_000
SECONDS = 300
WRITTEN = 8_000_000_000
LOCKED = 3


def main(path: str, out: str) -> int:
    """Unpack; 3 says that there is a password."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        workbook = CalamineWorkbook.from_path(path)
    except PasswordError:
        return LOCKED
    sheets = []
    with open(out, "wb") as written:  # noqa: PTH123 - the path of an open file
        for known in workbook.sheets_metadata:
            sheet = workbook.get_sheet_by_name(known.name)
            at = written.tell()
            rows, columns = _write(sheet, written)
            hidden = known.visible != SheetVisibleEnum.Visible
            where = {"at": at, "size": written.tell() - at}
            sheets.append({"name": known.name, "rows": rows, "columns": columns, "is_hidden": hidden} | where)
    sys.stdout.write(json.dumps(sheets))
    return 0


def _write(sheet: CalamineSheet, out: BinaryIO) -> tuple[int, int]:
    """The rows of a sheet from its first on, the cells of each from its first column on: where they are is what Excel shows."""
    if sheet.start is None:
        return 0, 0
    rows, before = 0, [""] * sheet.start[1]
    encode = msgspec.json.Encoder(enc_hook=str).encode
    for row in sheet.iter_rows():
        out.write(encode([*before, *map(_typed, row)]) + b"\n")
        rows += 1
    return rows, len(before) + sheet.width


def _typed(cell: Any) -> Any:
    """Moments are written in a list, to be told from text."""
    if isinstance(cell, datetime | date | time):
        return [type(cell).__name__, cell.isoformat()]
    return str(cell) if isinstance(cell, timedelta) else cell


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
