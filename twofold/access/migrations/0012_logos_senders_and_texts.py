"""What a site shows and says of its own: its logo, who its letters come from, its texts."""

import django.db.models.deletion
from django.db import migrations, models

from twofold.core import policies


class Migration(migrations.Migration):
    dependencies = [("access", "0011_limits")]

    operations = [
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("digest", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField(
            "site",
            "logo",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.logo"
            ),
        ),
        migrations.AddField(
            "site",
            "logo_dark",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.logo"
            ),
        ),
        migrations.AddField("site", "sender_name", models.CharField(blank=True, default="", max_length=100)),
        migrations.AddField("site", "sender_address", models.CharField(blank=True, default="", max_length=254)),
        migrations.AddField("site", "reply_to", models.CharField(blank=True, default="", max_length=254)),
        migrations.AddField("site", "texts", models.JSONField(default=dict)),
        policies.open_to_customers("access_logo", where="true"),  # as sites are: their pages show it to everybody
    ]
