"""The real part: what 23,570 customers of the record shop CDNOW bought between January 1997 and June 1998.

The set gives a customer's number, the day, how many CDs and for how many dollars. Nothing else is known of these people:
their names and addresses here are invented, and so is the time of day. The dates are moved to the present by whole weeks, so
that weekdays and every interval between purchases stay as they were.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from twofold.run.demo.calls import By, Call, identify, track
from twofold.run.demo.lore import Culture, address, chance, lore

PACKAGE = "lifetimes"
FILE = "CDNOW_master.txt"
LAST_DAY = date(1998, 6, 30)
OVERSEAS = 0.18


class DemoDataMissing(Exception):
    """The package that carries the purchases is not installed."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A line of the set."""

    number: int
    customer: str
    day: date
    cds: int
    cents: int


@dataclass(frozen=True, slots=True)
class Consumer:
    """A customer of the set, with an invented name."""

    user_id: str
    given: str
    family: str
    email: str
    locale: str
    country: str
    city: str
    time_zone: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


def find() -> Path:
    """Where the set is. The package that carries it is never imported: it is wanted for this file alone."""
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if file.name == FILE:
            return Path(str(file.locate()))
    raise DemoDataMissing(f"The purchases are in the package {PACKAGE}: pip install --no-deps -r requirements/demo.txt")


def purchases(file: Path) -> Iterator[Purchase]:
    """Every line of the set, in its order: by customer, then by day."""
    with file.open(encoding="ascii") as lines:
        next(lines)
        for number, line in enumerate(lines, start=1):
            customer, day, cds, dollars = line.split()
            yield Purchase(number, customer, date.fromisoformat(day), int(cds), round(float(dollars) * 100))


def moved_by(today: date) -> timedelta:
    """How far the dates are moved: as many whole weeks as let the history end in the seven days before today."""
    return timedelta(weeks=(today - timedelta(days=1) - LAST_DAY).days // 7)


def consumer(seed: int, customer: str) -> Consumer:
    """The customer of that number with the name that the seed gives; the same one every time."""
    dice = chance(seed, "consumer", customer)
    culture = lore().culture(dice) if dice.random() < OVERSEAS else _american()
    given, family, place = dice.choice(culture.given), dice.choice(culture.family), dice.choice(culture.places)
    return Consumer(
        user_id=f"cdnow-{customer}",
        given=given,
        family=family,
        email=f"{address(given, family)}.{int(customer)}@post.example",
        locale=culture.locale,
        country=place.country,
        city=place.city,
        time_zone=place.time_zone,
    )


def calls(seed: int, history: Iterable[Purchase], moved: timedelta) -> Iterator[Call]:
    """The history as the shop's own system would have sent it, day by day: each customer once, then each order."""
    known: set[str] = set()
    for purchase in sorted(history, key=lambda one: (one.day, one.number)):
        at = _moment(seed, purchase, moved)
        if purchase.customer not in known:
            known.add(purchase.customer)
            yield _introduce(consumer(seed, purchase.customer), at - timedelta(minutes=2))
        yield _order(purchase, at)


def _american() -> Culture:
    return next(culture for culture in lore().cultures if culture.key == "us")


def _moment(seed: int, purchase: Purchase, moved: timedelta) -> datetime:
    """The moved day, at an invented time: most people buy music in the evening."""
    minutes = int(chance(seed, "time", purchase.number).triangular(7 * 60, 23.9 * 60, 19 * 60))
    return datetime.combine(purchase.day + moved, time(tzinfo=UTC)) + timedelta(minutes=minutes)


def _introduce(who: Consumer, at: datetime) -> Call:
    traits = {
        "firstName": who.given,
        "lastName": who.family,
        "email": who.email,
        "locale": who.locale,
        "timezone": who.time_zone,
        "address": {"city": who.city, "country": who.country},
        "cdnow_customer": who.user_id.removeprefix("cdnow-"),
    }
    return identify(By(f"{who.user_id}-known", at, who.user_id), traits)


def _order(purchase: Purchase, at: datetime) -> Call:
    total = purchase.cents / 100
    each = round(purchase.cents / max(purchase.cds, 1)) / 100
    properties = {
        "order_id": f"CD-{purchase.number:06}",
        "total": total,
        "revenue": total,
        "currency": "USD",
        "products": [{"product_id": "cd", "name": "CD", "category": "Music", "quantity": purchase.cds, "price": each}],
    }
    return track(By(f"cdnow-{purchase.number}", at, f"cdnow-{purchase.customer}"), "Order Completed", properties)
