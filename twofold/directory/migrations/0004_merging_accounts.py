"""Accounts merge, too; and that two records are not the same is remembered."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import twofold.core.ids
from twofold.core import policies

ID = models.UUIDField(primary_key=True, default=twofold.core.ids.new, editable=False, serialize=False)


def of(model: str, *, null: bool = False, db_index: bool = True) -> Any:
    return models.ForeignKey(
        f"directory.{model}", django.db.models.deletion.CASCADE, null=null, db_index=db_index, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_layouts_and_views")]

    operations = [
        migrations.CreateModel(
            "AccountMerge",
            [
                ("id", ID),
                ("evidence", models.TextField(blank=True, default="")),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("moved", models.JSONField(default=dict)),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("loser", of("Account")),
                ("winner", of("Account")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            "Apart",
            [
                ("id", ID.clone()),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("said_at", models.DateTimeField()),
                ("person_a", of("Person", null=True, db_index=False)),
                ("person_b", of("Person", null=True)),
                ("account_a", of("Account", null=True, db_index=False)),
                ("account_b", of("Account", null=True)),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(
                        "person_a", "person_b", condition=Q(account_a=None), name="apart_people_once"
                    ),
                    models.UniqueConstraint(
                        "account_a", "account_b", condition=Q(person_a=None), name="apart_accounts_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(person_a__lt=F("person_b"), account_a=None, account_b=None)
                        | Q(account_a__lt=F("account_b"), person_a=None, person_b=None),
                        name="apart_is_of_two_of_a_sort",
                    ),
                )
            },
        ),
        policies.guard("directory_accountmerge"),
        policies.guard("directory_apart"),
    ]
