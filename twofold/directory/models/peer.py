"""What people of one account see of each other."""

from django.db import models

from twofold.directory.models.membership import Membership


class Peer(models.Model):
    """Somebody in an account that the actor acts in: a view of the database, so that a customer's role needs no more.

    It has what people who work together know of each other, and nothing of what the company knows of them.
    """

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    name = models.CharField(max_length=400)
    photo = models.TextField()
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=200)
    standing = models.CharField(max_length=6, choices=Membership.Standing)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "directory_peer"

    def __str__(self) -> str:
        return self.name
