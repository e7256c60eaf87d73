"""Why jobs failed, and a way to page through them by how they stand."""

from django.db import migrations, models

from twofold.core import policies


class Migration(migrations.Migration):
    dependencies = (("core", "0001_ledger"), ("procrastinate", "0041_post_retry_failed_job"))

    operations = (
        migrations.CreateModel(
            name="JobError",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("error", models.TextField()),
                ("failed_at", models.DateTimeField()),
            ],
        ),
        policies.guard("core_joberror"),
        migrations.RunSQL(
            "CREATE INDEX core_jobs_by_status ON procrastinate_jobs (status, id DESC)", "DROP INDEX core_jobs_by_status"
        ),
    )
