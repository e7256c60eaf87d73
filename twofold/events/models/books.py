"""The books that make every event count once."""

from django.db import models


class Seen(models.Model):
    """The key of an event that was taken, and the batch it went with. A second event of this key is a repeat."""

    key = models.UUIDField(primary_key=True)
    batch_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.key)


class Inflight(models.Model):
    """A batch whose keys are written and whose events may not be on the tape yet.

    The owner holds the advisory lock of its number for as long as its connection lives; a batch whose owner's lock is free
    is one that somebody else has to settle.
    """

    batch_id = models.UUIDField(primary_key=True)
    owner = models.BigIntegerField()
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.batch_id)
