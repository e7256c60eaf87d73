"""That two records became one, that two did not, and that two never shall."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from twofold.core import ids


class Joined(models.Model):
    """The loser became the winner. `moved` names every row that changed hands, so that it can be taken back."""

    winner_id: UUID
    loser_id: UUID

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    evidence = models.TextField(blank=True, default="")
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.loser_id} into {self.winner_id}"


class Merge(Joined):
    """Two people are one human being."""

    winner = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    loser = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    links = ArrayField(models.UUIDField(), default=list)
    event_id = models.CharField(max_length=200, blank=True, default="")


class AccountMerge(Joined):
    """Two accounts are one company."""

    winner = models.ForeignKey("directory.Account", models.CASCADE, related_name="+")
    loser = models.ForeignKey("directory.Account", models.CASCADE, related_name="+")


class MergeRefusal(models.Model):
    """Evidence that would have joined people who must stay apart, and why it did not."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    identifiers = ArrayField(models.UUIDField(), default=list)
    people = ArrayField(models.UUIDField(), default=list)
    reason = models.CharField(max_length=200)
    event_id = models.CharField(max_length=200, blank=True, default="")
    refused_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint("identifiers", "reason", name="merge_refusal_once"),)
        indexes = (GinIndex(fields=("people",), name="merge_refusal_of_people", opclasses=("array_ops",)),)

    def __str__(self) -> str:
        return self.reason


class Apart(models.Model):
    """Somebody has said of two records that look alike that they are two. `a` is the lesser id."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_a = models.ForeignKey("directory.Person", models.CASCADE, null=True, db_index=False, related_name="+")
    person_b = models.ForeignKey("directory.Person", models.CASCADE, null=True, related_name="+")
    account_a = models.ForeignKey("directory.Account", models.CASCADE, null=True, db_index=False, related_name="+")
    account_b = models.ForeignKey("directory.Account", models.CASCADE, null=True, related_name="+")
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("person_a", "person_b", condition=Q(account_a=None), name="apart_people_once"),
            models.UniqueConstraint("account_a", "account_b", condition=Q(person_a=None), name="apart_accounts_once"),
            models.CheckConstraint(
                condition=Q(person_a__lt=F("person_b"), account_a=None, account_b=None)
                | Q(account_a__lt=F("account_b"), person_a=None, person_b=None),
                name="apart_is_of_two_of_a_sort",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_a_id or self.account_a_id} is not {self.person_b_id or self.account_b_id}"
