"""The parts of a condition. Each has one way to be written, so that reading what was written gives the same tree."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from twofold.core.refusals import Invalid

DEEPEST = 10
MOST_PARTS = 100
MOST_VALUES = 1_000


@dataclass(eq=False)
class ConditionNotUnderstood(Invalid):
    """This condition cannot be understood."""

    reason: str
    position: int | None = None
    suggestion: str = ""

    @property
    def message(self) -> str:
        """What is wrong, where, and what may have been meant."""
        where = "" if self.position is None else f"At character {self.position + 1}: "
        meant = f" Did you mean “{self.suggestion}”?" if self.suggestion else ""
        return f"{where}{self.reason}{meant}"


class Operator(StrEnum):
    """How a field is compared. `!=` is the opposite of `=`: what has no value is not equal to anything."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    HAS = ":"
    ONE_OF = "IN"
    UNDER = "UNDER"
    EMPTY = "IS EMPTY"
    PRESENT = ":*"


LONE = frozenset({Operator.EMPTY, Operator.PRESENT})


@dataclass(frozen=True, slots=True)
class Is:
    """A field compared with a value as it was written, or with several. `at` is where it stood, for refusals."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()
    at: int | None = dataclasses.field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        few, many = (0, 0) if self.operator in LONE else (1, MOST_VALUES if self.operator == Operator.ONE_OF else 1)
        if not few <= len(self.values) <= many:
            expected = "no value" if not many else "one value" if many == 1 else f"one to {many} values"
            raise ConditionNotUnderstood(f"{self.field} {self.operator} takes {expected}.", self.at)
        if any("\0" in text for text in (self.field, *self.values)):
            raise ConditionNotUnderstood("There is a character in it that no text may have.", self.at)


@dataclass(frozen=True, slots=True)
class Not:
    """Whoever the part leaves out."""

    part: "Condition"

    def __post_init__(self) -> None:
        if self.part == EVERYTHING:
            raise ConditionNotUnderstood("NOT needs something to be turned round.")


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts hold. Without parts it leaves nobody out (`EVERYTHING`)."""

    parts: tuple["Condition", ...] = ()

    def __post_init__(self) -> None:
        if len(self.parts) == 1 or any(part == All() for part in self.parts):
            raise ConditionNotUnderstood("AND joins two parts or more.")


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the parts holds."""

    parts: tuple["Condition", ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2 or any(part == All() for part in self.parts):
            raise ConditionNotUnderstood("OR joins two parts or more.")


@dataclass(frozen=True, slots=True)
class Some:
    """There is one `membership` (of a person) or one `member` (of an account) of which the condition holds."""

    relation: str
    condition: "Condition" = All()
    at: int | None = dataclasses.field(default=None, compare=False, repr=False)


Condition = Is | Not | All | Any | Some
EVERYTHING = All()


def every(*parts: Condition) -> Condition:
    """All of the parts, however many there are; those that ask for nothing are left out."""
    asking = tuple(part for part in parts if part != EVERYTHING)
    return asking[0] if len(asking) == 1 else All(asking)


def one_of(*parts: Condition) -> Condition:
    """Any of the parts. A part that asks for nothing lets everybody in, and so do no parts at all."""
    if not parts or EVERYTHING in parts:
        return EVERYTHING
    return parts[0] if len(parts) == 1 else Any(parts)


def fields_in(condition: Condition) -> Iterator[str]:
    """The fields that are asked about, of the subject itself and of what `Some` speaks of."""
    for part, _ in walk(condition):
        if isinstance(part, Is):
            yield part.field


def walk(condition: Condition, depth: int = 1) -> Iterator[tuple[Condition, int]]:
    """The condition and all that is in it, each with how deep it stands."""
    yield condition, depth
    for part in _inside(condition):
        yield from walk(part, depth + 1)


def require_bounded(condition: Condition) -> Condition:
    """The condition, unless it is too deep or has too many parts for anybody to have meant it."""
    for number, (_, depth) in enumerate(walk(condition), start=1):
        if depth > DEEPEST:
            raise ConditionNotUnderstood(f"Parts stand in each other at most {DEEPEST} deep.")
        if number > MOST_PARTS:
            raise ConditionNotUnderstood(f"There are at most {MOST_PARTS} parts.")
    return condition


def _inside(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All(parts) | Any(parts):
            return parts
        case Not(part):
            return (part,)
        case Some(condition=part):
            return (part,)
        case _:
            return ()
