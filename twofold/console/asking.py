"""What a page reads out of an address: numbers and ids that a stranger may have typed."""

from uuid import UUID

LARGEST = 2**63 - 1


def whole(text: str) -> int | None:
    """A whole number that fits a bigint, or None."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST else None


def an_id(text: str) -> UUID | None:
    """An id, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
