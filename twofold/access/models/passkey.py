"""Passkeys and security keys."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from twofold.core import ids


class Keyring(models.Model):
    """The random handle by which authenticators know a person: it tells nobody who that is."""

    person = models.OneToOneField("directory.Person", models.CASCADE, primary_key=True, related_name="+")
    handle = models.BinaryField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.person_id)


class Passkey(models.Model):
    """What proves at one host (`rp_id`) that somebody is there: with `may_sign_in` alone, otherwise as a second step only.

    `copied_at` marks one whose counter went back, as that of a copy does; it proves nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    rp_id = models.CharField(max_length=253)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    aaguid = models.UUIDField()
    transports = ArrayField(models.CharField(max_length=20), default=list)
    may_sign_in = models.BooleanField()
    is_backed_up = models.BooleanField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    copied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
