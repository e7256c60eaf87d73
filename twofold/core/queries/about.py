"""What the ledger says of a person or an account, for rooms that show it beside something else."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, Func, Q, Value

from twofold.core.audit.facts import RecordRead
from twofold.core.facts import name_of
from twofold.core.models import LedgerEntry
from twofold.core.queries.ledger import Entry, entry_of

LOOK = name_of(RecordRead)


def facts_about(
    *,
    people: Collection[UUID] = (),
    accounts: Collection[UUID] = (),
    names: Collection[str] = (),
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Facts about any of them, newest first by the millisecond, from a moment and an id on. Who asks has checked who may see it.

    `names` are the kinds of facts that are wanted; none means all of them but looks at the record, which the audit log tells.
    """
    millisecond = Func(Value("milliseconds"), "recorded_at", function="date_trunc", output_field=DateTimeField())
    found = LedgerEntry.objects.annotate(at=millisecond).filter(Q(person_id__in=people) | Q(account_id__in=accounts))
    found = found.filter(name__in=names) if names else found.exclude(name=LOOK)
    if before:
        at, entry_id = before
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=entry_id))
    rows = found.order_by("-at", "-id")[:limit]
    return [entry_of(row) for row in rows]
