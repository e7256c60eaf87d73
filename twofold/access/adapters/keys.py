"""What links in letters carry: signed, and of no use after a while. To open one changes nothing; a button on its page does."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

ADDRESS, CODE = "access.address", "access.code"
HOLDS = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class Claim:
    """That an address is a person's, as the one who reads its mail can confirm."""

    person_id: UUID
    address: str


def for_address(person_id: UUID, address: str) -> str:
    """The key of the link that proves an address."""
    return signing.dumps([str(person_id), address.lower()], salt=ADDRESS)


def read_address(key: str) -> Claim | None:
    """What the key says; None if it is not ours or too old."""
    try:
        person_id, address = signing.loads(key, salt=ADDRESS, max_age=HOLDS)
    except signing.BadSignature:
        return None
    return Claim(UUID(person_id), address)


def for_code(code: str) -> str:
    """The key of the link that brings a code along."""
    return signing.dumps(code, salt=CODE)


def read_code(key: str) -> str:
    """The code; empty if the key is not ours or too old."""
    try:
        return str(signing.loads(key, salt=CODE, max_age=HOLDS))
    except signing.BadSignature:
        return ""
