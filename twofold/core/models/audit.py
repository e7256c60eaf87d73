"""The chain over the ledger, what of it was erased, what was noted lately, and how far the chain was sent."""

from django.db import models


class AuditLink(models.Model):
    """One link for each entry of the ledger, in the order in which the reader of the chain met them.

    `digest` is of the salt and the whole entry, `hash` of the link before, the number and the digest. Of an entry that was
    erased there is no salt any more.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.number)


class AuditErasure(models.Model):
    """An entry that was erased, and the fact that tells who did it and what is left of it."""

    entry = models.UUIDField(primary_key=True)
    told_by = models.UUIDField()

    def __str__(self) -> str:
        return str(self.entry)


class AuditNote(models.Model):
    """A refusal or a look at a record that was noted lately, so that the same is not noted again and again.

    Of a refusal `entry` is the fact that tells it, and `again` how often the same happened since.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    entry = models.UUIDField(null=True)
    again = models.PositiveIntegerField(default=0)
    noted_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("noted_at",), name="audit_note_by_age"),)

    def __str__(self) -> str:
        return str(self.entry)


class AuditStream(models.Model):
    """How far the chain was sent to a file or a webhook, and how that fares."""

    name = models.CharField(primary_key=True, max_length=20)
    target = models.TextField()
    number = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    advanced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
