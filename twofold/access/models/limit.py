"""How often something was tried."""

from django.db import models


class Limit(models.Model):
    """A bucket that leaks: `full_until` is when it will be empty again if nothing more comes."""

    key = models.CharField(primary_key=True, max_length=300)
    full_until = models.DateTimeField(db_index=True)
    holds = models.DurationField()

    def __str__(self) -> str:
        return self.key
