"""Answering once: a request that is sent again under the same `Idempotency-Key` gets the answer that it got.

The place is taken in the transaction of the change, so both are kept or neither, also by `kill -9`; and a second request
that comes meanwhile waits at the unique index until it is known which. What was refused left nothing behind, not even
this, and is simply tried again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from twofold.access.errors import SentWithOtherContent, StillBeingAnswered
from twofold.access.models import KeptAnswer
from twofold.core import unit

KEPT = timedelta(hours=24)
LONGEST_WAIT = "5s"

TAKE = """
INSERT INTO access_keptanswer (key_id, name, fingerprint, headers, body, created_at) VALUES (%s, %s, %s, '{}', '', %s)
ON CONFLICT (key_id, name) DO UPDATE
SET fingerprint = excluded.fingerprint, created_at = excluded.created_at, status = NULL
WHERE access_keptanswer.created_at < %s
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a request goes, or the one that was given already."""

    id: int
    given: Given | None = None


def place(key_id: UUID, name: str, fingerprint: bytes) -> Place:
    """The place of a request. One that is being answered just now is waited for, a few seconds, then refused.

    Refuses a name that stood above other content within the last day.
    """
    now = unit.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        try:
            cursor.execute(TAKE, [key_id, name, fingerprint, now, now - KEPT])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise StillBeingAnswered from error
            raise
        taken = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    if taken:
        return Place(taken[0])
    there = KeptAnswer.objects.get(key=key_id, name=name)
    if bytes(there.fingerprint) != fingerprint or there.status is None:
        raise SentWithOtherContent
    return Place(there.id, Given(there.status, bytes(there.body), there.headers))


def keep(taken: Place, answer: Given) -> None:
    """Keep the answer for whoever asks the same again."""
    KeptAnswer.objects.filter(id=taken.id).update(status=answer.status, body=answer.body, headers=dict(answer.headers))


def forget() -> int:
    """Drop the answers of yesterday. Returns how many."""
    dropped, _ = KeptAnswer.objects.filter(created_at__lt=unit.now() - KEPT).delete()
    return dropped
