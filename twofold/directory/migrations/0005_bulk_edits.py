"""The records that bulk edits are about."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import Q

from twofold.core import policies

OUTCOMES = [
    ("", "Not done yet"),
    ("changed", "Changed"),
    ("unchanged", "Was so already"),
    ("refused", "Refused"),
    ("restored", "As before"),
    ("changed_since", "Changed since, left as it is"),
    ("stuck", "Could not be put back"),
]


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_merging_accounts")]

    operations = [
        migrations.CreateModel(
            "BulkRow",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "operation_id", "record_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("operation_id", models.UUIDField()),
                ("record_id", models.UUIDField()),
                ("outcome", models.CharField(blank=True, choices=OUTCOMES, default="", max_length=13)),
                ("before", models.JSONField(encoder=DjangoJSONEncoder, null=True)),
                ("reason", models.TextField(blank=True, default="")),
            ],
            {
                "indexes": [
                    models.Index(
                        fields=("operation_id", "record_id"),
                        name="bulk_rows_to_look_at",
                        condition=Q(outcome__in=("refused", "changed_since", "stuck")),
                    )
                ]
            },
        ),
        policies.guard("directory_bulkrow"),
    ]
