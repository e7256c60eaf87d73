"""Sites, roles in accounts, and seats; the built-in roles and one site are there from the start."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from twofold.core import clock, ids, policies

ROLES = {
    "owner": "Owner",
    "admin": "Administrator",
    "buyer": "Buyer",
    "approver": "Approver",
    "member": "Member",
    "guest": "Guest",
    "auditor": "Auditor",
}

LANGUAGES = ["en", "de", "fr", "es", "nl", "ru"]

# A grant is seen by whoever sees its membership: those policies hold inside this one.
OF_A_MEMBERSHIP = "EXISTS (SELECT 1 FROM directory_membership m WHERE m.id = membership_id)"


def seed(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database = schema_editor.connection.alias
    roles = apps.get_model("access", "Role").objects.using(database)
    for key, name in ROLES.items():
        roles.update_or_create(key=key, defaults={"id": ids.new(), "name": name, "created_at": clock.now()})
    sites = apps.get_model("access", "Site").objects.using(database)
    sites.update_or_create(
        key="main",
        defaults={"name": "Twofold", "languages": LANGUAGES, "is_default": True, "created_at": clock.now()},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_keys"),
        ("directory", "0010_asking_of_memberships"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(blank=True, default="", max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("description", models.CharField(blank=True, default="", max_length=500)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("reaches_below", models.BooleanField(default=False)),
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
                    "membership",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.membership",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.role"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="directory.membership",
                    ),
                ),
                ("address", models.CharField(blank=True, default="", max_length=320)),
                ("expires_at", models.DateTimeField(null=True)),
                ("review_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "sponsor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False)),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=100)),
                ("host", models.CharField(max_length=253, null=True, unique=True)),
                ("color", models.CharField(default="#0f6e5b", max_length=7)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                ("flow", models.JSONField(default=dict)),
                ("is_default", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("is_default"), condition=models.Q(("is_default", True)), name="site_default_is_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("color__regex", "^#[0-9a-f]{6}$")), name="site_color_is_a_color"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                models.F("key"), condition=models.Q(("key", ""), _negated=True), name="role_built_in_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                models.F("account"),
                models.F("name"),
                condition=models.Q(("key", "")),
                name="role_name_is_one_of_its_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account__isnull", False), ("key", "")),
                    models.Q(models.Q(("key", ""), _negated=True), ("account", None)),
                    _connector="OR",
                ),
                name="role_is_built_in_or_of_an_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(models.F("membership"), models.F("role"), name="grant_is_one"),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)), fields=["expires_at"], name="seat_expiring"
            ),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                condition=models.Q(("review_at__isnull", False)), fields=["review_at"], name="seat_to_review"
            ),
        ),
        policies.open_to_customers("access_site", where="true"),
        policies.open_to_customers("access_role", where="account_id IS NULL OR account_id = {accounts}"),
        policies.open_to_customers("access_grant", where=OF_A_MEMBERSHIP),
        policies.open_to_customers("access_seat", where=OF_A_MEMBERSHIP),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
