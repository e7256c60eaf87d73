"""That two records became one person, and that two did not."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from twofold.core import ids


class Merge(models.Model):
    """The loser became the winner. `moved` names every row that changed hands, so that it can be taken back."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    winner = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    loser = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    links = ArrayField(models.UUIDField(), default=list)
    event_id = models.CharField(max_length=200, blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    moved = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.loser_id} into {self.winner_id}"


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
