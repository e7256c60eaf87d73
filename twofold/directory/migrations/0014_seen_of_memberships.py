"""Customers read who is in their accounts, and nothing of what the company makes of them: no part in buying, no source."""

from django.db import migrations

SEEN = "id, person_id, account_id, title, department, standing, starts_on, ends_on, ended_at, is_primary, created_at"


class Migration(migrations.Migration):
    dependencies = (("directory", "0013_accounts_of_a_country"),)

    operations = (
        migrations.RunSQL(
            f"REVOKE SELECT ON directory_membership FROM twofold_customer;"
            f"GRANT SELECT ({SEEN}) ON directory_membership TO twofold_customer",
            f"REVOKE SELECT ({SEEN}) ON directory_membership FROM twofold_customer;"
            "GRANT SELECT ON directory_membership TO twofold_customer",
        ),
    )
