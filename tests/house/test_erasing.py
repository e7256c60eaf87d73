"""Whatever column holds the id of a person, somebody erases it, or says why it stays."""

from typing import Any

import pytest

pytestmark = pytest.mark.no_database

# Ids of something else than a person; whose ids a table is about that keeps no word of anybody.
OF_OTHERS = {
    "account_id", "batch_id", "entry", "event_id", "file_id", "groups", "applications", "roles", "identifiers", "links", "key",
    "membership_id", "operation_id", "told_by", "aaguid",
}  # fmt: skip
OF_CORE = {
    "core_ledgerentry.person_id": "emptied by the operation itself: the log is the last of all",
    "core_ledgerentry.actor_id": "the name beside it is emptied",
    "core_ledgerentry.impersonator_id": "an id of staff",
    "core_operation.actor_id": "an id of staff",
    "core_file.kept_by_id": "an id of staff; what is gathered for people is kept by nobody",
    "directory_peer.person_id": "a view",
}


def _holds_a_person(field: Any) -> bool:
    """A foreign key to one, or an id, or several, of what the database does not say."""
    if field.remote_field:
        return bool(field.remote_field.model._meta.label == "directory.Person")
    kinds = {type(field).__name__, type(getattr(field, "base_field", None)).__name__}
    return "UUIDField" in kinds and not field.primary_key and field.column not in OF_OTHERS


class TestEachColumnWithTheIdOfAPerson:
    def test_is_erased_or_kept_for_a_reason(self) -> None:
        from django.apps import apps

        from twofold.core.erasing import declared

        said = {column for one in declared().values() for column in (*one.erased, *one.kept)} | OF_CORE.keys()
        there = {
            f"{model._meta.db_table}.{field.column}"
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.concrete_fields
            if _holds_a_person(field)
        }

        assert there - said == set()
        assert said - there == set()
