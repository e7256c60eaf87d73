"""The phones that people have shown to be theirs."""

from django.db import models
from django.db.models import Q

from twofold.core import ids


class Phone(models.Model):
    """A number (E.164) whose person has brought the code that went there. It is nobody else's; at the first one they are reached."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    number = models.CharField(max_length=20, unique=True)
    is_first = models.BooleanField()
    proven_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(is_first=True), name="phone_one_is_the_first"),
        )

    def __str__(self) -> str:
        return self.number
