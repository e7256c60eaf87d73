"""Saying how far the loading is: bars where somebody looks on, lines where a file or a log takes it down."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

LINE_SECONDS = 10.0

Advance = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is loaded in one go: what it is called meanwhile, how much it is, how it is done."""

    name: str
    sentence: str
    size: int
    do: Callable[[Advance], None]


class Telling(Protocol):
    """Somebody who is told of parts, several of which may go side by side."""

    def begin(self, part: Part) -> None:
        """It begins."""

    def advance(self, part: Part, by: int) -> None:
        """So much more of it is there."""

    def end(self, part: Part) -> None:
        """It is there."""


@contextmanager
def of(parts: Sequence[Part], out: Console) -> Iterator[Telling]:
    """Tell of these parts as fits the output."""
    if not out.is_terminal:
        yield _Lines(out)
        return
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=out) as progress:
        yield _Bars(progress, parts)


class _Bars:
    """A bar for each part, also for what is still to come."""

    def __init__(self, progress: Progress, parts: Sequence[Part]) -> None:
        self._progress = progress
        self._bars = {part.name: progress.add_task(part.sentence, total=part.size, start=False) for part in parts}

    def begin(self, part: Part) -> None:
        self._progress.start_task(self._bars[part.name])

    def advance(self, part: Part, by: int) -> None:
        self._progress.advance(self._bars[part.name], by)

    def end(self, part: Part) -> None:
        self._progress.update(self._bars[part.name], completed=part.size)


class _Lines:
    """A line when a part begins, when it is there, and every few seconds of a long one in between."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._done: dict[str, int] = {}
        self._began: dict[str, float] = {}
        self._told: dict[str, float] = {}

    def begin(self, part: Part) -> None:
        self._done[part.name] = 0
        self._began[part.name] = self._told[part.name] = time.monotonic()
        self._say(f"{part.sentence} ...")

    def advance(self, part: Part, by: int) -> None:
        self._done[part.name] += by
        now = time.monotonic()
        if now - self._told[part.name] >= LINE_SECONDS:
            self._told[part.name] = now
            self._say(f"{part.sentence}: {min(self._done[part.name], part.size):,} of {part.size:,}")

    def end(self, part: Part) -> None:
        self._say(f"{part.sentence}: there after {time.monotonic() - self._began[part.name]:.0f} s")

    def _say(self, line: str) -> None:
        self._out.print(line, markup=False, highlight=False, soft_wrap=True)
