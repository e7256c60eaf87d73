"""What is hashed, and how: the whole entry with a salt, then the chain over the digests.

docs/guide/audit.md says the same for those who check it with a program of their own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

# Every column but xid, which is the database's own and begins anew in a restored one. A test holds the list to the table.
COLUMNS = (
    "id::text",
    "seq::text",
    "name::text",
    "body::text",
    "actor_kind::text",
    "actor_id::text",
    "actor_name::text",
    "impersonator_id::text",
    "person_id::text",
    "account_id::text",
    "audience::text",
    "extract(epoch FROM {e}.recorded_at)::text",
)
SALT = 16
BEGINNING = bytes(32)
_NOTHING = b"-,"

Parts = Sequence[str | None]


def selected(alias: str) -> str:
    """The columns as text, for a SELECT."""
    return ", ".join(column.format(e=alias) if "{e}" in column else f"{alias}.{column}" for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain, or of a part of it: written `184223:9f3a…`."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"

    @classmethod
    def of(cls, text: str) -> "Head":
        """From how it is written; ValueError for anything else."""
        number, colon, digits = text.strip().partition(":")
        found = bytes.fromhex(digits)
        if not colon or not number.isascii() or not number.isdigit() or len(found) != len(BEGINNING):
            raise ValueError(text)
        return cls(int(number), found)

    def then(self, digest: bytes) -> "Head":
        """The link after this one."""
        number = self.number + 1
        return Head(number, hashlib.sha256(self.hash + number.to_bytes(8, "big") + digest).digest())


START = Head(0, BEGINNING)


def canonical(parts: Parts) -> bytes:
    """Each part with its length in front, so that no two entries are written the same: `5:hello,`, and `-,` for nothing."""
    pieces = []
    for part in parts:
        if part is None:
            pieces.append(_NOTHING)
        else:
            text = part.encode()
            pieces.append(b"%d:%b," % (len(text), text))
    return b"".join(pieces)


def digest_of(salt: bytes, parts: Parts) -> bytes:
    """What the chain says of an entry. Without the salt nobody can guess from it what the entry said."""
    return hashlib.sha256(salt + canonical(parts)).digest()
