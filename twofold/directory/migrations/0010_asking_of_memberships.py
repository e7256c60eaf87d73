"""By what lists look up memberships: the part in buying, and custom fields. Neither costs anything where there is none."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_removing_for_good")]

    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(("ended_at", None), models.Q(("buying_role", ""), _negated=True)),
                fields=["buying_role", "account"],
                include=("person",),
                name="membership_by_role",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("attributes", {}), _negated=True),
                fields=["attributes"],
                name="membership_attributes",
                opclasses=("jsonb_path_ops",),
            ),
        ),
    ]
