"""What people are asked to agree to, in words."""

from django.db import migrations, models

import twofold.core.ids
from twofold.core import policies


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_seen_of_memberships")]

    operations = [
        migrations.CreateModel(
            name="Purpose",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.SlugField(unique=True)),
                ("words", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        policies.open_to_customers("directory_purpose", where="true"),  # whoever is asked may read what for
    ]
