"""Defining what a company keeps of people, accounts and memberships beyond what Twofold knows by itself."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.verbs import verb
from twofold.directory import bulk
from twofold.directory.errors import CustomFieldNotFound, FieldKeyTaken, NameMissing, ValueNotAllowed
from twofold.directory.facts import (
    CustomFieldArchived,
    CustomFieldChanged,
    CustomFieldDefined,
    CustomFieldRestored,
    CustomFieldsArranged,
    FieldChange,
)
from twofold.directory.models import CustomField
from twofold.directory.permissions import Permission
from twofold.directory.queries.fields import RESERVED

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
_CHOOSING = (CustomField.Kind.CHOICE, CustomField.Kind.MULTI_CHOICE)


@verb(Permission.DEFINE_FIELDS)
def define(
    actor: Actor,
    *,
    subject: str,
    key: str,
    label: str,
    kind: str,
    choices: Sequence[str] = (),
    is_required: bool = False,
    is_indexed: bool = False,
    openness: str = CustomField.Openness.HIDDEN,
) -> CustomField:
    """Define a field of persons, accounts or memberships. `key` is its name for good: small letters, digits and _.

    `openness` says what people may do with it where it is about themselves.

    Refuses a key that is taken or reserved, and a choice without choices. With `is_indexed` the index is made soon after.
    """
    if subject not in CustomField.Subject.values or kind not in CustomField.Kind.values:
        raise ValueNotAllowed("kind", "There are no such fields.")
    if not _KEY.fullmatch(key) or key in RESERVED[subject]:
        raise ValueNotAllowed("key", "Use small letters, digits and _, and no name that Twofold uses itself.")
    if not label.strip():
        raise NameMissing
    if CustomField.objects.filter(subject=subject, key=key).exists():
        raise FieldKeyTaken(key)
    position = CustomField.objects.filter(subject=subject).count()
    field = CustomField.objects.create(
        id=ids.new(), subject=subject, key=key, label=label.strip()[:100], kind=kind, choices=_choices(kind, choices),
        is_required=is_required, openness=_openness(openness), position=position, created_at=unit.now(),
    )  # fmt: skip
    record(
        CustomFieldDefined(
            field_id=field.id, subject=subject, key=key, label=field.label, kind=kind, is_indexed=is_indexed
        ),
        by=actor,
    )
    return field


@verb(Permission.DEFINE_FIELDS)
def change(
    actor: Actor,
    field_id: UUID,
    *,
    label: str | None = None,
    choices: Sequence[str] | None = None,
    is_required: bool | None = None,
    openness: str | None = None,
    position: int | None = None,
) -> CustomField:
    """Change what is given of a field; its key and kind stay. Values that are no longer among the choices are kept."""
    field = _lock(field_id)
    new: dict[str, Any] = {"label": label and label.strip()[:100], "is_required": is_required, "position": position}
    if openness is not None:
        new["openness"] = _openness(openness)
    if choices is not None:
        new["choices"] = _choices(field.kind, choices)
    changes = [
        FieldChange(field=name, old=getattr(field, name), new=value)
        for name, value in new.items()
        if value is not None and value != getattr(field, name)
    ]
    if changes:
        for one in changes:
            setattr(field, one.field, one.new)
        field.save()
        record(CustomFieldChanged(field_id=field_id, changes=changes), by=actor)
    return field


@verb(Permission.DEFINE_FIELDS)
def hold(actor: Actor, field_id: UUID) -> CustomField:  # noqa: ARG001 - every verb has an actor
    """Let nobody else change the field until this transaction ends."""
    return _lock(field_id)


@verb(Permission.DEFINE_FIELDS)
def archive(actor: Actor, field_id: UUID) -> CustomField:
    """No longer offer a field; its values are kept. The second time nothing happens."""
    field = _lock(field_id)
    if field.archived_at is None:
        field.archived_at = unit.now()
        field.save(update_fields=["archived_at"])
        record(CustomFieldArchived(field_id=field_id, key=field.key), by=actor)
    return field


@verb(Permission.DEFINE_FIELDS)
def restore(actor: Actor, field_id: UUID) -> CustomField:
    """Offer an archived field again, with the values it had. The second time nothing happens."""
    field = _lock(field_id)
    if field.archived_at is not None:
        field.archived_at = None
        field.save(update_fields=["archived_at"])
        record(CustomFieldRestored(field_id=field_id, key=field.key), by=actor)
    return field


@verb(Permission.DEFINE_FIELDS)
def arrange(actor: Actor, *, subject: str, field_ids: Sequence[UUID]) -> None:
    """Put the fields of a subject into this order; those not named come after, as they were. The same order is no fact."""
    fields = list(CustomField.objects.select_for_update().filter(subject=subject).order_by("position", "label"))
    wanted = {field_id: place for place, field_id in enumerate(field_ids)}
    arranged = sorted(fields, key=lambda field: wanted.get(field.id, len(fields)))
    if [field.id for field in arranged] == [field.id for field in fields]:
        return
    for place, field in enumerate(arranged):
        field.position = place
    CustomField.objects.bulk_update(arranged, ["position"])
    record(CustomFieldsArranged(subject=subject, keys=[field.key for field in arranged]), by=actor)


@verb(Permission.DEFINE_FIELDS)
def build_index(actor: Actor, field_id: UUID) -> CustomField:  # noqa: ARG001 - every verb has an actor
    """Make the index by which lists are sorted and filtered by the field; writing to the table waits meanwhile.

    (About two seconds at a million people.) An index that is there stays as it is.
    """
    field = _lock(field_id)
    bulk.run("SELECT directory_index_custom_field(%s, %s)", [field.subject, field.key])
    if not field.is_indexed:
        field.is_indexed = True
        field.save(update_fields=["is_indexed"])
    return field


def _lock(field_id: UUID) -> CustomField:
    field = CustomField.objects.select_for_update().filter(id=field_id).first()
    if field is None:
        raise CustomFieldNotFound(field_id)
    return field


def _choices(kind: str, choices: Sequence[str]) -> list[str]:
    kept = list(dict.fromkeys(choice.strip()[:100] for choice in choices if choice.strip()))
    if kind in _CHOOSING and not kept:
        raise ValueNotAllowed("choices", "A field to choose from needs choices.")
    return kept if kind in _CHOOSING else []


def _openness(openness: str) -> str:
    if openness not in CustomField.Openness.values:
        raise ValueNotAllowed("openness", "This is hidden, seen or edited.")
    return openness
