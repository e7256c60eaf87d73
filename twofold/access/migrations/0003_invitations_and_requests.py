"""Invitations, the terms of guests, and requests. A customer reads those of their account, but never a digest."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from twofold.core import ids, policies

SHOWN = ", ".join(
    (
        "id account_id site_id address standing roles groups applications message language access_until sponsor_id invited_by_id"
        " invited_as created_at expires_at sent_at sends held_at redeemed_at redeemed_by_id revoked_at"
    ).split()
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_sites_and_roles"),
        ("directory", "0011_peers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GuestTerms",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="directory.account",
                    ),
                ),
                ("stay_days", models.PositiveSmallIntegerField(default=90)),
                ("review_days", models.PositiveSmallIntegerField(default=14)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("review_days__gte", 1), ("stay_days__gte", 1), ("stay_days__lte", 1095)),
                        name="guest_terms_are_sensible",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("address", models.CharField(max_length=320)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("standing", models.CharField(choices=[("member", "Member"), ("guest", "Guest")], max_length=6)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "groups",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "applications",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("message", models.CharField(blank=True, default="", max_length=1000)),
                ("language", models.CharField(default="en", max_length=10)),
                ("access_until", models.DateTimeField(null=True)),
                ("invited_as", models.CharField(max_length=8)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("sends", models.PositiveSmallIntegerField(default=0)),
                ("held_at", models.DateTimeField(null=True)),
                ("redeemed_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
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
                    "invited_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "redeemed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="access.site",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-created_at"], name="invitation_of_account")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("account"),
                        models.F("address"),
                        condition=models.Q(("redeemed_at", None), ("revoked_at", None)),
                        name="invitation_open_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("redeemed_at", None), ("revoked_at", None), _connector="OR"),
                        name="invitation_is_redeemed_or_revoked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing", "guest"), ("access_until", None), _connector="OR"),
                        name="invitation_ends_the_stay_of_guests",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(choices=[("sign_up", "Sign Up"), ("join", "Join")], max_length=7)),
                ("address", models.CharField(max_length=320)),
                ("company", models.CharField(blank=True, default="", max_length=200)),
                ("message", models.CharField(blank=True, default="", max_length=1000)),
                ("language", models.CharField(default="en", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "Approved"), ("declined", "Declined"), ("withdrawn", "Withdrawn")],
                        default="",
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.account"
                    ),
                ),
                (
                    "decided_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="access.site",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("decision", "")), fields=["asked_at"], name="request_waiting")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("kind"),
                        models.F("account"),
                        condition=models.Q(("decision", "")),
                        name="request_open_is_one",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_is_decided_at_a_time",
                    ),
                ],
            },
        ),
        policies.open_to_customers("access_invitation", where="account_id = {accounts}", rights=f"SELECT ({SHOWN})"),
        policies.open_to_customers("access_guestterms", where="account_id = {accounts}"),
        policies.open_to_customers("access_joinrequest", where="person_id = {me} OR account_id = {accounts}"),
    ]
