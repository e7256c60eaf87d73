"""Groups of the people in an account."""

from django.db import models
from django.db.models import F

from twofold.core import ids


class Group(models.Model):
    """People of one account who belong together: a department, a project, everybody who gets the same applications."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    account = models.ForeignKey("directory.Account", models.CASCADE, db_index=False, related_name="+")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(F("account"), F("name"), name="group_name_is_one_of_its_account"),)

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Somebody in a group. An owner sees who is in it, puts members into it, and looks after its guests.

    It holds as long as the membership is in the group's account, which a merge of accounts may change.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, db_index=False, related_name="+")
    membership = models.ForeignKey("directory.Membership", models.CASCADE, related_name="+")
    is_owner = models.BooleanField(default=False)
    united_with = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("group", "membership", name="group_member_is_one"),)

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.group_id}"
