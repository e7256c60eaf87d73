"""A view of who is in the accounts that one acts in. It runs as its owner, so it filters by itself."""

from django.db import migrations, models

PEERS = """
CREATE VIEW directory_peer WITH (security_barrier) AS
SELECT m.id, m.account_id, m.person_id, p.name, p.photo, m.title, m.department, m.standing, m.starts_on, m.ends_on, m.ended_at
FROM directory_membership m JOIN directory_person p ON p.id = m.person_id
WHERE m.account_id = ANY (current_setting('twofold.accounts')::uuid[]) AND p.deleted_at IS NULL AND p.merged_into_id IS NULL;
GRANT SELECT ON directory_peer TO twofold_customer;
REVOKE INSERT, UPDATE, DELETE ON directory_peer FROM twofold_staff;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_asking_of_memberships")]

    operations = [
        migrations.RunSQL(PEERS, "DROP VIEW directory_peer"),
        migrations.CreateModel(
            name="Peer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("name", models.CharField(max_length=400)),
                ("photo", models.TextField()),
                ("title", models.CharField(max_length=200)),
                ("department", models.CharField(max_length=200)),
                ("standing", models.CharField(choices=[("member", "Member"), ("guest", "Guest")], max_length=6)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "directory_peer", "managed": False},
        ),
    ]
