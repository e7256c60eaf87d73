"""Why a job failed."""

from django.db import models


class JobError(models.Model):
    """The last thing that went wrong with a job; the queue itself (procrastinate's tables) keeps no reasons."""

    job_id = models.BigIntegerField(primary_key=True)
    error = models.TextField()
    failed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.error
