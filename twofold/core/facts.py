"""Facts: what Twofold did, in the past tense, written in the transaction of the change."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry

F = TypeVar("F", bound="Fact")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Subclasses say `person_id` or `account_id` where it is about one of them.

    Fields are what msgspec turns into JSON and back: text, numbers, UUIDs, dates, enums, lists, dictionaries, dataclasses.
    """


def name_of(fact: type[Fact]) -> str:
    """The stable name: `DealWon` of the room sales is `sales.deal.won`."""
    room = fact.__module__.split(".")[1]
    *noun, past = re.findall(r"[A-Z][a-z0-9]*", fact.__name__)
    return f"{room}.{'_'.join(noun).lower()}.{past.lower()}"


def record(fact: Fact, *, by: Actor) -> LedgerEntry:
    """Write one fact into the ledger, in the transaction that is open."""
    (entry,) = record_all([fact], by=by)
    return entry


def record_all(facts: Iterable[Fact], *, by: Actor) -> list[LedgerEntry]:
    """Write many facts in one statement, in the order given."""
    at = unit.now()
    return LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                id=ids.new(),
                name=name_of(type(fact)),
                body=msgspec.to_builtins(fact),
                actor_kind=by.kind,
                actor_id=by.person_id,
                actor_name=by.name,
                person_id=getattr(fact, "person_id", None),
                account_id=getattr(fact, "account_id", None),
                recorded_at=at,
            )
            for fact in facts
        ],
        batch_size=2_000,
    )


def read(fact: type[F], body: dict[str, Any]) -> F:
    """The fact again, from the body of its entry; fields it no longer has are passed over."""
    return msgspec.convert(body, fact)
