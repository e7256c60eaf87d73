"""Which custom fields people see and change where they are about themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("directory", "0011_peers"),)

    operations = (
        migrations.AddField(
            "CustomField",
            "openness",
            models.CharField(
                choices=[("hidden", "Hidden"), ("seen", "Seen"), ("edited", "Edited")], default="hidden", max_length=6
            ),
        ),
    )
