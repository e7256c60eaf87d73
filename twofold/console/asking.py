"""What a page reads out of an address: numbers and ids that a stranger may have typed."""

from uuid import UUID

DIGITS = 18  # of any number of which a bigint has room


def whole(text: str) -> int | None:
    """A whole number that fits a bigint, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def an_id(text: str) -> UUID | None:
    """An id, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
