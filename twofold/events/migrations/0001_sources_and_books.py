"""Sources, dead letters, and the books that make every event count once."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from twofold.core import ids, policies

TABLES = ("source", "seen", "inflight", "deadletter", "deadlettercount")

# The keys of a batch lie together, in the order of batches: enough to find those too old to matter.
BY_BATCH = (
    "CREATE INDEX seen_by_batch ON events_seen USING brin (batch_id) WITH (pages_per_range = 32, autosummarize = on)"
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_ledger")]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("write_key", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("rotated_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint("name", condition=Q(revoked_at=None), name="source_name_lives_once"),
                )
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("batch_id", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(BY_BATCH, "DROP INDEX seen_by_batch"),
        migrations.CreateModel(
            name="Inflight",
            fields=[
                ("batch_id", models.UUIDField(primary_key=True, serialize=False)),
                ("owner", models.BigIntegerField()),
                ("began_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DeadLetter",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.source",
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("sentence", models.CharField(max_length=500)),
                ("event_type", models.CharField(max_length=10)),
                ("body", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("received_at", models.DateTimeField()),
                ("replayed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": (
                    models.Index(F("received_at").desc(), F("id").desc(), name="dead_letter_newest"),
                    models.Index(fields=("source", "reason", "received_at"), name="dead_letter_of_source"),
                )
            },
        ),
        migrations.CreateModel(
            name="DeadLetterCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.source"
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("letters", models.BigIntegerField(default=0)),
                ("kept", models.BigIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
            ],
            options={"constraints": (models.UniqueConstraint("source", "reason", name="dead_letter_count_once"),)},
        ),
        *(policies.guard(f"events_{table}") for table in TABLES),
    ]
