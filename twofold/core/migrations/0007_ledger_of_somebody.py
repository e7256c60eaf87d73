"""The ledger by account and by actor without the entries that have none: a fact of an import is two index entries less."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = (("core", "0006_erasing"),)

    operations = tuple(
        step
        for what in ("account", "actor")
        for step in (
            migrations.RemoveIndex("ledgerentry", f"ledger_of_{what}"),
            migrations.AddIndex(
                "ledgerentry",
                models.Index(
                    F(f"{what}_id"),
                    F("seq").desc(),
                    name=f"ledger_of_{what}",
                    condition=Q((f"{what}_id__isnull", False)),
                ),
            ),
        )
    )
