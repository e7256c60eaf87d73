"""Tags: words staff put on people and accounts."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from twofold.core import ids


class Tag(models.Model):
    """A word; `Key account` and `key account` are the same one."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=50)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("name"), name="tag_name_is_unique"),)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on one person or one account."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    tag = models.ForeignKey(Tag, models.CASCADE, db_index=False, related_name="taggings")
    person = models.ForeignKey("directory.Person", models.CASCADE, null=True, db_index=False, related_name="taggings")
    account = models.ForeignKey("directory.Account", models.CASCADE, null=True, db_index=False, related_name="taggings")
    tagged_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("tag", "person"), name="tagging_people", condition=Q(person__isnull=False)),
            models.Index(fields=("tag", "account"), name="tagging_accounts", condition=Q(account__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(fields=("person", "tag"), name="tagging_of_person_once"),
            models.UniqueConstraint(fields=("account", "tag"), name="tagging_of_account_once"),
            models.CheckConstraint(condition=Q(person=None) ^ Q(account=None), name="tagging_has_one_subject"),
        )

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.person_id or self.account_id}"
