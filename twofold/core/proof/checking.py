"""Checking lines of the audit log by themselves: that each follows from the one before, and says what was hashed."""

from collections.abc import Iterable

import msgspec

from twofold.core.proof.entries import START, Head, digest_of
from twofold.core.proof.lines import Written


class LineBroken(Exception):
    """A line that is not what was written."""


def check_lines(lines: Iterable[bytes]) -> Head | None:
    """The last of the lines, each of which is true. The first may be any of the chain: what was before it is not looked at."""
    decoder = msgspec.json.Decoder(Written)
    head: Head | None = None
    for place, line in enumerate(lines, start=1):
        try:
            written = decoder.decode(line)
            head = _following(head, written)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
            raise LineBroken(f"Line {place:,} is not a line of the audit log: {error}") from error
    return head


def _following(head: Head | None, written: Written) -> Head:
    digest = digest_of(bytes.fromhex(written.salt), written.parts)
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
