"""What may be said of a membership, and setting it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from twofold.directory.editing import checked_fields
from twofold.directory.errors import EndsBeforeItStarts, FieldUnknown, ValueNotAllowed
from twofold.directory.models import CustomField, Membership

TEXTS = {"title": 200, "department": 200}
CHOICES = {"buying_role": ["", *Membership.BuyingRole.values], "standing": Membership.Standing.values}
DATES = ("starts_on", "ends_on")


def put(
    membership: Membership,
    fields: Mapping[str, Any],
    *,
    adding: bool = False,
    custom: Mapping[str, CustomField] | None = None,
) -> None:
    """Set the fields on the membership, checked, without saving it."""
    own = {*TEXTS, *CHOICES, *DATES}
    others = {name: value for name, value in fields.items() if name not in own}
    for name in fields.keys() & TEXTS.keys():
        setattr(membership, name, str(fields[name] or "").replace("\0", "").strip()[: TEXTS[name]])
    for name in fields.keys() & CHOICES.keys():
        if (fields[name] or "") not in CHOICES[name]:
            raise ValueNotAllowed(name, "This is not one of the choices.")
        setattr(membership, name, fields[name] or "")
    for name in DATES:
        if name in fields:
            setattr(membership, name, _date(name, fields[name]))
    if membership.starts_on and membership.ends_on and membership.ends_on < membership.starts_on:
        raise EndsBeforeItStarts
    if {"is_primary", "ended_at"} & others.keys():
        raise FieldUnknown(next(iter(others)))
    kept = checked_fields(CustomField.Subject.MEMBERSHIP, {}, others, adding=adding, fields=custom)
    attributes = membership.attributes | kept
    membership.attributes = {key: value for key, value in attributes.items() if value is not None}


def _date(name: str, value: Any) -> date | None:
    if value is None or value == "":
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueNotAllowed(name, "This is not a date.") from error
