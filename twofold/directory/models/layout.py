"""Layouts: how a member of staff likes the columns of a list that is no saved view."""

from django.db import models

from twofold.core import ids
from twofold.directory.models.saved_view import SavedView


class Layout(models.Model):
    """The columns of a list, their order and widths, as one member of staff left them. `columns` is what an address holds."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=10, choices=SavedView.Subject)
    columns = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint("person", "subject", name="layout_is_one_for_each"),)

    def __str__(self) -> str:
        return self.columns
