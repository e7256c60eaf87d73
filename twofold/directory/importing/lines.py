"""Records of text with separators, one after the other, each read on its own: what is wrong with one stays with that one."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from twofold.directory.importing.shapes import CELL_LIMIT

LINE_LIMIT = 4_000_000
SHOWN = 10_000
TOO_LONG = f"This line is longer than {LINE_LIMIT // 1_000_000} MB"
BIG_CELL = f"A cell is longer than {CELL_LIMIT // 1_000_000} MB, or a quotation mark is opened here and never closed"
NEVER_CLOSED = "A quotation mark is opened here and never closed"
STRAY_QUOTE = "A quotation mark stands where none belongs; inside of a quoted cell it must be doubled"
UNREADABLE = "There are characters in this row that the encoding does not have"
NUL = "There is a NUL character in this row, which no text has"

csv.field_size_limit(CELL_LIMIT)


class Record(NamedTuple):
    """The cells between two ends of line that are no part of a cell."""

    cells: list[str]
    at: int
    problem: str


class LineTooLong(Exception):
    """A line that is not held in memory."""


class Lines:
    """The lines of a file, decoded, with their places; those a stray quotation mark swallowed can be given back."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._next_at = file.tell()
        self._given_back: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if self._given_back:
            line = self._given_back.popleft()
        else:
            raw = self._file.readline(LINE_LIMIT)
            if not raw:
                raise StopIteration
            line = (self._next_at, raw.decode(self._encoding, "replace"))
            self._next_at += len(raw)
            if len(raw) == LINE_LIMIT and raw[-1:] != b"\n":
                self._skip_rest()
                self.taken.append((line[0], line[1][:SHOWN]))
                raise LineTooLong
        self.taken.append(line)
        return line[1]

    def give_back(self) -> None:
        """Read all but the first of the lines taken once more."""
        self._given_back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def _skip_rest(self) -> None:
        while raw := self._file.readline(LINE_LIMIT):
            self._next_at += len(raw)
            if raw[-1:] == b"\n":
                return


def records(file: BinaryIO, *, encoding: str, separator: str, quote: str, width: int = 0) -> Iterator[Record]:
    """The records from where the file stands. With a `width`, one of another width did not swallow rows of that width.

    A quotation mark that is never closed would make one cell of all that follows: it is then taken for a slip in its
    line, and what it swallowed is read again line by line.
    """
    lines = Lines(file, encoding)
    dialect = {"delimiter": separator, "quoting": csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE, "strict": True}
    dialect |= {"quotechar": quote} if quote else {}
    reader = csv.reader(lines, **dialect)  # type: ignore[arg-type]  # what is in the dictionary is of the right types
    taken = lines.taken
    while True:
        taken.clear()
        problem = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except LineTooLong:
            cells, problem = [taken[-1][1]], TOO_LONG
        except csv.Error as error:
            problem = _problem(error)
            lines.give_back()
            cells = _plain(taken[0][1], separator)
        if len(taken) > 1 and not problem and width and len(cells) != width and _swallowed(taken, dialect, width):
            problem = STRAY_QUOTE
            lines.give_back()
            cells = _plain(taken[0][1], separator)
        text = taken[0][1] if len(taken) == 1 else "".join([line for _, line in taken])
        if "\ufffd" in text:
            problem = problem or UNREADABLE
        if "\0" in text:
            problem = problem or NUL
        yield Record(cells, taken[0][0], problem)


def _plain(line: str, separator: str) -> list[str]:
    """A line that cannot be read as it should be, to be shown: cut where separators stand."""
    return [cell[:SHOWN] for cell in line.rstrip("\r\n").split(separator)]


def _problem(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return BIG_CELL
    return NEVER_CLOSED if "unexpected end" in said else STRAY_QUOTE


def _swallowed(taken: list[tuple[int, str]], dialect: Mapping[str, object], width: int) -> bool:
    """Whether one of the lines after the first would be a row by itself."""
    loose = {**dialect, "strict": False}
    return any(
        len(cells) == width
        for _, line in taken[1:]
        for cells in csv.reader([line], **loose)  # type: ignore[arg-type]  # as above
    )
