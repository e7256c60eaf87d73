"""Time going by within one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

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


@contextmanager
def pieces_after_one_another() -> Iterator[None]:
    """As outside of tests: each piece of an operation has a moment of its own, later than the one before."""
    minutes = count(1)

    @contextmanager
    def later(actor: Any) -> Iterator[Any]:
        with minutes_later(next(minutes)), unit.unit_of_work(actor) as opened:
            yield opened

    with patch("twofold.core.operations.carrying.unit_of_work", later):
        yield
