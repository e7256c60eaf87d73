"""Where else people may sign in."""

from django.db import migrations, models

from twofold.core import ids, policies


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_people_themselves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.UUIDField(default=ids.new, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("google", "Google"),
                            ("microsoft", "Microsoft"),
                            ("apple", "Apple"),
                            ("facebook", "Facebook"),
                            ("linkedin", "LinkedIn"),
                            ("github", "GitHub"),
                            ("openid", "OpenID Connect"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("client_id", models.CharField(max_length=500)),
                ("secret", models.TextField()),
                ("issuer", models.CharField(blank=True, default="", max_length=500)),
                ("team", models.CharField(blank=True, default="", max_length=40)),
                ("signing_key_id", models.CharField(blank=True, default="", max_length=40)),
                ("trusts_addresses", models.BooleanField(default=False)),
                ("is_on", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("issuer", ""), ("kind", "openid"), _negated=True),
                        name="provider_has_an_issuer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("issuer", ""), ("issuer__startswith", "http"), _connector="OR"),
                        name="provider_issuer_is_an_url",
                    ),
                ],
            },
        ),
        policies.guard("access_provider"),
    ]
