"""Long-running operations."""

import django.db.models.deletion
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import F, Q

from twofold.core import ids, policies

STATES = [
    ("waiting", "Waiting"),
    ("running", "Running"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
    ("undone", "Undone"),
]


class Migration(migrations.Migration):
    dependencies = (("core", "0002_job_errors"),)

    operations = (
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=300)),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=9)),
                ("told", models.JSONField(default=dict, encoder=DjangoJSONEncoder)),
                ("position", models.JSONField(default=dict, encoder=DjangoJSONEncoder)),
                ("total", models.BigIntegerField(null=True)),
                ("done", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("error", models.TextField(default="")),
                ("failures", models.PositiveIntegerField(default=0)),
                ("actor_kind", models.CharField(max_length=8)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("permissions", models.JSONField(default=list)),
                ("account_ids", models.JSONField(encoder=DjangoJSONEncoder, null=True)),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undoings",
                        to="core.operation",
                    ),
                ),
                ("worked_seconds", models.FloatField(default=0)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("touched_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(null=True)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=("waiting", "running"), ended_at=None)
                        | ~Q(state__in=("waiting", "running")) & Q(ended_at__isnull=False),
                        name="operation_ended_exactly_when_over",
                    ),
                    models.UniqueConstraint(
                        fields=("undoes",), condition=Q(ended_at=None), name="operation_undone_by_one_at_a_time"
                    ),
                ],
                "indexes": [
                    models.Index(fields=("touched_at",), condition=Q(ended_at=None), name="operation_under_way"),
                    models.Index(F("kind"), F("id").desc(), name="operation_of_kind"),
                    models.Index(F("actor_id"), F("id").desc(), name="operation_of_actor"),
                ],
            },
        ),
        policies.guard("core_operation"),
    )
