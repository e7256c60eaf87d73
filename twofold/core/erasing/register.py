"""Who erases what: each room declares a step, the columns of which it takes care, and those in which a person's id may stay."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.operations import Doing

SHORTEST_WORD = 5
KNOWN_BY = ("words", "values", "devices", "names")
# A word of its own in a text: ana@helio.example is named neither by diana@helio.example nor by ana@helio.example.org.
NAMING = r"(?:^|\\[bfnrt]|[^[:alnum:]._%%+-])(?:%s)(?![[:alnum:]_-]|\.[[:alnum:]])"


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
    texts = {json.dumps(word, ensure_ascii=False)[1:-1] for word in words if len(word) >= SHORTEST_WORD}
    texts |= {json.dumps(value, ensure_ascii=False) for value in values if len(value) >= SHORTEST_WORD}
    return NAMING % "|".join(map(re.escape, sorted(texts))) if texts else None
