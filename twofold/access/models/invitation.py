"""Invitations into accounts, and how long guests of an account stay."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from twofold.core import ids

OPEN = Q(redeemed_at=None, revoked_at=None)


class Invitation(models.Model):
    """Somebody is asked into an account, by their address: as what, with which roles, groups and applications, until when.

    Whoever shows a token of this `digest` and has proven the address may redeem it, once. `held_at`: the inviter had lost the
    right to invite when it was to be redeemed; somebody who has it must send it again. `sent_at` is None for a link only.
    """

    class Standing(models.TextChoices):
        """As what they come in."""

        MEMBER = "member"
        GUEST = "guest"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    account = models.ForeignKey("directory.Account", models.CASCADE, db_index=False, related_name="+")
    site = models.ForeignKey("access.Site", models.SET_NULL, null=True, db_index=False, related_name="+")
    address = models.CharField(max_length=320)
    digest = models.BinaryField(max_length=32, unique=True)
    standing = models.CharField(max_length=6, choices=Standing)
    roles = ArrayField(models.UUIDField(), default=list)
    groups = ArrayField(models.UUIDField(), default=list)
    applications = ArrayField(models.UUIDField(), default=list)
    message = models.CharField(max_length=1000, blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    access_until = models.DateTimeField(null=True)
    sponsor = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    invited_by = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    invited_as = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    redeemed_by = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("account", "address", condition=OPEN, name="invitation_open_is_one"),
            models.CheckConstraint(
                condition=Q(redeemed_at=None) | Q(revoked_at=None), name="invitation_is_redeemed_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(standing="guest") | Q(access_until=None), name="invitation_ends_the_stay_of_guests"
            ),
        )
        indexes = (models.Index(fields=("account", "-created_at"), name="invitation_of_account"),)

    def __str__(self) -> str:
        return self.address


class GuestTerms(models.Model):
    """How long a guest of an account stays unless said otherwise, and how long before the end their sponsor is asked."""

    account = models.OneToOneField("directory.Account", models.CASCADE, primary_key=True, related_name="+")
    stay_days = models.PositiveSmallIntegerField(default=90)
    review_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stay_days__gte=1, stay_days__lte=1095, review_days__gte=1), name="guest_terms_are_sensible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stay_days} days"
