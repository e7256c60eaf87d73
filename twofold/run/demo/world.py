"""The whole of the demo, as a function of its seed and of the moment it was first loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from twofold.run.demo import cdnow, companies, people
from twofold.run.demo.companies import Company
from twofold.run.demo.lore import chance
from twofold.run.demo.people import Staffing


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the demo is: `both` of the customers of the real part are among the people at work."""

    customers: int
    accounts: int
    people: int
    both: int


WHOLE = Scale(customers=23_570, accounts=2_500, people=12_000, both=600)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is invented, except what people do."""

    seed: int
    began_at: datetime
    companies: list[Company]
    staffing: Staffing
    moved: timedelta


def build(seed: int, began_at: datetime, customers: Iterable[str], *, scale: Scale = WHOLE) -> World:
    """The same world for the same seed and moment. `customers` are the numbers of the real part, some of whom also work."""
    today = began_at.date()
    numbers = chance(seed, "both").sample(sorted(set(customers)), scale.both)
    found = companies.build(seed, today=today, accounts=scale.accounts)
    consumers = [cdnow.consumer(seed, number) for number in numbers]
    staffing = people.build(seed, found, consumers, today=today, people=scale.people)
    return World(seed, began_at, found, staffing, cdnow.moved_by(today))
