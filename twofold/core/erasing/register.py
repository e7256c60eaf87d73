"""Who erases what: each room declares a step, the columns of which it takes care, and those in which a person's id may stay."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.operations import Doing

T = TypeVar("T")
SHORTEST_WORD = 5
KNOWN_BY = ("words", "values", "devices", "names")
# A word of its own in a text: ana@helio.example is named neither by diana@helio.example nor by ana@helio.example.org.
# It means the same to Postgres and to Python.
NAMING = r"(?:^|\\[bfnrt]|[^\w.%%+-])(?:%s)(?![\w-]|\.\w)"
NUMBER = r"[:\[,]\s*(?:%s)\s*[\]},]"  # a whole value of JSON that is one


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is to be erased, and by what they are found where no id tells.

    `people` are the person and those who turned out to be them. `words` are addresses and phones, `values` what else they are
    known by, which counts only as a whole; `devices` are random, and stand on the tape alone; `names` are what they are called,
    as others may be, too.
    """

    people: tuple[UUID, ...]
    words: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def naming(self) -> str | None:
        """What JSON as text looks like that names them, as a regular expression of Postgres; None where nothing would."""
        return _naming(self.words, self.values)

    @property
    def naming_or_calling(self) -> str | None:
        """The same where it does no harm to take a namesake along."""
        return _naming((*self.words, *self.names), self.values)

    def named_in(self, bodies: Iterable[tuple[T, bytes | memoryview]]) -> Iterator[T]:
        """Which of these bodies, as they were sent, name them by the same rule; by an id or a device, too."""
        words, values = (*map(str, self.people), *self.words), (*self.values, *self.devices)
        marks = {way.lower() for mark in _long_enough((*words, *values)) for way in _ways_to_write(mark)}
        naming = re.compile(_naming_as_sent(words, values), re.IGNORECASE)
        for one, body in bodies:
            text = bytes(body).decode(errors="replace")
            lowered = text.lower()  # a quick look first: most bodies name nobody who is meant
            if any(mark in lowered for mark in marks) and naming.search(text):
                yield one


Eraser = Callable[[Actor, Meant, Doing], Doing]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a room declared. `erased` and `kept` (with the reason) are columns, as `table.column`."""

    step: Eraser
    erased: Collection[str]
    kept: Mapping[str, str]
    is_after_log: bool


_erasers: dict[str, Declared] = {}


def declare_eraser(
    room: str,
    step: Eraser,
    *,
    erased: Collection[str] = (),
    kept: Mapping[str, str] | None = None,
    is_after_log: bool = False,
) -> None:
    """Say how a room erases what it keeps of people. The step is one of a long operation (`core.operations`).

    It is called with its own position until it says that it is over, in the order of the rooms, and again with nothing to do
    when somebody is erased again. Its counts say what was erased, and stand in the receipt; no text may. `is_after_log` is
    what was told of the log elsewhere, and is told again once that is emptied.
    """
    _erasers[room] = Declared(step, erased, kept or {}, is_after_log)


def declared() -> Mapping[str, Declared]:
    """What the rooms declared, from the ground up."""
    return _erasers


def meant(told: Mapping[str, Any]) -> Meant:
    """Who is meant, from what an operation was told."""
    people = tuple(UUID(one) for one in (told["person"], *told["parts"]))
    return Meant(people, *(tuple(told.get(kind, ())) for kind in KNOWN_BY))


def _naming(words: Collection[str], values: Collection[str]) -> str | None:
    texts = {json.dumps(word, ensure_ascii=False)[1:-1] for word in _long_enough(words)}
    texts |= {json.dumps(value, ensure_ascii=False) for value in _long_enough(values)}
    return NAMING % _any_of(texts) if texts else None


def _naming_as_sent(words: Collection[str], values: Collection[str]) -> str:
    texts = {way for word in _long_enough(words) for way in _ways_to_write(word)}
    texts |= {f'"{way}"' for value in _long_enough(values) for way in _ways_to_write(value)}
    numbers = {value for value in _long_enough(values) if value.isdecimal()}
    return NAMING % _any_of(texts) + (f"|{NUMBER % _any_of(numbers)}" if numbers else "")


def _ways_to_write(mark: str) -> set[str]:
    """As a text, and as JSON with and without letters that are not ASCII."""
    return {mark, json.dumps(mark)[1:-1], json.dumps(mark, ensure_ascii=False)[1:-1]}


def _long_enough(marks: Iterable[str]) -> list[str]:
    return [mark for mark in marks if len(mark) >= SHORTEST_WORD]


def _any_of(texts: Collection[str]) -> str:
    return "|".join(map(re.escape, sorted(texts)))
