"""Roles in accounts, and who was given them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from twofold.core import ids


class Role(models.Model):
    """A set of permissions: one of an account's own, or a built-in one (`key`), whose permissions the rooms declare."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    account = models.ForeignKey("directory.Account", models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True, default="")
    permissions = ArrayField(models.CharField(max_length=100), default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("key", condition=~Q(key=""), name="role_built_in_is_one"),
            models.UniqueConstraint(
                F("account"), F("name"), condition=Q(key=""), name="role_name_is_one_of_its_account"
            ),
            models.CheckConstraint(
                condition=Q(key="", account__isnull=False) | (~Q(key="") & Q(account=None)),
                name="role_is_built_in_or_of_an_account",
            ),
        )

    def __str__(self) -> str:
        return self.key or self.name


class Grant(models.Model):
    """A role that a member or guest has in their account; `reaches_below`: in all that is below it in the tree, too.

    It holds in the account it was given in: where the membership goes over to another one at a merge, it does not go with it.
    `united_with` is the grant of somebody who turned out to be this person, of which this one is what it is to them.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    membership = models.ForeignKey("directory.Membership", models.CASCADE, db_index=False, related_name="+")
    role = models.ForeignKey(Role, models.CASCADE, related_name="+")
    account = models.ForeignKey("directory.Account", models.CASCADE, related_name="+")
    reaches_below = models.BooleanField(default=False)
    united_with = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    granted_by = models.ForeignKey("directory.Person", models.SET_NULL, null=True, db_index=False, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("membership", "role", name="grant_is_one"),)

    def __str__(self) -> str:
        return f"{self.role_id} to {self.membership_id}"
