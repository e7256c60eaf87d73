"""Passkeys, the handles by which they know people, and the browsers that people sign in with."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from twofold.core import ids, policies


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_organisations"),
        ("directory", "0011_peers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Keyring",
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
                ("handle", models.BinaryField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("rp_id", models.CharField(max_length=253)),
                ("credential_id", models.BinaryField(max_length=1023, unique=True)),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField()),
                ("aaguid", models.UUIDField()),
                (
                    "transports",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("may_sign_in", models.BooleanField()),
                ("is_backed_up", models.BooleanField()),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("copied_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Browser",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("digest", models.BinaryField(db_index=True, max_length=32)),
                ("user_agent", models.CharField(max_length=200)),
                ("address", models.GenericIPAddressField()),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("trusted_at", models.DateTimeField(null=True)),
                ("trusted_until", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("person"), models.F("digest"), name="browser_is_one_of_its_person")
                ],
            },
        ),
        policies.guard("access_keyring"),
        policies.guard("access_passkey"),
        policies.guard("access_browser"),
    ]
