"""By what memberships look up the accounts of a country: also those that were removed, for their members are still in them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_open_fields")]

    operations = [
        migrations.RemoveIndex(model_name="account", name="account_by_country"),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("country", ""), _negated=True),
                fields=["country", "sort_name", "id"],
                name="account_in_country",
            ),
        ),
    ]
