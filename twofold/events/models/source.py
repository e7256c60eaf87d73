"""Where events come from."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class Source(models.Model):
    """A site, an app or a server that sends events. Its write key is public: browsers send it in clear."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=100)
    write_key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint("name", condition=Q(revoked_at=None), name="source_name_lives_once"),)

    def __str__(self) -> str:
        return self.name
