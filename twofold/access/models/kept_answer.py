"""Answers that are given again when the same request is sent again."""

from django.db import models


class KeptAnswer(models.Model):
    """What a key was answered under an `Idempotency-Key`, and to what; written in the transaction of the change itself."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey("access.ApiKey", models.CASCADE, db_index=False, related_name="+")
    name = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint("key", "name", name="kept_answer_is_one"),)

    def __str__(self) -> str:
        return self.name
