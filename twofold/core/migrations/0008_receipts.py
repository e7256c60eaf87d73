"""Nor is the receipt of an erasure ever emptied, by which one knows what was erased."""

from django.db import migrations

ERASE = r"""
CREATE OR REPLACE FUNCTION core_erase_entries(bodies uuid[], names uuid[]) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    WITH linked AS (
        UPDATE core_auditlink AS l SET salt = '' FROM core_ledgerentry AS e
        WHERE l.entry = ANY (bodies || names) AND e.id = l.entry
          AND e.name <> ALL ('{{{kept}}}') AND length(l.salt) > 0
        RETURNING l.entry)
    UPDATE core_ledgerentry AS e SET
        body = CASE WHEN e.id = ANY (bodies) THEN core_blanked(e.body, 0) ELSE e.body END,
        actor_name = CASE WHEN e.id = ANY (names) THEN '' ELSE e.actor_name END
    FROM linked WHERE e.id = linked.entry
    RETURNING e.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("core", "0007_ledger_of_somebody"),)

    operations = (
        migrations.RunSQL(
            ERASE.format(kept="core.entries.erased,core.person.erased"), ERASE.format(kept="core.entries.erased")
        ),
    )
