"""People who were erased: a row with nothing in it but when that was."""

from django.db import migrations, models
from django.db.models import Q

EMPTY = Q(
    deleted_at__isnull=False, is_staff=False, is_active=False, name="", given_name="", family_name="", email="", phone="",
    photo="", city="", attributes={}, search=None,
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("directory", "0015_purposes")]

    operations = [
        migrations.AddField("person", "erased_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(condition=Q(erased_at=None) | EMPTY, name="person_who_is_erased_is_empty"),
        ),
    ]
