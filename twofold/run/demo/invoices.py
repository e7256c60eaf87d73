"""What the invented company's own back office reports of its business customers: orders and invoices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from twofold.run.demo import calls
from twofold.run.demo.calls import Call
from twofold.run.demo.companies import Company
from twofold.run.demo.lore import Product, chance, lore
from twofold.run.demo.people import Human, Seat
from twofold.run.demo.playing import order
from twofold.run.demo.world import World

DAYS = 90
ORDERING = 0.55
BUYERS = {"Purchasing": 0, "Management": 1, "Finance": 2}


@dataclass(frozen=True, slots=True)
class Planned:
    """Who will order, and when."""

    at: datetime
    number: int
    company: Company
    buyer: Human


def plan(world: World) -> list[Planned]:
    """Who orders when, by time."""
    dice = chance(world.seed, "invoices")
    orders, number = [], 0
    for company, buyer in _buyers(world.staffing.seats):
        if not company.buys or dice.random() > ORDERING:
            continue
        for _ in range(min(12, int(dice.paretovariate(1.3)))):
            number += 1
            at = world.began_at - timedelta(days=dice.uniform(0, DAYS))
            orders.append(Planned(at, number, company, buyer))
    return sorted(orders, key=lambda one: (one.at, one.number))


def play(seed: int, planned: Planned) -> Iterator[Call]:
    """The order, and its invoice a few minutes later."""
    dice, company, user = chance(seed, "invoice", planned.number), planned.company, planned.buyer.user_id
    context = {"groupId": company.key}
    properties = order(f"SO-{planned.number:06}", _lines(dice, company), company)
    stem, at = f"erp-{planned.number}", planned.at
    yield calls.track(calls.By(f"{stem}-1", at, user, context=context), "Order Completed", properties)
    invoice = {name: properties[name] for name in ("order_id", "total", "currency")}
    later = at + timedelta(minutes=3)
    yield calls.track(calls.By(f"{stem}-2", later, user, context=context), "Invoice Sent", invoice)


def _buyers(seats: list[Seat]) -> list[tuple[Company, Human]]:
    """For each account the one who would order."""
    best: dict[str, Seat] = {}
    for seat in seats:
        if seat.has_left or seat.is_guest:
            continue
        present = best.get(seat.company.key)
        if present is None or BUYERS.get(seat.department, 9) < BUYERS.get(present.department, 9):
            best[seat.company.key] = seat
    return [(seat.company, seat.human) for seat in best.values()]


def _lines(dice: Random, company: Company) -> list[tuple[Product, int]]:
    fitting = [one for one in lore().site.products if (one.category == "Wholesale") == (company.kind == "reseller")]
    return [
        (product, max(1, int(company.employees**0.3 * dice.uniform(0.4, 1.6))))
        for product in dice.sample(fitting, dice.randint(1, min(3, len(fitting))))
    ]
