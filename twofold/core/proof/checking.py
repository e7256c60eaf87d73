"""Checking lines of the audit log by themselves: that each follows from the one before, and says what was hashed."""

from collections.abc import Iterable

import msgspec

from twofold.core.proof.entries import START, Head, digest_of
from twofold.core.proof.lines import Written

ERASED = "core.entries.erased"


class LineBroken(Exception):
    """A line that is not what was written."""


class _Remains(msgspec.Struct):
    """What a fact of erasing says is left of an entry."""

    entry: str
    digest: str


class _Erased(msgspec.Struct):
    entries: list[_Remains]


def check_lines(lines: Iterable[bytes]) -> Head | None:
    """The last of the lines, each of which is true. The first may be any of the chain: what was before it is not looked at.

    Of a line that was erased what is left must be what a later line tells.
    """
    decoder = msgspec.json.Decoder(Written)
    head: Head | None = None
    untold: dict[str | None, tuple[int, str]] = {}
    for place, line in enumerate(lines, start=1):
        try:
            written = decoder.decode(line)
            head = _following(head, written)
            if written.digest:
                untold[written.id] = written.number, digest_of(b"", written.parts).hex()
            if written.name == ERASED:
                _tell(untold, written)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
            raise LineBroken(f"Line {place:,} is not a line of the audit log: {error}") from error
    for number, _ in untold.values():
        raise LineBroken(f"Entry number {number:,} was erased, and no later line tells who did it and what is left.")
    return head


def _tell(untold: dict[str | None, tuple[int, str]], fact: Written) -> None:
    """Who erased what is told here, and what is left of it."""
    for one in msgspec.json.decode(fact.body, type=_Erased).entries:
        number, left = untold.pop(one.entry, (0, one.digest))
        if left != one.digest:
            raise LineBroken(f"Entry number {number:,} was changed after it was erased.")


def _following(head: Head | None, written: Written) -> Head:
    digest = bytes.fromhex(written.digest) if written.digest else digest_of(bytes.fromhex(written.salt), written.parts)
    if head is None and written.number > 1:
        return written.head
    head = head or START
    if written.number != head.number + 1:
        raise LineBroken(
            f"After number {head.number:,} comes number {written.number:,}: something was removed or reordered."
        )
    if head.then(digest) != written.head:
        raise LineBroken(f"Entry number {written.number:,} is not what was written, or does not belong here.")
    return written.head
