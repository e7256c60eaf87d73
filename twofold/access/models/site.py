"""Sites: where people sign up and sign in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from twofold.core import ids


class Logo(models.Model):
    """A site's logo as we made it, known by the hash of its bytes: another one has another address."""

    digest = models.CharField(max_length=32, primary_key=True)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.digest


class Site(models.Model):
    """A brand, a shop or a microsite: its host, its look, its languages, and who its letters come from.

    What it says in its own words is in `texts` (see `access.texts`), how people come in is in `flow` (see `access.flows`).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    key = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    host = models.CharField(max_length=253, null=True, unique=True)  # noqa: DJ001 - null: at the address of Twofold itself
    color = models.CharField(max_length=7, default="#0f6e5b")
    logo = models.ForeignKey(Logo, models.PROTECT, null=True, related_name="+")
    logo_dark = models.ForeignKey(Logo, models.PROTECT, null=True, related_name="+")
    sender_name = models.CharField(max_length=100, blank=True, default="")
    sender_address = models.CharField(max_length=254, blank=True, default="")
    reply_to = models.CharField(max_length=254, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=10), default=list)
    texts = models.JSONField(default=dict)
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
