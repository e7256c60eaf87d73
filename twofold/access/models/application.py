"""The company's applications, which accounts have them, and who uses them there."""

from django.db import models
from django.db.models import F, Q

from twofold.core import ids


class Application(models.Model):
    """Something of the company's that customers sign in to. `is_for_all`: every account has it; else those it is offered to."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=500, blank=True, default="")
    address = models.URLField(max_length=500)
    icon = models.CharField(max_length=50)
    is_for_all = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """An account has an application, and may let its people use it."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, db_index=False, related_name="+")
    account = models.ForeignKey("directory.Account", models.CASCADE, related_name="+")
    offered_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("application", "account", name="offer_is_one"),)

    def __str__(self) -> str:
        return f"{self.application_id} for {self.account_id}"


class Assignment(models.Model):
    """An application may be used by a member, a group or, where neither is named, everybody of an account.

    An owner sees who uses it, assigns it to members, and looks after its guests.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    account = models.ForeignKey("directory.Account", models.CASCADE, db_index=False, related_name="+")
    membership = models.ForeignKey("directory.Membership", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("access.Group", models.CASCADE, null=True, related_name="+")
    is_owner = models.BooleanField(default=False)
    united_with = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                F("account"), F("application"), F("membership"), F("group"),
                name="assignment_is_one", nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(membership=None) | Q(group=None), name="assignment_is_to_one"),
            models.CheckConstraint(
                condition=Q(is_owner=False) | Q(membership__isnull=False), name="assignment_owner_is_a_member"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} for {self.membership_id or self.group_id or self.account_id}"
