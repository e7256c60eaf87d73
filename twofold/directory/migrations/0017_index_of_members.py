"""The index of an account's members tells by itself who they are and whether they still are: row rights ask it of thousands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("directory", "0016_erased_people"),)

    operations = (
        migrations.RemoveIndex("membership", "membership_of_account"),
        migrations.AddIndex(
            "membership",
            models.Index(
                fields=("account", "created_at"), include=("person", "ended_at"), name="membership_of_account"
            ),
        ),
    )
