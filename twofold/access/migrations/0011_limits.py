"""How often things were tried."""

from django.db import migrations, models

from twofold.core import policies


class Migration(migrations.Migration):
    dependencies = [("access", "0010_asking_about_guests")]

    operations = [
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("key", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("full_until", models.DateTimeField(db_index=True)),
                ("holds", models.DurationField()),
            ],
        ),
        policies.guard("access_limit"),
    ]
