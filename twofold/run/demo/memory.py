"""How far the demo is loaded, as the ledger remembers it."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from twofold.core import queries as core
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import name_of, record
from twofold.core.queries import Asked
from twofold.core.unit import unit_of_work
from twofold.run.demo.facts import DemoBegun, DemoPartLoaded

ACTOR = Actor.system("twofold demo")
SEED = 1997


@dataclass(frozen=True, slots=True)
class Memory:
    """Since when, from which seed, and which parts."""

    seed: int
    began_at: datetime
    parts: frozenset[str]


def recall() -> Memory | None:
    """What is remembered; None if no demo was ever begun here. A unit of work must be open."""
    begun = core.ledger(ACTOR, Asked(name=name_of(DemoBegun)), limit=1).entries
    if not begun:
        return None
    first = msgspec.convert(begun[0].body, DemoBegun)
    parts = core.ledger(ACTOR, Asked(name=name_of(DemoPartLoaded)), limit=100).entries
    return Memory(first.seed, first.began_at, frozenset(entry.body["part"] for entry in parts))


def begin() -> Memory:
    """Remember that the demo begins now, or recall when it did."""
    with unit_of_work(ACTOR):
        known = recall()
        if known is None:
            began_at = unit.now().replace(microsecond=0)
            record(DemoBegun(seed=SEED, began_at=began_at), by=ACTOR)
            known = Memory(SEED, began_at, frozenset())
        return known


def finish(part: str) -> None:
    """Remember that a part is there. A unit of work must be open: best the one that wrote the part."""
    record(DemoPartLoaded(part=part), by=ACTOR)
