"""What people keep here about themselves, and what they asked for: a photo, their data, to be forgotten."""

from uuid import uuid4

from django.db import models

from twofold.core import ids


class Photo(models.Model):
    """A person's photo as we made it. Another photo is another row: its address, which nobody can guess, never changes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField("directory.Person", models.CASCADE, related_name="+")
    content = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Download(models.Model):
    """A person's wish for all that is kept of them; once it is gathered, `file_id` is where it lies until `until`."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    file_id = models.UUIDField(null=True)
    size = models.BigIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("until",), name="download_by_end"),)

    def __str__(self) -> str:
        return str(self.id)


class Farewell(models.Model):
    """A person's wish to be deleted, which they may take back until it is `due_at`."""

    person = models.OneToOneField("directory.Person", models.CASCADE, primary_key=True, related_name="+")
    site = models.ForeignKey("access.Site", models.SET_NULL, null=True, db_index=False, related_name="+")
    reason = models.CharField(max_length=1000, blank=True, default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
