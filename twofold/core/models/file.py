"""Files that somebody sent, in pieces."""

from django.db import models

from twofold.core import ids


class File(models.Model):
    """A file as it was sent. It is whole: one that broke off on its way in is not here."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    kept_by_id = models.UUIDField(null=True)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index("kept_at", name="file_by_age"),)

    def __str__(self) -> str:
        return self.name


class FilePiece(models.Model):
    """A piece of a file, packed by zstd; no table of the database has to hold a row of gigabytes."""

    pk = models.CompositePrimaryKey("file_id", "position")
    file = models.ForeignKey(File, models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.file_id}/{self.position}"
