"""Erasing what entries of the ledger say of somebody, so that the chain still proves the rest."""

from django.db import migrations, models

from twofold.core import policies

# What is left of a body: its shape, ids and truths everywhere; of the fact's own fields also numbers and moments.
BLANK = r"""
CREATE FUNCTION core_blanked(value jsonb, depth int) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE jsonb_typeof(value)
        WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(f.key, core_blanked(f.value, depth + 1)), '{}') FROM jsonb_each(value) AS f)
        WHEN 'array' THEN (SELECT coalesce(jsonb_agg(core_blanked(one, depth + 1)), '[]') FROM jsonb_array_elements(value) AS one)
        WHEN 'number' THEN CASE WHEN depth = 1 THEN value ELSE '0' END
        WHEN 'string' THEN CASE
            WHEN value #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN value
            WHEN depth = 1 AND value #>> '{}' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d' THEN value
            ELSE '""' END
        ELSE value END;
END $$;
"""

# The one way to change an entry: staff may not update the ledger nor the chain. Only what has a link, and never the words
# of who erased what. `xid` and `seq` stay, so no reader reads it twice; without the salt nobody can guess what it said.
ERASE = """
CREATE FUNCTION core_erase_entries(bodies uuid[], names uuid[]) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    WITH linked AS (
        UPDATE core_auditlink AS l SET salt = '' FROM core_ledgerentry AS e
        WHERE l.entry = ANY (bodies || names) AND e.id = l.entry AND e.name <> 'core.entries.erased' AND length(l.salt) > 0
        RETURNING l.entry)
    UPDATE core_ledgerentry AS e SET
        body = CASE WHEN e.id = ANY (bodies) THEN core_blanked(e.body, 0) ELSE e.body END,
        actor_name = CASE WHEN e.id = ANY (names) THEN '' ELSE e.actor_name END
    FROM linked WHERE e.id = linked.entry
    RETURNING e.id
$$;
REVOKE ALL ON FUNCTION core_erase_entries(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core_erase_entries(uuid[], uuid[]) TO twofold_staff;
"""

UNDONE = "DROP FUNCTION core_erase_entries(uuid[], uuid[]); DROP FUNCTION core_blanked(jsonb, int);"


class Migration(migrations.Migration):
    dependencies = (("core", "0005_audit"),)

    operations = (
        migrations.RunSQL([BLANK, ERASE], UNDONE),
        migrations.CreateModel(
            name="AuditErasure",
            fields=[
                ("entry", models.UUIDField(primary_key=True, serialize=False)),
                ("told_by", models.UUIDField()),
            ],
        ),
        policies.guard("core_auditerasure"),
    )
