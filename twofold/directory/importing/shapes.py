"""What a table in a file looks like: its shape, its rows, and how it says that it is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from twofold.core.refusals import Invalid

CELL_LIMIT = 1_000_000
WIDEST = 1_000

Cell = str | int | float | bool | datetime | date | time


class Row(NamedTuple):
    """A row as it stands in the file; the first one is 1. One with a `problem` is not to be used, only to be shown.

    `at` is where it begins, for `rows(..., at=)` to go on from without reading what stands before.
    """

    number: int
    cells: Sequence[Cell]
    problem: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    rows: int
    columns: int
    at: int
    size: int
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read. `header` is the number of the row of names, 0 when there is none; `rows` is at most about right."""

    format: Literal["text", "workbook"]
    columns: tuple[str, ...]
    header: int
    rows: int
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()


@dataclass(eq=False)
class NotATable(Invalid):
    """This is neither text with separators nor a workbook. Save it as CSV or Excel, and send that."""


@dataclass(eq=False)
class WorkbookDamaged(Invalid):
    """The workbook cannot be opened: it is damaged, or not what its name says. Nothing of it was read."""


@dataclass(eq=False)
class WorkbookLocked(Invalid):
    """The workbook has a password. Save it without one, and send that."""


@dataclass(eq=False)
class WorkbookTooLarge(Invalid):
    """The workbook would be enormous once unpacked, as no real one is. Nothing of it was read."""


@dataclass(eq=False)
class NothingInside(Invalid):
    """There are no rows in it."""


@dataclass(eq=False)
class TooManyColumns(Invalid):
    """The table has more columns than can be imported."""

    columns: int

    @property
    def message(self) -> str:
        """How many there are."""
        return f"The table has {self.columns:,} columns; {WIDEST:,} can be imported at most."


def as_text(cell: Cell) -> str:
    """A cell as somebody would read it: dates as ISO 8601, whole numbers without a point, truths as true and false."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else repr(cell)
