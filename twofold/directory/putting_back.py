"""Putting fields back to what they were, unless somebody has changed them since."""

from collections.abc import Iterable
from typing import Any

from twofold.directory.facts import FieldChange
from twofold.directory.models import Account, Person


def is_still(record: Person | Account, change: FieldChange) -> bool:
    """Whether a field is as the change left it."""
    if change.field == "owner":
        return str(record.owner_id) == str(change.new)
    if change.field not in record.attributes and hasattr(record, change.field):
        return bool(getattr(record, change.field) == change.new)
    return bool(record.attributes.get(change.field) == change.new)


def fields_before(changes: Iterable[FieldChange]) -> dict[str, Any]:
    """The old values, as verbs take them. A whole name of a person follows from its parts."""
    fields = {change.field: change.old for change in changes}
    if fields.keys() & {"given_name", "family_name"}:
        fields.pop("name", None)
    return fields
