"""Facts: what Twofold did, in the past tense, written in the transaction of the change."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag
from typing import Any, ClassVar, TypeVar

import msgspec
from django.db import connection

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.copying import Copying
from twofold.core.models import LedgerEntry

F = TypeVar("F", bound="Fact")


class Audience(IntFlag):
    """Who besides staff is shown a fact: the person it is about, those who see the log of the account it is about, or nobody.

    Whoever is named here reads the whole body, and who did it. The database holds them to it (core's migration 0005).
    """

    STAFF = 0
    PERSON = 1
    ACCOUNT = 2


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Subclasses say `person_id` or `account_id` where it is about one of them.

    Fields are what msgspec turns into JSON and back: text, numbers, UUIDs, dates, enums, lists, dictionaries, dataclasses.
    What customers are shown of their own log says so by its `audience`; every other fact is for staff alone.
    """

    audience: ClassVar[Audience] = Audience.STAFF

    def shown_to(self) -> Audience:
        """Who of its audience is shown this one; a fact may be less widely told than others of its kind."""
        return self.audience


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
    at = unit.written_at()
    entries = [
        LedgerEntry(
            id=ids.new(),
            name=name_of(type(fact)),
            body=msgspec.to_builtins(fact),
            actor_kind=by.kind,
            actor_id=by.person_id,
            actor_name=by.name,
            impersonator_id=by.impersonator_id,
            person_id=getattr(fact, "person_id", None),
            account_id=getattr(fact, "account_id", None),
            audience=fact.shown_to(),
            recorded_at=at,
        )
        for fact in facts
    ]
    if entries:
        _write(entries, by=by, at=at)
    return entries


WRITE = """
INSERT INTO core_ledgerentry (
    id, name, body, person_id, account_id, audience, actor_kind, actor_id, actor_name, impersonator_id, recorded_at
)
SELECT v.*, %s, %s, %s, %s, %s
FROM unnest(%s::uuid[], %s::text[], %s::jsonb[], %s::uuid[], %s::uuid[], %s::smallint[]) AS v
RETURNING seq
"""


def _write(entries: Sequence[LedgerEntry], *, by: Actor, at: datetime) -> None:
    """Columns travel as arrays: a tenth of the time that as many rows of parameters take."""
    columns: list[list[Any]] = [
        [entry.id for entry in entries],
        [entry.name for entry in entries],
        [msgspec.json.encode(entry.body).decode() for entry in entries],
        [entry.person_id for entry in entries],
        [entry.account_id for entry in entries],
        [int(entry.audience) for entry in entries],
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [str(by.kind), by.person_id, by.name, by.impersonator_id, at, *columns])
        for entry, (seq,) in zip(entries, cursor.fetchall(), strict=True):
            entry.seq = seq


def record_many(tables: Copying, facts: Iterable[Fact], *, by: Actor) -> None:
    """Write very many facts by COPY, in the order given."""
    names: dict[type[Fact], str] = {}
    tables.rows(
        "core_ledgerentry",
        ["id", "name", "body", "person_id", "account_id", "audience"],
        (
            (
                ids.text(),
                names.get(type(fact)) or names.setdefault(type(fact), name_of(type(fact))),
                msgspec.json.encode(fact).decode(),
                getattr(fact, "person_id", None),
                getattr(fact, "account_id", None),
                int(fact.shown_to()),
            )
            for fact in facts
        ),
        alike={
            "actor_kind": str(by.kind),
            "actor_id": by.person_id,
            "actor_name": by.name,
            "impersonator_id": by.impersonator_id,
            "recorded_at": unit.written_at(),
        },
    )


def read(fact: type[F], body: dict[str, Any]) -> F:
    """The fact again, from the body of its entry; fields it no longer has are passed over."""
    return msgspec.convert(body, fact)
