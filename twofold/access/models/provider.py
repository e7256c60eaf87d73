"""Where else people may sign in: Google, GitHub, or any issuer that speaks OpenID Connect."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class Provider(models.Model):
    """A way in by somebody else's sign-in. `secret` is sealed; `key` stands in addresses and tells the logins apart for ever.

    `trusts_addresses`: what it says of addresses being proven is believed, so that whoever signs in there is who signs in
    here with the same address. Otherwise they prove it to us first.
    """

    class Kind(models.TextChoices):
        """By which protocol and quirks."""

        GOOGLE = "google"
        MICROSOFT = "microsoft"
        APPLE = "apple"
        FACEBOOK = "facebook"
        LINKEDIN = "linkedin", "LinkedIn"
        GITHUB = "github", "GitHub"
        OPENID = "openid", "OpenID Connect"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    client_id = models.CharField(max_length=500)
    secret = models.TextField()
    issuer = models.CharField(max_length=500, blank=True, default="")
    team = models.CharField(max_length=40, blank=True, default="")
    signing_key_id = models.CharField(max_length=40, blank=True, default="")
    trusts_addresses = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(kind="openid", issuer=""), name="provider_has_an_issuer"),
            models.CheckConstraint(
                condition=Q(issuer="") | Q(issuer__startswith="http"), name="provider_issuer_is_an_url"
            ),
        )

    def __str__(self) -> str:
        return self.key
