"""When those who vouch for a guest were asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0009_providers")]

    operations = [
        migrations.AddField(model_name="seat", name="asked_at", field=models.DateTimeField(null=True)),
    ]
