"""The kinds of long operations: what a piece of each is, and how it is undone."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor

UNDO = ".undo"


@dataclass(frozen=True, slots=True)
class Doing:
    """An operation under way, as its step sees it: what was told at the start, and how far it has come."""

    operation_id: UUID
    told: Mapping[str, Any]
    position: Mapping[str, Any] = field(default_factory=dict)
    total: int | None = None
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    undoes: UUID | None = None
    is_over: bool = False
    rest_seconds: float = 0

    def on(
        self,
        done: int = 0,
        *,
        position: Mapping[str, Any] | None = None,
        total: int | None = None,
        counts: Mapping[str, int] | None = None,
        is_over: bool = False,
        rest_seconds: float = 0,
    ) -> "Doing":
        """So much further: `done` and `counts` are added to what there is, the others replace it where given.

        `rest_seconds` is how long to leave it before the next piece, where something else has to happen first.
        """
        return replace(
            self,
            done=self.done + done,
            position=self.position if position is None else position,
            total=self.total if total is None else total,
            counts=dict(Counter(self.counts) + Counter(counts or {})),
            is_over=is_over,
            rest_seconds=rest_seconds,
        )


Step = Callable[[Actor, Doing], Doing]


@dataclass(frozen=True, slots=True)
class Kind:
    """What operations of a kind are called, who may start them, and one piece of the work."""

    name: str
    title: str
    permission: str
    step: Step
    undone_by: Step | None = None
    forgets: Sequence[str] = ()


register: dict[str, Kind] = {}


def operation(
    name: str, *, title: str, permission: str, undone_by: Step | None = None, forgets: Sequence[str] = ()
) -> Callable[[Step], Step]:
    """Declare a long operation by its step, which does one bounded piece (0.2 to 1 s) and says how far it has come.

    The step is called again and again, each time in a unit of work of its own, until it says that it is over. What it
    writes and how far it has come are committed together, so a piece is done once or not at all. `undone_by` is the step
    of the operation that undoes one of this kind, which it finds as `doing.undoes`. What it `forgets` of what it was told is gone
    once it is done; until then, also where it failed or was cancelled, it is needed to go on.
    """

    def declare(step: Step) -> Step:
        register[name] = Kind(name, title, permission, step, undone_by, forgets)
        if undone_by:
            register[name + UNDO] = Kind(name + UNDO, f"Undo: {title}", permission, undone_by)
        return step

    return declare
