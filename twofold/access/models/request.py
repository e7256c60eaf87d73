"""Requests: sign-ups that wait until somebody has looked at them, and people who ask to join an account."""

from django.db import models
from django.db.models import F, Q

from twofold.core import ids

OPEN = Q(decision="")


class JoinRequest(models.Model):
    """Somebody asks to be let in: to a site, where `account` is None, or into an account.

    Who names a company that is not known here leaves the account open; staff choose one when they approve.
    """

    class Kind(models.TextChoices):
        """What is asked for. A sign-up keeps its person out of the site until it is decided."""

        SIGN_UP = "sign_up"
        JOIN = "join"

    class Decision(models.TextChoices):
        """How it ended."""

        APPROVED = "approved"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=7, choices=Kind)
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    account = models.ForeignKey("directory.Account", models.CASCADE, null=True, related_name="+")
    site = models.ForeignKey("access.Site", models.SET_NULL, null=True, db_index=False, related_name="+")
    address = models.CharField(max_length=320)
    company = models.CharField(max_length=200, blank=True, default="")
    message = models.CharField(max_length=1000, blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    sponsor = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=9, choices=Decision, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                F("person"), F("kind"), F("account"), condition=OPEN, name="request_open_is_one", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="request_is_decided_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("asked_at",), name="request_waiting", condition=OPEN),)

    def __str__(self) -> str:
        return f"{self.address} {self.decision or 'waits'}"
