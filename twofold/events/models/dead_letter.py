"""Events that could not be understood, kept aside with the reason."""

from django.db import models
from django.db.models import F

from twofold.core import ids


class DeadLetter(models.Model):
    """An event or a body as it was sent, cut at a limit, and why it was not taken."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    source = models.ForeignKey("events.Source", models.CASCADE, db_index=False, related_name="+")
    reason = models.CharField(max_length=40)
    sentence = models.CharField(max_length=500)
    event_type = models.CharField(max_length=10)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(F("received_at").desc(), F("id").desc(), name="dead_letter_newest"),
            models.Index(fields=("source", "reason", "received_at"), name="dead_letter_of_source"),
        )

    def __str__(self) -> str:
        return f"{self.reason}: {self.sentence}"


class DeadLetterCount(models.Model):
    """How many dead letters a source has had for one reason in all, also those that were too many to keep."""

    source = models.ForeignKey("events.Source", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=40)
    letters = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("source", "reason", name="dead_letter_count_once"),)

    def __str__(self) -> str:
        return f"{self.letters} {self.reason}"
