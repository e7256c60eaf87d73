"""What a membership is for signing in: by which address, vouched for by whom, until when."""

from django.db import models
from django.db.models import Q


class Seat(models.Model):
    """How a person came into an account. A member without one was put there by staff or an import, and may sign in likewise.

    At `review_at` those who vouch for a guest are asked whether they should stay; `asked_at` until they have answered.
    """

    membership = models.OneToOneField("directory.Membership", models.CASCADE, primary_key=True, related_name="+")
    address = models.CharField(max_length=320, blank=True, default="")
    sponsor = models.ForeignKey("directory.Person", models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("expires_at",), name="seat_expiring", condition=Q(expires_at__isnull=False)),
            models.Index(fields=("review_at",), name="seat_to_review", condition=Q(review_at__isnull=False)),
        )

    def __str__(self) -> str:
        return str(self.membership_id)
