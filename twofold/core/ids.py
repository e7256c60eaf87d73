"""Ids that sort by the time they were made (UUIDv7, RFC 9562 section 5.7)."""

from uuid import UUID

from uuid_utils import compat, uuid7


def new() -> UUID:
    """A fresh id; later ids of one process sort after earlier ones."""
    return compat.uuid7()


def text() -> str:
    """The same as text, in a quarter of the time: for rows that go out by COPY and are not spoken of again."""
    return str(uuid7())
