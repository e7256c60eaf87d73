"""Notes: what staff write down about a person or an account."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class Note(models.Model):
    """A text by a member of staff on one person or one account."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, null=True, db_index=False, related_name="+")
    account = models.ForeignKey("directory.Account", models.CASCADE, null=True, db_index=False, related_name="+")
    body = models.TextField()
    author = models.ForeignKey("directory.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("person", "-created_at"), name="note_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=("account", "-created_at"), name="note_of_account", condition=Q(account__isnull=False)),
        )
        constraints = (models.CheckConstraint(condition=Q(person=None) ^ Q(account=None), name="note_has_one_subject"),)

    def __str__(self) -> str:
        return self.body[:80]
