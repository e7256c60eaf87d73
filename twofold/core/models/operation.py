"""Long-running operations: how far each has come."""

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from twofold.core import ids


class Operation(models.Model):
    """Work of many pieces, each done in a transaction of its own that also moves the position here."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        UNDONE = "undone", "Undone"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    told = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    position = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    total = models.BigIntegerField(null=True)
    done = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(default="")
    failures = models.PositiveIntegerField(default=0)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    permissions = models.JSONField(default=list)
    account_ids = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    undoes = models.ForeignKey("self", models.CASCADE, null=True, related_name="undoings")
    worked_seconds = models.FloatField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running"), ended_at=None)
                | ~Q(state__in=("waiting", "running")) & Q(ended_at__isnull=False),
                name="operation_ended_exactly_when_over",
            ),
            models.UniqueConstraint(
                fields=("undoes",), condition=Q(ended_at=None), name="operation_undone_by_one_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=("touched_at",), condition=Q(ended_at=None), name="operation_under_way"),
            models.Index(F("kind"), F("id").desc(), name="operation_of_kind"),
            models.Index(F("actor_id"), F("id").desc(), name="operation_of_actor"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Nothing more will be done, unless somebody tries again."""
        return self.ended_at is not None

    @property
    def is_being_cancelled(self) -> bool:
        """The piece that is under way is the last."""
        return self.cancel_asked_at is not None and not self.is_over

    @property
    def share_done(self) -> float | None:
        """Between 0 and 1; nothing as long as nobody knows how much there is."""
        if self.total is None:
            return None
        return min(self.done / self.total, 1.0) if self.total else 1.0

    @property
    def remaining(self) -> timedelta | None:
        """How long the rest takes at the pace so far; nothing before there is a pace."""
        if self.is_over or self.total is None or not self.done:
            return None
        return timedelta(seconds=max(self.total - self.done, 0) * self.worked_seconds / self.done)
