"""What became of the records of a bulk edit that were not changed, or not put back: whose they are, and why."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory.models import BulkRow
from twofold.directory.queries.names import names_of_accounts, names_of_people

TO_LOOK_AT = (BulkRow.Outcome.REFUSED, BulkRow.Outcome.CHANGED_SINCE, BulkRow.Outcome.STUCK)


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A record that a bulk edit, or taking it back, left as it was. The name is empty where it is no longer there."""

    record_id: UUID
    name: str
    outcome: str
    reason: str


def rows_left(
    actor: Actor, operation_id: UUID, subject: str, *, after: UUID | None = None, limit: int = 50
) -> tuple[list[LeftRow], UUID | None]:
    """Those who refused, were changed since or could not be put back, and the id to go on from. Two statements."""
    found = BulkRow.objects.filter(operation_id=operation_id, outcome__in=TO_LOOK_AT).order_by("record_id")
    if after:
        found = found.filter(record_id__gt=after)
    rows = list(found[: limit + 1])
    names_of = names_of_people if subject == "person" else names_of_accounts
    names = names_of(actor, [row.record_id for row in rows])
    left = [
        LeftRow(
            row.record_id,
            names.get(row.record_id, ""),
            row.get_outcome_display(),
            row.reason,
        )
        for row in rows[:limit]
    ]
    return left, left[-1].record_id if len(rows) > limit else None
