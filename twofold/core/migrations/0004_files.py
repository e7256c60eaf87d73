"""Files that somebody sent, in pieces."""

import django.db.models.deletion
from django.db import migrations, models

import twofold.core.ids
from twofold.core import policies


class Migration(migrations.Migration):
    dependencies = (("core", "0003_operations"),)

    operations = (
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=255)),
                ("size", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(default="", max_length=64)),
                ("kept_by_id", models.UUIDField(null=True)),
                ("kept_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index("kept_at", name="file_by_age")]},
        ),
        migrations.CreateModel(
            name="FilePiece",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "file_id", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.file", db_index=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
        ),
        # The pieces are packed already: Postgres shall not try again.
        migrations.RunSQL(
            "ALTER TABLE core_filepiece ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE core_filepiece ALTER COLUMN content SET STORAGE EXTENDED",
        ),
        policies.guard("core_file"),
        policies.guard("core_filepiece"),
    )
