"""How colleagues like their lists; and a view that was removed can come back."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import twofold.core.ids
from twofold.core import policies


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_guards_and_kinds")]

    operations = [
        migrations.AddField("savedview", "removed_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("savedview", "saved_view_name_is_unique"),
        migrations.AddConstraint(
            "savedview",
            models.UniqueConstraint(
                fields=("owner", "subject", "name"), condition=Q(removed_at=None), name="saved_view_name_is_unique"
            ),
        ),
        migrations.CreateModel(
            "Layout",
            [
                (
                    "id",
                    models.UUIDField(primary_key=True, default=twofold.core.ids.new, editable=False, serialize=False),
                ),
                ("subject", models.CharField(max_length=10, choices=[("person", "Person"), ("account", "Account")])),
                ("columns", models.TextField()),
                (
                    "person",
                    models.ForeignKey("directory.Person", django.db.models.deletion.CASCADE, related_name="+"),
                ),
            ],
            options={"constraints": (models.UniqueConstraint("person", "subject", name="layout_is_one_for_each"),)},
        ),
        policies.guard("directory_layout"),
    ]
