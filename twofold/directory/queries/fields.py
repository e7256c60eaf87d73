"""The custom fields there are, and the names that none may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.refusals import Invalid
from twofold.directory.editing import checked_fields
from twofold.directory.errors import CustomFieldNotFound
from twofold.directory.models import Account, CustomField, Membership, Person
from twofold.directory.traits import PERSON_COLUMNS

RESERVED = {
    CustomField.Subject.PERSON.value: {field.name for field in Person._meta.get_fields()} | {"kind", "tag", "account"},
    CustomField.Subject.ACCOUNT.value: {field.name for field in Account._meta.get_fields()}
    | {"tag", "person", "domain"},
    CustomField.Subject.MEMBERSHIP.value: {field.name for field in Membership._meta.get_fields()},
}


@dataclass(frozen=True, slots=True)
class Field:
    """A custom field, as pages show it."""

    id: UUID
    subject: str
    key: str
    label: str
    kind: str
    choices: tuple[str, ...]
    is_required: bool
    is_indexed: bool
    is_archived: bool
    openness: str

    @property
    def is_seen(self) -> bool:
        """Whether people see theirs."""
        return self.openness != CustomField.Openness.HIDDEN

    @property
    def is_editable(self) -> bool:
        """Whether they change it themselves."""
        return self.openness == CustomField.Openness.EDITED


def custom_fields(actor: Actor, *, subject: str, archived: bool = False) -> list[Field]:
    """The custom fields of persons, accounts or memberships in their order. Archived ones only when asked for."""
    del actor  # what fields there are is no secret to anybody who gets here
    fields = CustomField.objects.filter(subject=subject).order_by("position", "label")
    if not archived:
        fields = fields.filter(archived_at=None)
    return [_shown(one) for one in fields]


def custom_field(actor: Actor, field_id: UUID) -> Field:
    """One custom field, archived or not."""
    del actor
    field = CustomField.objects.filter(id=field_id).first()
    if field is None:
        raise CustomFieldNotFound(field_id)
    return _shown(field)


def unfit_for_person(actor: Actor, given: Mapping[str, Any], *, region: str = "") -> dict[str, str]:
    """Why values cannot be what a person's columns and custom fields say, in a sentence for each that cannot."""
    del actor
    reasons = {}
    for name, value in given.items():
        try:
            checked_fields(CustomField.Subject.PERSON, PERSON_COLUMNS, {name: value}, region=region)
        except Invalid as refusal:
            reasons[name] = refusal.message
    return reasons


def _shown(one: CustomField) -> Field:
    return Field(
        one.id, one.subject, one.key, one.label, one.kind, tuple(one.choices), one.is_required, one.is_indexed,
        one.archived_at is not None, one.openness,
    )  # fmt: skip
