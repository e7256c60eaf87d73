"""Time going by within one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from twofold.core import unit
from twofold.core.unit import Unit


@contextmanager
def minutes_later(minutes: int = 1) -> Iterator[None]:
    """As if some minutes had gone by in the open unit of work (or, below zero, had yet to)."""
    now = unit.current()
    token = unit._open.set(Unit(now.actor, now.now + timedelta(minutes=minutes)))
    try:
        yield
    finally:
        unit._open.reset(token)
