"""What the log says of what was refused and of who looked at what: it changes nothing, and is worth knowing."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from twofold.core.facts import Audience, Fact


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Fact):
    """Somebody was refused what they asked for, `times` in the minute before.

    `code` is the refusal's, `what` they asked for, `address` where they asked from. `person_id` is who was meant, where
    it is not yet known who asks.
    """

    audience: ClassVar[Audience] = Audience.PERSON

    code: str
    what: str
    permission: str = ""
    address: str = ""
    times: int = 1
    person_id: UUID | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RecordRead(Fact):
    """Somebody looked at the record of a person; told once for each reader, person and hour."""

    person_id: UUID
    where: str


@dataclass(frozen=True, kw_only=True)
class LedgerExported(Fact):
    """Somebody took entries of the ledger out; `asked` is what they searched for, in words of the search."""

    format: str
    asked: dict[str, str]
    account_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Remains:
    """What is left of an entry that was erased: the digest of it, without a salt."""

    entry: UUID
    digest: str


@dataclass(frozen=True, kw_only=True)
class EntriesErased(Fact):
    """What entries said of a person was erased, for this reason. By the digests it is known that no more was changed."""

    person_id: UUID
    reason: str
    entries: list[Remains]
