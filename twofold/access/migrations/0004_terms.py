"""Terms with versions, and who accepted which."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from twofold.core import ids, policies


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_invitations_and_requests"),
        ("directory", "0011_peers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PassedOver",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("key", models.SlugField()),
                ("version", models.CharField(max_length=50)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True, default="")),
                ("url", models.CharField(blank=True, default="", max_length=2000)),
                ("in_force_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("key"), models.OrderBy(models.F("in_force_at"), descending=True), name="terms_in_force"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("key"), models.F("version"), name="terms_version_is_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("accepted_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="access.site",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.terms"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("person"), models.F("terms"), name="acceptance_is_one")
                ],
            },
        ),
        policies.guard("access_terms"),
        policies.open_to_customers("access_acceptance", where="person_id = {me}"),
        policies.guard("access_passedover"),
    ]
