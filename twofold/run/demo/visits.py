"""When the invented people come to the invented site: a plan of visits, small enough to be sorted before it is played."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from twofold.run.demo.companies import Company
from twofold.run.demo.lore import chance
from twofold.run.demo.people import Human, Mailbox
from twofold.run.demo.world import World

DAYS = 90
ACTIVE = 0.42
MOST_VISITS = 40
STRANGERS = 0.25  # for each of the people
ON_DAY = (1.0, 1.1, 1.05, 1.0, 0.8, 0.22, 0.16)
WAYS: dict[str, tuple[tuple["Kind", int], ...]] = {
    "reseller": (("shop", 70), ("portal", 15), ("docs", 5), ("help", 10)),
    "prospect": (("research", 78), ("docs", 22)),
    "partner": (("docs", 60), ("portal", 30), ("research", 10)),
}
WAYS_OF_BUYERS: tuple[tuple["Kind", int], ...] = (
    ("portal", 68),
    ("docs", 10),
    ("help", 9),
    ("research", 8),
    ("shop", 5),
)

Kind = Literal["research", "portal", "docs", "help", "shop", "enquiry"]


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """Somebody comes, or something: of a stranger nothing is known but the browser."""

    at: datetime
    number: int
    kind: Kind
    browser: str
    who: Human | Mailbox | None
    is_known: bool
    reveals: bool

    @property
    def company(self) -> Company | None:
        if isinstance(self.who, Human):
            return self.who.home
        return self.who.company if self.who else None


def plan(world: World) -> list[Visit]:
    """Every visit of the last weeks before the demo was loaded, by time."""
    visits = [*_of_people(world), *_of_mailboxes(world), *_of_strangers(world)]
    return sorted((visit for visit in visits if visit.at < world.began_at), key=lambda visit: (visit.at, visit.number))


def _of_people(world: World) -> Iterator[Visit]:
    dice = chance(world.seed, "visits")
    humans = world.staffing.humans
    number = 0
    for human in dice.sample(humans, int(len(humans) * ACTIVE)):
        count = min(MOST_VISITS, int(dice.paretovariate(1.2) * 1.7))
        for visit in of_human(dice, human, _times(dice, human.home.place.time_zone, world.began_at, count), number):
            number = visit.number + 1
            yield visit


def of_human(dice: Random, human: Human, times: list[datetime], number: int) -> Iterator[Visit]:
    """Visits at those times. A browser is a stranger's until its user signs in or leaves an address on it."""
    ways, weights = zip(*WAYS.get(human.home.kind, WAYS_OF_BUYERS), strict=True)
    browsers = [browser(dice) for _ in range(dice.choices((1, 2, 3), (6, 3, 1))[0])]
    known: set[str] = set()
    for at in times:
        kind, chosen = dice.choices(ways, weights)[0], dice.choice(browsers)
        was_known = chosen in known
        reveals = not was_known and (kind in {"portal", "help", "shop"} or dice.random() < 0.3)
        if reveals:
            known.add(chosen)
        yield Visit(at, number, kind, chosen, human, was_known, reveals)
        number += 1


def _of_mailboxes(world: World) -> Iterator[Visit]:
    """Somebody asks for a quote and leaves the address that all of them read."""
    dice = chance(world.seed, "mailboxes")
    number = 1_000_000
    for mailbox in world.staffing.mailboxes:
        zone = mailbox.company.place.time_zone
        for at in _times(dice, zone, world.began_at, dice.choices((1, 2, 3), (7, 2, 1))[0]):
            number += 1
            yield Visit(at, number, "enquiry", browser(dice), mailbox, is_known=False, reveals=True)


def _of_strangers(world: World) -> Iterator[Visit]:
    dice = chance(world.seed, "strangers")
    for number in range(2_000_000, 2_000_000 + int(len(world.staffing.humans) * STRANGERS)):
        (at,) = _times(dice, "Europe/Berlin", world.began_at, 1)
        yield Visit(at, number, "research", browser(dice), None, is_known=False, reveals=False)


def _times(dice: Random, time_zone: str, until: datetime, count: int) -> list[datetime]:
    """In office hours where they are, a little more often of late."""
    zone, last = ZoneInfo(time_zone), until.date()
    days = [last - timedelta(days=back) for back in range(DAYS, -1, -1)]
    weights = [ON_DAY[day.weekday()] * (0.7 + 0.6 * index / DAYS) for index, day in enumerate(days)]
    times = []
    for day in dice.choices(days, weights, k=count):
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        hour = min(23.5, max(5.0, dice.choice((dice.gauss(10.2, 1.4), dice.gauss(15.0, 1.7)))))
        times.append(midnight.astimezone(until.tzinfo) + timedelta(hours=hour, milliseconds=dice.randrange(60_000)))
    return sorted(times)


def browser(dice: Random) -> str:
    """What a browser is known by."""
    return str(UUID(int=dice.getrandbits(128), version=4))
