"""How far each reader of the ledger has come."""

from django.db import models


class Reader(models.Model):
    """One reader's place in the ledger, and how it fares.

    Its place is a window of transactions `[low, high)` and the last entry it read within it, see `core.readers`.
    """

    name = models.CharField(primary_key=True, max_length=100)
    low = models.BigIntegerField(default=0)
    high = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    advanced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
