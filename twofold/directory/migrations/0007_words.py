"""The words by which people and accounts are found, gathered from those there are."""

from django.db import migrations, models

from twofold.core import policies

GATHER = """
INSERT INTO directory_word (word)
SELECT DISTINCT word COLLATE "C" FROM (
    SELECT unnest(tsvector_to_array(search)) FROM directory_person WHERE search IS NOT NULL
    UNION ALL SELECT unnest(tsvector_to_array(search)) FROM directory_account WHERE search IS NOT NULL
) AS found (word) WHERE word ~ '^[a-z]{3,30}$' ORDER BY 1
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_traits_by_source")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(db_collation="C", max_length=30)),
            ],
            options={"indexes": [models.Index(fields=["word"], name="word_by_letters")]},
        ),
        policies.guard("directory_word"),
        migrations.RunSQL(GATHER, migrations.RunSQL.noop),
    ]
