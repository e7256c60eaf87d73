"""Purposes: what people are asked to agree to, in words."""

from django.db import models

from twofold.core import ids


class Purpose(models.Model):
    """What consents with this key are for: its name and a sentence, by language (`words`, see `directory.purposes`)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    key = models.SlugField(max_length=50, unique=True)
    words = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
