"""The chain as lines of JSON, for files and for others' systems: an entry, its number, and all it takes to check it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, DecimalException

import msgspec
from django.db import connection

from twofold.core.proof.entries import Head, Parts, selected

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LINES = f"""
WITH l AS MATERIALIZED (SELECT * FROM core_auditlink WHERE number > %s ORDER BY number LIMIT %s)
SELECT l.number, l.salt, l.digest, l.hash, {selected("e")}
FROM l LEFT JOIN core_ledgerentry e ON e.id = l.entry ORDER BY l.number
"""  # noqa: S608 - columns of ours


class Written(msgspec.Struct, omit_defaults=True):
    """A line. The body is kept as it is written, for its digest is of that.

    Of an entry that was erased there is no salt, and `digest` is what the chain says of it.
    """

    number: int
    hash: str
    salt: str
    id: str | None
    seq: int | None
    name: str | None
    body: msgspec.Raw
    actor_kind: str | None
    actor_id: str | None
    actor_name: str | None
    impersonator_id: str | None
    person_id: str | None
    account_id: str | None
    audience: int | None
    recorded_at: str | None
    digest: str | None = None

    @property
    def head(self) -> Head:
        """Where it is in the chain."""
        return Head(self.number, bytes.fromhex(self.hash))

    @property
    def parts(self) -> Parts:
        """What the digest is of."""
        body = bytes(self.body).decode()
        seq, audience = (None if one is None else str(one) for one in (self.seq, self.audience))
        at = None if self.recorded_at is None else _as_seconds(self.recorded_at)
        return (
            self.id, seq, self.name, None if self.id is None else body, self.actor_kind, self.actor_id, self.actor_name,
            self.impersonator_id, self.person_id, self.account_id, audience, at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line as bytes, without its end, and where it is in the chain."""

    head: Head
    text: bytes


def lines_after(number: int, limit: int) -> list[Line]:
    """The next lines of the chain. A unit of work must be open."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")  # a page, not the ledger
        cursor.execute(LINES, [number, limit])
        return [
            _line(Head(at, bytes(found)), bytes(salt), bytes(digest), parts)
            for at, salt, digest, found, *parts in cursor.fetchall()
        ]


def _line(head: Head, salt: bytes, digest: bytes, parts: Parts) -> Line:
    entry, seq, name, body, kind, actor, actor_name, impersonator, person, account, audience, at = parts
    written = Written(
        number=head.number,
        hash=head.hash.hex(),
        salt=salt.hex(),
        id=entry,
        seq=None if seq is None else int(seq),
        name=name,
        body=msgspec.Raw(b"null" if body is None else body.encode()),
        actor_kind=kind,
        actor_id=actor,
        actor_name=actor_name,
        impersonator_id=impersonator,
        person_id=person,
        account_id=account,
        audience=None if audience is None else int(audience),
        recorded_at=None if at is None else _as_moment(at),
        digest=None if salt else digest.hex(),
    )
    return Line(head, msgspec.json.encode(written))


def _as_moment(seconds: str) -> str:
    """ISO 8601 with microseconds; what no calendar has is left as it is."""
    try:
        moment = EPOCH + timedelta(microseconds=int(Decimal(seconds).scaleb(6)))
    except (ArithmeticError, DecimalException, ValueError):
        return seconds
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _as_seconds(moment: str) -> str:
    """As Postgres says it: seconds since 1970 with six decimals."""
    try:
        passed = datetime.fromisoformat(moment) - EPOCH
    except ValueError:
        return moment
    return f"{Decimal(passed // timedelta(microseconds=1)).scaleb(-6):f}"
