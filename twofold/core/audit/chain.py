"""The chain over the ledger, made by a reader of its own, so that writers never queue behind each other.

It goes by transaction, and within one by `seq`, which is the order of an index: a million new entries need no sorting.
Like the other readers it reads only what is older than every open transaction. An entry that is committed late is linked
late; once it is linked, nothing before it can be added, changed or removed unseen.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction

from twofold.core.models import Reader
from twofold.core.proof.entries import SALT, START, Head, digest_of, selected
from twofold.core.readers import Reading, register

NAME = "core.chain"
PAGE = 5_000

NEXT = f"""
SELECT e.xid::text::bigint, e.seq, {selected("e")}
FROM core_ledgerentry e
WHERE (e.xid, e.seq) > (%s::text::xid8, %s) AND e.xid < %s::text::xid8
ORDER BY e.xid, e.seq LIMIT %s
"""  # noqa: S608 - columns of ours

LINKED = "SELECT entry::text FROM core_auditlink WHERE entry = ANY (%s::uuid[])"

HEAD = "SELECT number, hash FROM core_auditlink ORDER BY number DESC LIMIT 1"

LINK = """
INSERT INTO core_auditlink (number, entry, salt, digest, hash)
SELECT %s + v.place, v.entry, v.salt, v.digest, v.hash
FROM unnest(%s::uuid[], %b::bytea[], %b::bytea[], %b::bytea[]) WITH ORDINALITY AS v (entry, salt, digest, hash, place)
"""


class Unlinked(NamedTuple):
    """An entry on its way into the chain, and its place in the ledger."""

    xid: int
    seq: int
    parts: tuple[str | None, ...]


def head() -> Head:
    """The newest link; the beginning of all chains where there is none. A unit of work must be open."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else START


def unlinked(place: Reader, wants: object, limit: int) -> list[Unlinked]:
    """What the reader of the chain reads next."""
    del wants
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [place.low, place.seq, place.high, limit])
        return [Unlinked(xid, seq, tuple(parts)) for xid, seq, *parts in cursor.fetchall()]


def link(entries: Sequence[Unlinked]) -> None:
    """Hang entries onto the chain, in one statement. Those that have a link keep it."""
    try:
        with transaction.atomic():
            _append(entries)
    except IntegrityError:
        _append(_without_link(entries))


def _without_link(entries: Sequence[Unlinked]) -> list[Unlinked]:
    """After a restore everything is read once more."""
    with connection.cursor() as cursor:
        cursor.execute(LINKED, [[entry.parts[0] for entry in entries]])
        linked = {found for (found,) in cursor.fetchall()}
    return [entry for entry in entries if entry.parts[0] not in linked]


def _append(entries: Sequence[Unlinked]) -> None:
    first = last = head()
    columns: tuple[list[object], ...] = ([], [], [], [])
    random = os.urandom(SALT * len(entries))
    for place, entry in enumerate(entries):
        salt = random[SALT * place : SALT * (place + 1)]
        digest = digest_of(salt, entry.parts)
        last = last.then(digest)
        for column, value in zip(columns, (entry.parts[0], salt, digest, last.hash), strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(LINK, [first.number, *columns])


def _move(place: Reader, last: Unlinked) -> None:
    place.low, place.seq = last.xid, last.seq


register[NAME] = Reading(NAME, link, fetch=unlinked, move=_move, page=PAGE)
