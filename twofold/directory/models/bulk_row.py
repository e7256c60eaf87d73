"""The records that a bulk edit is about."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class BulkRow(models.Model):
    """One record of one bulk edit, noted when that began: what became of it, and what it was before.

    No foreign key: a million of them are written in one statement, and they are forgotten after a month.
    """

    class Outcome(models.TextChoices):
        """What became of a record; the last three by undoing."""

        WAITING = "", "Not done yet"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Was so already"
        REFUSED = "refused", "Refused"
        RESTORED = "restored", "As before"
        CHANGED_SINCE = "changed_since", "Changed since, left as it is"
        STUCK = "stuck", "Could not be put back"

    pk = models.CompositePrimaryKey("operation_id", "record_id")
    operation_id = models.UUIDField()
    record_id = models.UUIDField()
    outcome = models.CharField(max_length=13, choices=Outcome, default=Outcome.WAITING, blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(default="", blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("operation_id", "record_id"),
                name="bulk_rows_to_look_at",
                condition=Q(outcome__in=("refused", "changed_since", "stuck")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_id}: {self.outcome}"
