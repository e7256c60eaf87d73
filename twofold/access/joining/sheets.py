"""A list of people to invite, as a spreadsheet saves it: addresses, and what each of them will be."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from twofold.access.errors import SheetNotReadable

MOST_ROWS = 1_000
LARGEST = 1_000_000
COLUMNS = {
    "address": ("address", "email", "e-mail", "mail", "e-mail address", "email address"),
    "role": ("role", "roles"),
    "group": ("group", "groups"),
    "language": ("language", "lang"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it stands in the file, and what it says. Roles and groups are names, several of them apart by semicolons."""

    number: int
    address: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    language: str


def read(text: str) -> list[Line]:
    """The rows of a list, with or without a head; a list of nothing but addresses will do. Empty rows are passed over."""
    if len(text) > LARGEST:
        raise SheetNotReadable(_("This is too much at once: invite at most 1,000 people."))
    rows = _rows(text)
    if not rows:
        raise SheetNotReadable(_("There is nobody in this list."))
    places = _head(rows[0][1])
    body = rows[1:] if places else rows
    columns: Mapping[str, int] = places or {"address": 0, "role": 1, "group": 2, "language": 3}
    if len(body) > MOST_ROWS:
        raise SheetNotReadable(_("This is too much at once: invite at most 1,000 people."))
    if "address" not in columns:
        raise SheetNotReadable(_("The list needs a column “address”."))
    return [_line(number, row, columns) for number, row in body]


def text_of(content: bytes) -> str:
    """What a file says: in UTF-8, or as older spreadsheets save it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\0", "")


def moment(text: str) -> datetime | None:
    """When a list was looked at, as the page that showed it remembers; None for what says no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _rows(text: str) -> list[tuple[int, list[str]]]:
    sample = text[:2_000]
    delimiter = max((",", ";", "\t"), key=sample.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise SheetNotReadable(_("This cannot be read as a list with columns.")) from error
    return [(number, row) for number, row in rows if any(row)]


def _head(row: list[str]) -> dict[str, int]:
    """Which column is where; nothing if the first row is somebody already."""
    names = [cell.lower() for cell in row]
    if any("@" in name for name in names):
        return {}
    return {
        column: next(at for at, name in enumerate(names) if name in known)
        for column, known in COLUMNS.items()
        if any(name in known for name in names)
    } or {"none": 0}


def _line(number: int, row: list[str], columns: Mapping[str, int]) -> Line:
    said = {column: row[at] if at < len(row) else "" for column, at in columns.items()}
    return Line(
        number,
        said["address"],
        _several(said.get("role", "")),
        _several(said.get("group", "")),
        said.get("language", ""),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("|", ";").split(";") if part.strip())
