"""Browsers that people have signed in with."""

from django.db import models

from twofold.core import ids


class Browser(models.Model):
    """A browser as one person knows it: by a random token in its cookie, of which the digest is kept.

    Until `trusted_until` it is not asked for the second step. The same token is worth nothing to anybody else.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, db_index=False, related_name="+")
    digest = models.BinaryField(max_length=32, db_index=True)
    user_agent = models.CharField(max_length=200)
    address = models.GenericIPAddressField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    trusted_at = models.DateTimeField(null=True)
    trusted_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint("person", "digest", name="browser_is_one_of_its_person"),)

    def __str__(self) -> str:
        return str(self.id)
