"""Terms: what people have to accept at a site, in the version that is in force, and who accepted which; and what they were asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F

from twofold.core import ids


class Terms(models.Model):
    """One version of a document. It is in force from `in_force_at` until the next one of its key is; versions are never edited."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    key = models.SlugField(max_length=50)
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    url = models.CharField(max_length=2_000, blank=True, default="")
    in_force_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("key", "version", name="terms_version_is_one"),)
        indexes = (models.Index(F("key"), F("in_force_at").desc(), name="terms_in_force"),)

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class Acceptance(models.Model):
    """A person accepted a version, once and for good."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, db_index=False, related_name="+")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    site = models.ForeignKey("access.Site", models.SET_NULL, null=True, db_index=False, related_name="+")
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("person", "terms", name="acceptance_is_one"),)

    def __str__(self) -> str:
        return f"{self.person_id} accepted {self.terms_id}"


class PassedOver(models.Model):
    """Questions that a person was asked after signing in, and chose not to answer: they are not asked again."""

    person = models.OneToOneField("directory.Person", models.CASCADE, primary_key=True, related_name="+")
    fields = ArrayField(models.CharField(max_length=100), default=list)

    def __str__(self) -> str:
        return str(self.person_id)
