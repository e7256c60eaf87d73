"""Imports: how files of a kind are to be read, what became of each of their rows, and what a dry run holds to be there."""

from django.db import models
from django.db.models import F

from twofold.core import ids


class ImportMapping(models.Model):
    """How the columns of files with this header go into the directory, kept under a name for the next time."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=100, unique=True)
    fingerprint = models.CharField(max_length=32)
    plan = models.JSONField()
    made_by = models.UUIDField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(F("fingerprint"), F("used_at").desc(), name="import_mapping_of_header"),)

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What became of one row of a file. Written once; undoing an import takes back what `made` says."""

    class Outcome(models.TextChoices):
        """Which of the five."""

        CREATED = "created"
        UPDATED = "updated"
        MERGED = "merged"
        UNCHANGED = "unchanged"
        REFUSED = "refused"

    pk = models.CompositePrimaryKey("operation_id", "number")
    operation = models.ForeignKey(
        "core.Operation", models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    number = models.BigIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    person_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    reasons = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    cells = models.JSONField(null=True)
    made = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=("operation", "outcome", "number"), name="import_row_of_outcome"),)

    def __str__(self) -> str:
        return f"row {self.number}: {self.outcome}"


class ImportDraft(models.Model):
    """A person or an account as a dry run left it: what the next pieces of it hold to be there, and nobody else does."""

    pk = models.CompositePrimaryKey("operation_id", "record_id")
    operation = models.ForeignKey(
        "core.Operation", models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    record_id = models.UUIDField()
    state = models.JSONField()

    def __str__(self) -> str:
        return str(self.record_id)


class ImportDraftKey(models.Model):
    """By what a draft is known: the hash of an identifier, of a name or of a field of one's own."""

    pk = models.CompositePrimaryKey("operation_id", "key", "record_id")
    operation = models.ForeignKey(
        "core.Operation", models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    key = models.UUIDField()
    record_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.key)
