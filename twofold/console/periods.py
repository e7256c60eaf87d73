"""The stretches of time that lists offer to filter by: "in 7 days", "not for 90 days", or from a day to a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from twofold.core import clock

Span = tuple[datetime | None, datetime | None]

WITHIN: Sequence[tuple[str, str]] = (
    ("1d", "in 24 hours"),
    ("7d", "in 7 days"),
    ("30d", "in 30 days"),
    ("90d", "in 90 days"),
)
QUIET: Sequence[tuple[str, str]] = (
    ("not-30d", "not for 30 days"),
    ("not-90d", "not for 90 days"),
    ("not-365d", "not for a year"),
)


def span(text: str) -> Span:
    """From (included) and to (not included) of `7d`, `not-90d` or `2026-01-01..2026-02-01`; nothing of anything else."""
    days = text.removeprefix("not-").removesuffix("d")
    if text.endswith("d") and days.isascii() and days.isdigit() and len(days) <= 4:
        edge = clock.now() - timedelta(days=int(days))
        return (None, edge) if text.startswith("not-") else (edge, None)
    first, _, last = text.partition("..")
    return _midnight(first, 0), _midnight(last, 1)


def in_words(text: str) -> str:
    """What a chip says of it."""
    known = dict((*WITHIN, *QUIET)).get(text)
    if known:
        return known
    first, _, last = text.partition("..")
    return " ".join(filter(None, (first and f"from {first}", last and f"to {last}"))) or text


def _midnight(text: str, days_on: int) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=days_on), time(), UTC)
    except (ValueError, OverflowError):
        return None
