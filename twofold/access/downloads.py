"""A person's data as one file: for each thing that is kept of them a JSON file, and the same as CSV for spreadsheets."""

import csv
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from twofold.core.belongings import Rows, belongings_of
from twofold.directory.exporting.cells import as_text

PIECE = 1_000_000


@contextmanager
def packed(person_id: UUID) -> Iterator[Path]:
    """The file, on this machine's disk as long as the block runs. Neither it nor anything in it is ever whole in memory."""
    with TemporaryDirectory(prefix="twofold-data-") as folder:
        path = Path(folder) / "data.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in belongings_of(person_id):
                _put(archive, name, rows)
        yield path


def pieces(path: Path) -> Iterator[bytes]:
    """A file's bytes, some at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _put(archive: zipfile.ZipFile, name: str, rows: Rows) -> None:
    """Both files of one thing. An archive takes one file at a time, so the CSV waits beside it."""
    with TemporaryFile("w+", newline="", encoding="utf-8") as table:
        with archive.open(f"{name}.json", "w", force_zip64=True) as written:
            _write(written, table, rows)
        table.seek(0)
        with archive.open(f"{name}.csv", "w", force_zip64=True) as copy:
            for line in table:
                copy.write(line.encode())


def _write(written: IO[bytes], table: IO[str], rows: Rows) -> None:
    sheet: Any = None
    written.write(b"[")
    for row in map(_plain, rows):
        if sheet is None:
            sheet = csv.writer(table)
            sheet.writerow(row)
        else:
            written.write(b",")
        written.write(b"\n" + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        sheet.writerow(_cell(value) for value in row.values())
    written.write(b"\n]\n")


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """`account__name` is how we ask for it, not how one reads it."""
    return {name.replace("__", "_"): value for name, value in row.items()}


def _cell(value: Any) -> str:
    """As a spreadsheet takes it, never as a formula."""
    if isinstance(value, dict | list):
        return as_text(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    return as_text(str(value) if isinstance(value, UUID) else value)
