"""Who may see which rows, the kinds of identifiers there are from the start, and how a custom field gets an index."""

from datetime import timedelta

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from twofold.core import policies

OPEN = {
    "directory_person": ("id = {me}", "SELECT"),
    "directory_account": ("id = {accounts}", "SELECT"),
    "directory_membership": ("person_id = {me} OR account_id = {accounts}", "SELECT"),
    "directory_identifier": ("person_id = {me}", "SELECT"),
    "directory_consent": ("person_id = {me}", "SELECT, INSERT"),
}
GUARDED = (
    "accountidentifier",
    "accounttrait",
    "customfield",
    "identifierkind",
    "link",
    "merge",
    "mergerefusal",
    "note",
    "savedview",
    "span",
    "tag",
    "tagging",
    "trait",
)

NOTHING = [
    "null", "none", "nil", "undefined", "nan", "true", "false", "anonymous", "guest", "unknown", "id", "email", "user",
    "user_id", "userid", "distinct_id", "distinctid", "not_authenticated", "[object object]", "test", "n/a", "na",
]  # fmt: skip
MAILBOXES_OF_NOBODY = ["noreply@example.com", "test@test.com", "test@example.com", "none@none.com", "no@email.com"]

KINDS = [
    {
        "key": "user_id", "label": "User ID", "normaliser": "exact", "makes_known": True, "is_unique": True,
        "max_per_person": 1, "priority": 100, "blocked_values": NOTHING,
    },
    {
        "key": "loyalty_card", "label": "Loyalty card", "normaliser": "card", "makes_known": True,
        "max_per_person": 5, "priority": 90, "blocked_values": NOTHING,
    },
    {
        "key": "email", "label": "E-mail", "normaliser": "email", "makes_known": True,
        "max_per_person": 5, "max_people": 5, "priority": 80, "blocked_values": NOTHING + MAILBOXES_OF_NOBODY,
    },
    {
        "key": "phone", "label": "Phone", "normaliser": "phone", "makes_known": True,
        "max_per_person": 5, "max_people": 5, "priority": 70, "blocked_values": NOTHING,
    },
    {
        "key": "device_id", "label": "Device", "normaliser": "lower",
        "max_per_person": 50, "max_people": 10, "priority": 20, "blocked_values": NOTHING,
        "look_back": timedelta(days=30),
    },
    {
        "key": "anonymous_id", "label": "Browser", "normaliser": "exact",
        "max_per_person": 500, "max_people": 10, "priority": 10, "blocked_values": NOTHING,
        "look_back": timedelta(days=30),
    },
]  # fmt: skip

# The staff role may not make indexes on tables it does not own; this function may, and only this kind of index.
INDEX_OF_CUSTOM_FIELD = """
CREATE FUNCTION directory_index_custom_field(subject text, key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF subject NOT IN ('person', 'account', 'membership') OR key !~ '^[a-z][a-z0-9_]{0,49}$' THEN
        RAISE EXCEPTION 'not a custom field: %.%', subject, key;
    END IF;
    EXECUTE format(
        'CREATE INDEX IF NOT EXISTS %I ON public.%I ((attributes -> %L), id) WHERE attributes ? %L',
        'custom_' || subject || '_' || md5(key), 'directory_' || subject, key, key
    );
END $$;
REVOKE ALL ON FUNCTION directory_index_custom_field(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory_index_custom_field(text, text) TO twofold_staff;
"""


def seed_kinds(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    kinds = apps.get_model("directory", "IdentifierKind").objects.using(schema_editor.connection.alias)
    for kind in KINDS:
        kinds.update_or_create(key=kind["key"], defaults=kind)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_people_and_accounts")]

    operations = [
        *(policies.open_to_customers(table, where=where, rights=rights) for table, (where, rights) in OPEN.items()),
        *(policies.guard(f"directory_{table}") for table in GUARDED),
        migrations.RunPython(seed_kinds, migrations.RunPython.noop),
        migrations.RunSQL(INDEX_OF_CUSTOM_FIELD, "DROP FUNCTION directory_index_custom_field(text, text)"),
    ]
