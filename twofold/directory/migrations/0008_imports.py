"""Imports: saved mappings, what became of each row, and what dry runs hold to be there."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

import twofold.core.ids
from twofold.core import policies

OUTCOMES = [(one, one.title()) for one in ("created", "updated", "merged", "unchanged", "refused")]


def of_operation() -> Any:
    return models.ForeignKey(
        "core.Operation", django.db.models.deletion.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_words"), ("core", "0003_operations")]

    operations = [
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("fingerprint", models.CharField(max_length=32)),
                ("plan", models.JSONField()),
                ("made_by", models.UUIDField(null=True)),
                ("used_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(F("fingerprint"), F("used_at").desc(), name="import_mapping_of_header")]},
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "operation_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=9)),
                ("person_id", models.UUIDField(null=True)),
                ("account_id", models.UUIDField(null=True)),
                ("membership_id", models.UUIDField(null=True)),
                ("reasons", models.JSONField(null=True)),
                ("changes", models.JSONField(null=True)),
                ("cells", models.JSONField(null=True)),
                ("made", models.JSONField(null=True)),
                ("operation", of_operation()),
            ],
            options={
                "indexes": [models.Index(fields=["operation", "outcome", "number"], name="import_row_of_outcome")]
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "operation_id", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField()),
                ("state", models.JSONField()),
                ("operation", of_operation()),
            ],
        ),
        migrations.CreateModel(
            name="ImportDraftKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "operation_id",
                        "key",
                        "record_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.UUIDField()),
                ("record_id", models.UUIDField()),
                ("operation", of_operation()),
            ],
        ),
        policies.guard("directory_importmapping"),
        policies.guard("directory_importrow"),
        policies.guard("directory_importdraft"),
        policies.guard("directory_importdraftkey"),
    ]
