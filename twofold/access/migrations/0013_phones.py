"""The phones that people have shown to be theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from twofold.core import ids, policies


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_logos_senders_and_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("is_first", models.BooleanField()),
                ("proven_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_first", True)), fields=("person",), name="phone_one_is_the_first"
                    )
                ],
            },
        ),
        policies.guard("access_phone"),
    ]
