"""The stretches of time that lists offer to filter by: "in 7 days", "not for 90 days", or from a day to a day."""

from collections.abc import Sequence
from datetime import date

from twofold.directory.conditions import EVERYTHING, Condition, Is, Operator, every

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


def condition(field: str, text: str) -> Condition:
    """What `7d`, `not-90d` or `2026-01-01..2026-02-01` ask of a field in time; nothing of anything else."""
    days = text.removeprefix("not-").removesuffix("d")
    if text.endswith("d") and days.isascii() and days.isdigit() and len(days) <= 4:
        sign = Operator.LESS if text.startswith("not-") else Operator.AT_LEAST
        return Is(field, sign, (f"-{days}d",))
    first, _, last = text.partition("..")
    return every(
        Is(field, Operator.AT_LEAST, (first,)) if _is_day(first) else EVERYTHING,
        Is(field, Operator.AT_MOST, (last,)) if _is_day(last) else EVERYTHING,
    )


def in_words(text: str) -> str:
    """What a chip says of it."""
    known = dict((*WITHIN, *QUIET)).get(text)
    if known:
        return known
    first, _, last = text.partition("..")
    return " ".join(filter(None, (first and f"from {first}", last and f"to {last}"))) or text


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
