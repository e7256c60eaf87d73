"""What a list is asked for, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from twofold.directory.conditions import EVERYTHING, Condition

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which people or accounts. `text` is what was typed into the search field of the list.

    Without more: everybody who is known, or every account. `visitors` are asked for instead of people who are known,
    `removed` instead of those who are there.
    """

    where: Condition = EVERYTHING
    text: str = ""
    removed: bool = False
    visitors: bool = False


EVERYBODY = Asked()


@dataclass(frozen=True, slots=True)
class Named:
    """A person or an account that a value points at."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list. `values` has the columns that were asked for and no others, by the keys of their fields.

    Owners, accounts and people are `Named`; tags and several choices are tuples; money is as custom fields keep it
    (`{"minor": …, "currency": …}`); moments and dates are such; what is empty is None, or () where there may be several.
    `job_id` is the primary membership when a column of it was asked for, for its verbs.
    """

    id: UUID
    values: Mapping[str, Any]
    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class About:
    """How many there are: exactly, or about."""

    number: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and where the pages beside it begin (None: there is none).

    `about` is how many there are in the list, where finding the page has told it.
    """

    rows: list[T]
    before: str | None
    after: str | None
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Those of a list that have a value in common. `where` asks for them alone; `value` None has none."""

    value: Any
    label: str
    count: int
    where: Condition


@dataclass(frozen=True, slots=True)
class Groups:
    """The largest groups first, and how many are in smaller ones that are not shown.

    When not `is_exact` they were counted in a sample and scaled: about right, and small groups may be missing.
    """

    groups: tuple[Group, ...]
    others: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some numbers; of amounts of money in one currency, in minor units."""

    count: int
    total: float
    mean: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Sums:
    """A column in figures: how many have a value, and what numbers and amounts come to.

    Amounts are by their currency, the commonest first; plain numbers have none, and stand under "".
    """

    filled: int
    figures: Mapping[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """The row below a list. When not `is_exact` it was taken from a sample and scaled; `least` and `most` are the sample's."""

    rows: int
    columns: Mapping[str, Sums]
    is_exact: bool
