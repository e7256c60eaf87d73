"""Sites: where people sign up and sign in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from twofold.core import ids


class Site(models.Model):
    """A brand, a shop or a microsite: its host, its look, its languages, and how people come in (`flow`, see `access.flows`)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    key = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=253, null=True, unique=True)  # noqa: DJ001 - null: at the address of Twofold itself
    color = models.CharField(max_length=7, default="#0f6e5b")
    languages = ArrayField(models.CharField(max_length=10), default=list)
    flow = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("is_default", condition=Q(is_default=True), name="site_default_is_one"),
            models.CheckConstraint(condition=Q(color__regex=r"^#[0-9a-f]{6}$"), name="site_color_is_a_color"),
        )

    def __str__(self) -> str:
        return self.name
