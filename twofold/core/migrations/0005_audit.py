"""The chain over the ledger, and whom else than staff each fact may be shown to."""

from django.db import migrations, models
from django.db.models import F

from twofold.core import policies

# A customer sees what they did, what is told to the person a fact is about (1), and to the admins of its account (2).
# They write in their own name only.
SEEN = f"""
DROP POLICY own_rows ON core_ledgerentry;
CREATE POLICY own_rows ON core_ledgerentry FOR SELECT TO twofold_customer USING (
    actor_kind = 'customer' AND actor_id = {policies.MY_PERSON}
    OR person_id = {policies.MY_PERSON} AND audience & 1 <> 0
    OR account_id = ANY ({policies.MY_ACCOUNTS}::uuid[]) AND audience & 2 <> 0
);
CREATE POLICY own_words ON core_ledgerentry FOR INSERT TO twofold_customer
    WITH CHECK (actor_kind = 'customer' AND actor_id = {policies.MY_PERSON});
"""

UNSEEN = f"""
DROP POLICY own_words ON core_ledgerentry;
DROP POLICY own_rows ON core_ledgerentry;
CREATE POLICY own_rows ON core_ledgerentry TO twofold_customer
    USING (actor_kind = 'customer' AND actor_id = {policies.MY_PERSON}) WITH CHECK (actor_kind = 'customer' AND actor_id = {policies.MY_PERSON});
"""


class Migration(migrations.Migration):
    dependencies = (("core", "0004_files"),)

    operations = (
        migrations.AddField("LedgerEntry", "impersonator_id", models.UUIDField(null=True)),
        migrations.AddField("LedgerEntry", "audience", models.SmallIntegerField(db_default=0, default=0)),
        migrations.AddIndex("LedgerEntry", models.Index(F("actor_id"), F("seq").desc(), name="ledger_of_actor")),
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.UUIDField(unique=True)),
                ("salt", models.BinaryField(max_length=16)),
                ("digest", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="AuditNote",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("entry", models.UUIDField(null=True)),
                ("again", models.PositiveIntegerField(default=0)),
                ("noted_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["noted_at"], name="audit_note_by_age")]},
        ),
        migrations.CreateModel(
            name="AuditStream",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("target", models.TextField()),
                ("number", models.BigIntegerField(default=0)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(default="")),
                ("advanced_at", models.DateTimeField(null=True)),
            ],
        ),
        policies.guard("core_auditlink"),
        policies.guard("core_auditnote"),
        policies.guard("core_auditstream"),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON core_auditlink FROM twofold_staff", migrations.RunSQL.noop
        ),
    )
