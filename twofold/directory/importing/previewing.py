"""A first look at a file that was sent: its shape, its beginning, and what each of its columns holds."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from uuid import UUID

from twofold.core import files
from twofold.core.actor import Actor
from twofold.directory.importing.guessing import Said, guess
from twofold.directory.importing.reading import every_row, rows
from twofold.directory.importing.shapes import Row, Shape, as_text

SHOWN = 25
LOOKED_AT = 2_000
TRIED = 300
SAMPLES = 3
DISTINCT = 60


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column as its first cells show it: the most frequent values, how many there are and how many cells say something."""

    name: str
    samples: tuple[str, ...]
    values: tuple[tuple[str, int], ...]
    has_more: bool
    filled: int
    seen: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A file, how it is read, its first rows as they stand in it, and the first of those that cannot be used."""

    file_id: UUID
    name: str
    size: int
    shape: Shape
    head: tuple[Row, ...]
    wrong: tuple[Row, ...]


def preview(actor: Actor, file_id: UUID, said: Said | None = None) -> Preview:
    """How a file reads, given what somebody says of it. Refuses what `guess` refuses, and a file that is forgotten."""
    kept = files.find(actor, file_id)
    with files.opened(actor, file_id) as path:
        shape = guess(path, said)
        head = tuple(islice(every_row(path, shape), shape.header + SHOWN))[max(0, shape.header - 3) :]
        wrong = tuple(row for row in islice(rows(path, shape), LOOKED_AT) if row.problem)[:SAMPLES]
    return Preview(kept.id, kept.name, kept.size, shape, head, wrong)


def columns_seen(actor: Actor, file_id: UUID, shape: Shape) -> tuple[ColumnSeen, ...]:
    """What each column holds, as far as the first rows show."""
    with files.opened(actor, file_id) as path:
        found = [row.cells for row in islice(rows(path, shape), LOOKED_AT) if not row.problem]
    return tuple(_seen(name, [as_text(cells[n]).strip() for cells in found]) for n, name in enumerate(shape.columns))


def sample(actor: Actor, file_id: UUID, shape: Shape) -> list[Row]:
    """Some of the first rows, to try things on."""
    with files.opened(actor, file_id) as path:
        return list(islice(rows(path, shape), TRIED))


def cells_of(actor: Actor, file_id: UUID, shape: Shape, numbers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The cells of some rows that lie near each other, as text; none of a file that is forgotten."""
    if not numbers:
        return {}
    wanted, last = set(numbers), max(numbers)
    try:
        with files.opened(actor, file_id) as path:
            found = takewhile(lambda row: row.number <= last, rows(path, shape, from_row=min(numbers)))
            return {row.number: tuple(map(as_text, row.cells)) for row in found if row.number in wanted}
    except files.FileNotFound:
        return {}


def _seen(name: str, cells: Sequence[str]) -> ColumnSeen:
    filled = [cell for cell in cells if cell]
    often = Counter(filled)
    return ColumnSeen(
        name,
        tuple(text[:200] for text in dict.fromkeys(filled[:200]))[:SAMPLES],
        tuple((text[:200], times) for text, times in often.most_common(DISTINCT)),
        len(often) > DISTINCT,
        len(filled),
        len(cells),
    )
