"""Ids that sort by the time they were made (UUIDv7, RFC 9562 section 5.7)."""

from uuid import UUID

from uuid_utils import compat


def new() -> UUID:
    """A fresh id; later ids of one process sort after earlier ones."""
    return compat.uuid7()
