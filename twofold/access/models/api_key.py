"""Keys by which programs act."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from twofold.core import ids


class ApiKey(models.Model):
    """A key of a person, for whom it acts, or of a service (`person` is None), which acts as itself. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=100)
    person = models.ForeignKey("directory.Person", models.CASCADE, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=4)
    scopes = ArrayField(models.CharField(max_length=100))
    created_by = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(scopes=[]), name="api_key_may_do_something"),)

    def __str__(self) -> str:
        return self.name


class KeyUse(models.Model):
    """How much a key may ask at the moment, and when it last did: apart from the key, for it changes all the time."""

    key = models.OneToOneField(ApiKey, models.CASCADE, primary_key=True, related_name="use")
    tokens = models.FloatField()
    filled_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.key_id)
