"""What a source says of somebody becomes one row, a JSON object of names, each with its value and moment."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from twofold.core import policies

# The words of `said` that are newer than those kept; between two of one moment the value itself decides.
NEWER = """
CREATE FUNCTION directory_newer(kept jsonb, said jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_object_agg(s.key, s.value), '{}') FROM jsonb_each(said) AS s
    WHERE NOT kept ? s.key
       OR ((s.value->>1)::bigint, coalesce(nullif((s.value->0)::text, 'null'), '') COLLATE "C")
        > ((kept->s.key->>1)::bigint, coalesce(nullif((kept->s.key->0)::text, 'null'), '') COLLATE "C")
$$
"""


def put_aside(table: str, record: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""CREATE TABLE {table}_old AS
            SELECT identifier_id, {record}_id, source, max(received_at) AS received_at, jsonb_object_agg(
                name, jsonb_build_array(value, (extract(epoch FROM occurred_at) * 1000000)::bigint)) AS said
            FROM {table} GROUP BY identifier_id, {record}_id, source""",
        migrations.RunSQL.noop,
    )


def take_back(table: str, record: str) -> migrations.RunSQL:
    columns = f"identifier_id, {record}_id, source, said, received_at"
    return migrations.RunSQL(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_old; DROP TABLE {table}_old",
        migrations.RunSQL.noop,
    )


def subject(model: str) -> Any:
    return models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=model
    )


def table_of(name: str, record: str, identifier: str, model: str, prefix: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("identifier", subject(identifier)),
            (record, subject(model)),
            ("source", models.CharField(max_length=100)),
            ("said", models.JSONField()),
            ("received_at", models.DateTimeField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    "identifier", "source", condition=Q((record, None)), name=f"{prefix}_of_identifier_once"
                ),
                models.UniqueConstraint(
                    record, "source", condition=Q(identifier=None), name=f"{prefix}_of_{record}_once"
                ),
                models.CheckConstraint(
                    condition=Q(identifier=None) ^ Q((record, None)), name=f"{prefix}_has_one_subject"
                ),
            ],
        },
    )


class Migration(migrations.Migration):
    dependencies = (("directory", "0005_bulk_edits"),)

    operations = (
        migrations.RunSQL(NEWER, "DROP FUNCTION directory_newer(jsonb, jsonb)"),
        put_aside("directory_trait", "person"),
        put_aside("directory_accounttrait", "account"),
        migrations.DeleteModel("Trait"),
        migrations.DeleteModel("AccountTrait"),
        table_of("Trait", "person", "directory.identifier", settings.AUTH_USER_MODEL, "trait"),
        table_of("AccountTrait", "account", "directory.accountidentifier", "directory.account", "account_trait"),
        policies.guard("directory_trait"),
        policies.guard("directory_accounttrait"),
        take_back("directory_trait", "person"),
        take_back("directory_accounttrait", "account"),
    )
