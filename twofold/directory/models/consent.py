"""Consent: a ledger of what people agreed to; the latest entry of a purpose and channel is what holds."""

from django.db import models

from twofold.core import ids


class Consent(models.Model):
    """One decision of a person on one purpose and channel. Only ever added to."""

    class State(models.TextChoices):
        """Which way it went."""

        GIVEN = "given"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, db_index=False, related_name="+")
    identifier = models.ForeignKey("directory.Identifier", models.SET_NULL, null=True, related_name="+")
    purpose = models.SlugField(max_length=50, db_index=False)
    channel = models.SlugField(max_length=50, db_index=False)
    state = models.CharField(max_length=9, choices=State)
    source = models.CharField(max_length=100)
    text_version = models.CharField(max_length=50, blank=True, default="")
    given_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("person", "purpose", "channel", "-decided_at", "-id"), name="consent_current"),)

    def __str__(self) -> str:
        return f"{self.purpose} by {self.channel}: {self.state}"
