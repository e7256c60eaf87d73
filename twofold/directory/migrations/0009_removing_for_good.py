"""Records can be removed for good in bulk: nothing that points at them makes Postgres read a whole table for each.

The check of a foreign key needs an index on the column, and none of those there are serves: they are partial. What the
directory alone writes, and in the statement that writes the record, goes without the check; tags get whole indexes.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def unchecked(model: str, *, null: bool = False) -> Any:
    return models.ForeignKey(
        model, django.db.models.deletion.CASCADE, db_index=False, db_constraint=False, null=null, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_imports")]

    operations = [
        migrations.AlterField("Trait", "person", unchecked(settings.AUTH_USER_MODEL, null=True)),
        migrations.AlterField("Trait", "identifier", unchecked("directory.identifier", null=True)),
        migrations.AlterField("AccountTrait", "account", unchecked("directory.account", null=True)),
        migrations.AlterField("AccountTrait", "identifier", unchecked("directory.accountidentifier", null=True)),
        migrations.AlterField("Identifier", "origin_person", unchecked(settings.AUTH_USER_MODEL)),
        migrations.AlterField("Link", "a", unchecked("directory.identifier")),
        migrations.AlterField("Link", "b", unchecked("directory.identifier")),
        migrations.RemoveConstraint("Tagging", "tagging_of_person_once"),
        migrations.RemoveConstraint("Tagging", "tagging_of_account_once"),
        migrations.AddConstraint(
            "Tagging", models.UniqueConstraint(fields=("person", "tag"), name="tagging_of_person_once")
        ),
        migrations.AddConstraint(
            "Tagging", models.UniqueConstraint(fields=("account", "tag"), name="tagging_of_account_once")
        ),
    ]
