"""Roles and teams of staff; whoever is staff by now is an administrator."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from twofold.core import clock, ids, policies

ROLES = {
    "administrator": ("Administrator", "May do everything.", "all", ()),
    "sales": ("Sales", "Looks after people and accounts, their own and their team’s.", "all", ()),
    "marketing": ("Marketing", "Sees everybody, imports, exports, tags and records consents.", "all", ()),
    "support": ("Support", "Helps customers, and acts as them when they ask for it.", "all", ()),
    "analyst": (
        "Analyst",
        "Sees what people do, without seeing who they are.",
        "all",
        ("person.name", "person.email", "person.phone", "person.photo", "person.identifiers"),
    ),
    "reader": ("Read only", "Sees people, accounts and what they do, and changes nothing.", "all", ()),
}


def seed(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database = schema_editor.connection.alias
    roles = apps.get_model("access", "StaffRole").objects.using(database)
    for key, (name, description, rows, masked) in ROLES.items():
        roles.update_or_create(
            key=key,
            defaults={
                "name": name, "description": description, "rows": rows, "masked": list(masked), "created_at": clock.now(),
            },
        )  # fmt: skip
    administrator = roles.get(key="administrator")
    grants = apps.get_model("access", "StaffGrant").objects.using(database)
    staff = apps.get_model("directory", "Person").objects.using(database).filter(is_staff=True)
    grants.bulk_create(
        grants.model(person_id=person, role_id=administrator.id, granted_at=clock.now())
        for person in staff.values_list("id", flat=True)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_passkeys_and_browsers"),
        ("directory", "0011_peers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(blank=True, default="", max_length=20)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("description", models.CharField(blank=True, default="", max_length=500)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                (
                    "masked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                (
                    "rows",
                    models.CharField(
                        choices=[
                            ("all", "Everything"),
                            ("team", "What one’s teams own"),
                            ("own", "What one owns, and what a team owns that one leads"),
                            ("territory", "What is in the countries of one’s teams"),
                        ],
                        default="all",
                        max_length=9,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("key"),
                        condition=models.Q(("key", ""), _negated=True),
                        name="staff_role_built_in_is_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffGrant",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("granted_at", models.DateTimeField()),
                (
                    "granted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.staffrole"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("person"), models.F("role"), name="staff_grant_is_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("is_lead", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="access.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("team"), models.F("person"), name="team_member_is_one")
                ],
            },
        ),
        policies.guard("access_staffrole"),
        policies.guard("access_staffgrant"),
        policies.guard("access_team"),
        policies.guard("access_teammember"),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
