"""Groups, the company's applications and who uses them; a grant says in which account it was given."""

import django.db.models.deletion
from django.db import migrations, models

from twofold.core import ids, policies

# Where a grant was given is where its membership is.
GIVEN_IN = (
    "UPDATE access_grant g SET account_id = m.account_id FROM directory_membership m WHERE m.id = g.membership_id"
)

# Which applications an account has: those for all, and what it was offered. Policies of the offers hold inside this one.
OFFERED = "is_for_all OR EXISTS (SELECT 1 FROM access_offer o WHERE o.application_id = access_application.id)"
OF_A_GROUP = "EXISTS (SELECT 1 FROM access_group g WHERE g.id = group_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_terms"),
        ("directory", "0011_peers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("description", models.CharField(blank=True, default="", max_length=500)),
                ("address", models.URLField(max_length=500)),
                ("icon", models.CharField(max_length=50)),
                ("is_for_all", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="grant",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.account"
            ),
        ),
        migrations.RunSQL(GIVEN_IN, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="grant",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.account"
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="united_with",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.grant"
            ),
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("description", models.CharField(blank=True, default="", max_length=500)),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("is_owner", models.BooleanField(default=False)),
                ("assigned_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.account",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.application"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.membership",
                    ),
                ),
                (
                    "united_with",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.assignment"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.group"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("is_owner", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.group"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.membership"
                    ),
                ),
                (
                    "united_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.groupmember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("offered_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.account"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.application",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                models.F("account"), models.F("name"), name="group_name_is_one_of_its_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                models.F("account"),
                models.F("application"),
                models.F("membership"),
                models.F("group"),
                name="assignment_is_one",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("membership", None), ("group", None), _connector="OR"), name="assignment_is_to_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_owner", False), ("membership__isnull", False), _connector="OR"),
                name="assignment_owner_is_a_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(models.F("group"), models.F("membership"), name="group_member_is_one"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(models.F("application"), models.F("account"), name="offer_is_one"),
        ),
        policies.open_to_customers("access_offer", where="account_id = {accounts}"),
        policies.open_to_customers("access_application", where=OFFERED),
        policies.open_to_customers("access_group", where="account_id = {accounts}"),
        policies.open_to_customers("access_groupmember", where=OF_A_GROUP),
        policies.open_to_customers("access_assignment", where="account_id = {accounts}"),
    ]
