"""Time going by within one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from twofold.core import unit


@contextmanager
def minutes_later(minutes: int = 1) -> Iterator[None]:
    """As if some minutes had gone by in the open unit of work (or, below zero, had yet to)."""
    now = unit.current()
    token = unit._open.set(
        replace(now, now=now.now + timedelta(minutes=minutes), written_at=now.written_at + timedelta(minutes=minutes))
    )
    try:
        yield
    finally:
        unit._open.reset(token)
