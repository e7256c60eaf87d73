"""What a bulk edit is called, in words."""

from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.money import Money
from twofold.directory.changes import Change, Do
from twofold.directory.queries.lists import ListField, list_fields
from twofold.directory.queries.names import names_of_accounts, names_of_people

PLURAL = {"person": "people", "account": "accounts"}


def titled(actor: Actor, subject: str, change: Change) -> str:
    """`Set city to “Porto” for people`, `Tag accounts “VIP”`."""
    many = PLURAL[subject]
    match change.do:
        case Do.TAG:
            return f"Tag {many} “{change.tag}”"
        case Do.UNTAG:
            return f"Take the tag “{change.tag}” off {many}"
        case Do.REMOVE:
            return f"Remove {many}"
        case Do.RESTORE:
            return f"Restore {many}"
        case Do.SET:
            known = {
                field.edited_as or field.key: field for field in list_fields(actor, subject) if field.part == subject
            }
            told = ", ".join(_told(actor, name, value, known.get(name)) for name, value in change.fields.items())
            return f"{told[:1].upper()}{told[1:]} for {many}"


def _told(actor: Actor, name: str, value: Any, field: ListField | None) -> str:
    if name == "owner":
        return f"set the owner to {_name(actor, 'person', value)}" if value else "take the owner away"
    label = field.label if field else name
    if value in (None, "", []):
        return f"clear {label}"
    return f"set {label} to “{_written(actor, value, field)}”"


def _written(actor: Actor, value: Any, field: ListField | None) -> str:
    if field and field.kind in {"person", "account"}:
        return _name(actor, str(field.kind), value)
    if isinstance(value, dict):
        return Money(str(value["currency"]), int(value["minor"])).format()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return dict(field.choices if field else ()).get(value, str(value))


def _name(actor: Actor, kind: str, value: Any) -> str:
    one = UUID(str(value))
    names = names_of_people(actor, [one]) if kind == "person" else names_of_accounts(actor, [one])
    return names.get(one) or "somebody"
