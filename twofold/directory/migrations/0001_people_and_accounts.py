import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import twofold.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_ledger")]

    operations = [
        migrations.CreateModel(
            name="IdentifierKind",
            fields=[
                ("key", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=100)),
                (
                    "normaliser",
                    models.CharField(
                        choices=[
                            ("exact", "Exact"),
                            ("lower", "Lower"),
                            ("email", "Email"),
                            ("phone", "Phone"),
                            ("card", "Card"),
                        ],
                        default="exact",
                        max_length=5,
                    ),
                ),
                ("makes_known", models.BooleanField(default=False)),
                ("is_unique", models.BooleanField(default=False)),
                ("max_per_person", models.PositiveIntegerField(default=5)),
                ("max_people", models.PositiveIntegerField(null=True)),
                ("priority", models.PositiveIntegerField(default=0)),
                (
                    "blocked_values",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("look_back", models.DurationField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("given_name", models.CharField(blank=True, default="", max_length=200)),
                ("family_name", models.CharField(blank=True, default="", max_length=200)),
                ("name", models.CharField(blank=True, default="", max_length=400)),
                ("sort_name", models.CharField(editable=False, max_length=100, null=True)),
                ("email", models.CharField(blank=True, default="", max_length=320)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("locale", models.CharField(blank=True, default="", max_length=35)),
                ("time_zone", models.CharField(blank=True, default="", max_length=64)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("city", models.CharField(blank=True, default="", max_length=200)),
                ("photo", models.TextField(blank=True, default="")),
                ("attributes", models.JSONField(default=dict)),
                ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(blank=True, default="", max_length=300)),
                ("sort_name", models.CharField(editable=False, max_length=100, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("customer", "Customer"),
                            ("partner", "Partner"),
                            ("reseller", "Reseller"),
                            ("supplier", "Supplier"),
                            ("government", "Government"),
                            ("institution", "Institution"),
                            ("other", "Other"),
                        ],
                        default="prospect",
                        max_length=12,
                    ),
                ),
                ("industry", models.CharField(blank=True, default="", max_length=100)),
                ("employees", models.PositiveIntegerField(null=True)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("city", models.CharField(blank=True, default="", max_length=200)),
                ("website", models.TextField(blank=True, default="")),
                ("company_number", models.CharField(blank=True, default="", max_length=50)),
                ("vat_number", models.CharField(blank=True, default="", max_length=20)),
                ("attributes", models.JSONField(default=dict)),
                ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.account",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directory.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccountIdentifier",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("group_id", "Group Id"),
                            ("domain", "Domain"),
                            ("vat", "Vat"),
                            ("company_number", "Company Number"),
                            ("external_id", "External Id"),
                        ],
                        max_length=14,
                    ),
                ),
                ("value", models.CharField(max_length=500)),
                ("proven_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identifiers", to="directory.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccountTrait",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("source", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("value", models.JSONField(null=True)),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.account",
                    ),
                ),
                (
                    "identifier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.accountidentifier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("person", "Person"), ("account", "Account"), ("membership", "Membership")],
                        max_length=10,
                    ),
                ),
                ("key", models.SlugField(db_index=False)),
                ("label", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("date", "Date"),
                            ("choice", "Choice"),
                            ("multi_choice", "Multi Choice"),
                            ("person", "Person"),
                            ("account", "Account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("choices", models.JSONField(default=list)),
                ("is_required", models.BooleanField(default=False)),
                ("is_indexed", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("subject"), models.F("key"), name="custom_field_key_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[a-z][a-z0-9_]*$")), name="custom_field_key_is_plain"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("value", models.CharField(max_length=500)),
                ("proven_at", models.DateTimeField(null=True)),
                ("is_shared", models.BooleanField(default=False)),
                ("has_moved", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "origin_person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        db_column="kind",
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.identifierkind",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("purpose", models.SlugField(db_index=False)),
                ("channel", models.SlugField(db_index=False)),
                ("state", models.CharField(choices=[("given", "Given"), ("withdrawn", "Withdrawn")], max_length=9)),
                ("source", models.CharField(max_length=100)),
                ("text_version", models.CharField(blank=True, default="", max_length=50)),
                ("given_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField()),
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
                    "identifier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directory.identifier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("same_event", "Same Event"),
                            ("identify", "Identify"),
                            ("alias", "Alias"),
                            ("operator", "Operator"),
                            ("import_key", "Import Key"),
                            ("probabilistic", "Probabilistic"),
                            ("operator_split", "Operator Split"),
                        ],
                        max_length=14,
                    ),
                ),
                ("event_id", models.CharField(blank=True, default="", max_length=200)),
                ("source", models.CharField(blank=True, default="", max_length=100)),
                ("observed_at", models.DateTimeField()),
                ("weight", models.FloatField(default=1)),
                ("policy_version", models.PositiveIntegerField(default=1)),
                ("actor_id", models.UUIDField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.UUIDField(null=True)),
                (
                    "a",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.identifier",
                    ),
                ),
                (
                    "b",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.identifier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("department", models.CharField(blank=True, default="", max_length=200)),
                (
                    "buying_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("economic_buyer", "Economic Buyer"),
                            ("decision_maker", "Decision Maker"),
                            ("champion", "Champion"),
                            ("influencer", "Influencer"),
                            ("evaluator", "Evaluator"),
                            ("gatekeeper", "Gatekeeper"),
                            ("opponent", "Opponent"),
                            ("approver", "Approver"),
                            ("payer", "Payer"),
                            ("user", "User"),
                        ],
                        default="",
                        max_length=14,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[("member", "Member"), ("guest", "Guest")], default="member", max_length=6
                    ),
                ),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_primary", models.BooleanField(default=False)),
                ("attributes", models.JSONField(default=dict)),
                ("source", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="directory.account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("event_id", models.CharField(blank=True, default="", max_length=200)),
                ("evidence", models.TextField(blank=True, default="")),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("moved", models.JSONField(default=dict)),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "loser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "winner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MergeRefusal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "identifiers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("reason", models.CharField(max_length=200)),
                ("event_id", models.CharField(blank=True, default="", max_length=200)),
                ("refused_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["people"], name="merge_refusal_of_people", opclasses=("array_ops",)
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("identifiers"), models.F("reason"), name="merge_refusal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.account",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
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
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("subject", models.CharField(choices=[("person", "Person"), ("account", "Account")], max_length=10)),
                ("name", models.CharField(max_length=100)),
                ("is_shared", models.BooleanField(default=False)),
                ("is_pinned", models.BooleanField(default=False)),
                ("definition", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Span",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "identifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spans", to="directory.identifier"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=50)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="tag_name_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("tagged_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="directory.account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="directory.tag",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Trait",
            fields=[
                (
                    "id",
                    models.UUIDField(default=twofold.core.ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("source", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("value", models.JSONField(null=True)),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "identifier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.identifier",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.OrderBy(models.F("seen_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("deleted_at", None), ("merged_into", None), ("known_at__isnull", False)),
                name="person_by_seen",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None), ("known_at__isnull", False)),
                fields=["sort_name", "id"],
                name="person_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None), ("known_at__isnull", False)),
                fields=["created_at", "id"],
                name="person_by_created",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.OrderBy(models.F("seen_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("deleted_at", None), ("merged_into", None), ("known_at", None)),
                name="visitor_by_seen",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None), ("known_at", None)),
                fields=["created_at", "id"],
                name="visitor_by_created",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True), fields=["email"], name="person_by_email"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="person_by_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("country"),
                models.OrderBy(models.F("seen_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("deleted_at", None),
                    ("merged_into", None),
                    ("known_at__isnull", False),
                    models.Q(("country", ""), _negated=True),
                ),
                name="person_by_country",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("owner"),
                models.OrderBy(models.F("seen_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("owner__isnull", False)),
                name="person_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="person_tombstones"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at", "id"], name="person_removed"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None), ("is_staff", True)),
                fields=["sort_name", "id"],
                name="person_staff",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("search__isnull", False)), fields=["search"], name="person_search"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("attributes", {}), _negated=True),
                fields=["attributes"],
                name="person_attributes",
                opclasses=("jsonb_path_ops",),
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="person_is_not_merged_into_self",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                models.OrderBy(models.F("seen_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("deleted_at", None), ("merged_into", None)),
                name="account_by_seen",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None)),
                fields=["sort_name", "id"],
                name="account_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None)),
                fields=["created_at", "id"],
                name="account_by_created",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None)),
                fields=["employees", "id"],
                name="account_by_employees",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("merged_into", None)),
                fields=["kind", "sort_name", "id"],
                name="account_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at", None), ("merged_into", None), models.Q(("country", ""), _negated=True)
                ),
                fields=["country", "sort_name", "id"],
                name="account_by_country",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)),
                fields=["owner", "sort_name", "id"],
                name="account_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="account_by_parent"
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="account_tombstones"
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at", "id"], name="account_removed"
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("search__isnull", False)), fields=["search"], name="account_search"
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("attributes", {}), _negated=True),
                fields=["attributes"],
                name="account_attributes",
                opclasses=("jsonb_path_ops",),
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True), name="account_is_not_its_own_parent"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="account_is_not_merged_into_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountidentifier",
            constraint=models.UniqueConstraint(
                models.F("kind"), models.F("value"), name="account_identifier_points_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accounttrait",
            constraint=models.UniqueConstraint(
                models.F("identifier"),
                models.F("source"),
                models.F("name"),
                condition=models.Q(("account", None)),
                name="account_trait_of_identifier_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="accounttrait",
            constraint=models.UniqueConstraint(
                models.F("account"),
                models.F("source"),
                models.F("name"),
                condition=models.Q(("identifier", None)),
                name="account_trait_of_account_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="accounttrait",
            constraint=models.CheckConstraint(
                condition=models.Q(("identifier", None), ("account", None), _connector="XOR"),
                name="account_trait_has_one_subject",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["person", "purpose", "channel", "-decided_at", "-id"], name="consent_current"),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["person", "kind"], name="identifier_of_person"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(models.F("kind"), models.F("value"), name="identifier_is_one_node"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["b"], name="link_by_b"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("how", "operator_split"), ("revoked_at", None)),
                fields=["a", "b"],
                name="link_splits",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                models.F("a"),
                models.F("b"),
                models.F("how"),
                condition=models.Q(("revoked_at", None)),
                name="link_lives_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(condition=models.Q(("a__lt", models.F("b"))), name="link_ends_in_order"),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["person", "created_at"], name="membership_of_person"),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["account", "created_at"], name="membership_of_account"),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("ends_on__isnull", False)),
                fields=["ends_on"],
                name="membership_lapsing",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("account"),
                condition=models.Q(("ended_at", None)),
                name="membership_lives_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                models.F("person"),
                condition=models.Q(("ended_at", None), ("is_primary", True)),
                name="membership_is_primary_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="membership_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["person", "-created_at"], name="note_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                condition=models.Q(("account__isnull", False)),
                fields=["account", "-created_at"],
                name="note_of_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", None), ("account", None), _connector="XOR"), name="note_has_one_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"), models.F("subject"), models.F("name"), name="saved_view_name_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="span",
            constraint=models.UniqueConstraint(
                models.F("identifier"), condition=models.Q(("ends_at", None)), name="span_is_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="span",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at", None), ("ends_at", None), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                ),
                name="span_runs_forward",
            ),
        ),
        migrations.AddIndex(
            model_name="tagging",
            index=models.Index(
                condition=models.Q(("person__isnull", False)), fields=["tag", "person"], name="tagging_people"
            ),
        ),
        migrations.AddIndex(
            model_name="tagging",
            index=models.Index(
                condition=models.Q(("account__isnull", False)), fields=["tag", "account"], name="tagging_accounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("tag"),
                condition=models.Q(("account", None)),
                name="tagging_of_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(
                models.F("account"),
                models.F("tag"),
                condition=models.Q(("person", None)),
                name="tagging_of_account_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", None), ("account", None), _connector="XOR"),
                name="tagging_has_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="trait",
            constraint=models.UniqueConstraint(
                models.F("identifier"),
                models.F("source"),
                models.F("name"),
                condition=models.Q(("person", None)),
                name="trait_of_identifier_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="trait",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("source"),
                models.F("name"),
                condition=models.Q(("identifier", None)),
                name="trait_of_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="trait",
            constraint=models.CheckConstraint(
                condition=models.Q(("identifier", None), ("person", None), _connector="XOR"),
                name="trait_has_one_subject",
            ),
        ),
    ]
