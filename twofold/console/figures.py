"""The figures at the head of a record: what they did lately, what they ordered. No events, no figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from twofold.core.money import Money, UnknownCurrency
from twofold.events.queries import Sums
from twofold.look import wording

ENOUGH = 10
"""Fewer events than that are nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words."""

    label: str
    value: str
    note: str = ""
    trend: str = ""
    tone: str = ""


def figures(sums: Sums) -> list[Figure]:
    """What there is to say, left out where there is nothing."""
    if sums.last_at is None:
        return []
    shown = [_events(sums)]
    if sums.orders:
        since = f"since {sums.ordered_since.year}" if sums.ordered_since else ""
        shown.append(Figure("Orders", wording.number(sums.orders), since))
    if value := _value(sums):
        shown.append(Figure("Ordered for", " + ".join(value)))
    return [*shown, Figure("Last event", wording.ago(sums.last_at))]


def _events(sums: Sums) -> Figure:
    if sums.before < ENOUGH:
        return Figure("Events, 90 days", wording.number(sums.recent))
    tone = "good" if sums.recent > sums.before else "bad" if sums.recent < sums.before else ""
    return Figure(
        "Events, 90 days", wording.number(sums.recent), trend=wording.trend(sums.recent, sums.before), tone=tone
    )


def _value(sums: Sums) -> Sequence[str]:
    """What the orders were worth, the greatest currency first, two of them at most."""
    said = []
    for currency, amount in sorted(sums.value.items(), key=lambda one: -one[1])[:2]:
        try:
            said.append(wording.money(Money.of(str(round(amount, 2)), currency).minor, currency))
        except (UnknownCurrency, ArithmeticError):
            continue
    return said
