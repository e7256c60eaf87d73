"""Saved views: a list as somebody likes to see it."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class SavedView(models.Model):
    """Filters, sort and columns of the list of people or of accounts, for its owner or for all staff."""

    class Subject(models.TextChoices):
        """Which list it is a view of."""

        PERSON = "person"
        ACCOUNT = "account"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject = models.CharField(max_length=10, choices=Subject)
    name = models.CharField(max_length=100)
    owner = models.ForeignKey("directory.Person", models.CASCADE, null=True, related_name="+")
    is_shared = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    definition = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "subject", "name"), condition=Q(removed_at=None), name="saved_view_name_is_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name
