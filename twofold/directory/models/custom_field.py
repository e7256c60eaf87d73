"""Custom fields: what a company keeps of people, accounts and memberships beyond what Twofold knows by itself."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class CustomField(models.Model):
    """One field: its values live in the `attributes` of the subject under `key`."""

    class Subject(models.TextChoices):
        """What it is a field of."""

        PERSON = "person"
        ACCOUNT = "account"
        MEMBERSHIP = "membership"

    class Kind(models.TextChoices):
        """What its values are."""

        TEXT = "text"
        NUMBER = "number"
        MONEY = "money"
        DATE = "date"
        CHOICE = "choice"
        MULTI_CHOICE = "multi_choice"
        PERSON = "person"
        ACCOUNT = "account"

    class Openness(models.TextChoices):
        """What people may do with it where it is about themselves."""

        HIDDEN = "hidden"
        SEEN = "seen"
        EDITED = "edited"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject = models.CharField(max_length=10, choices=Subject)
    key = models.SlugField(max_length=50, db_index=False)
    label = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind)
    choices = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)
    is_indexed = models.BooleanField(default=False)
    openness = models.CharField(max_length=6, choices=Openness, default=Openness.HIDDEN)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("subject", "key", name="custom_field_key_is_unique"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9_]*$"), name="custom_field_key_is_plain"),
        )

    def __str__(self) -> str:
        return self.label
