"""Editing a record by its fields: checking what was given, saying it as a trait, and telling what changed."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from twofold.core import unit
from twofold.core.actor import Actor, ActorKind
from twofold.directory import traits
from twofold.directory.custom_values import checked
from twofold.directory.errors import FieldUnknown, ValueNotAllowed
from twofold.directory.facts import FieldChange
from twofold.directory.models import Account, CustomField, Membership, Person
from twofold.directory.profiles import refold_accounts, refold_people, say

_MEANT = {
    "email": gettext_noop("This is not an e-mail address."),
    "phone": gettext_noop("This is not a phone number; write it with its country, as in +351 912 345 678."),
    "country": gettext_noop("This is not a country."),
    "locale": gettext_noop("This is not a language; write it as in en or pt-PT."),
    "employees": gettext_noop("This is not a number of people."),
}
_SOURCES = {
    ActorKind.STAFF: "console",
    ActorKind.CUSTOMER: "portal",
    ActorKind.SYSTEM: "import",
    ActorKind.SERVICE: "api",
}


def source_of(actor: Actor) -> str:
    """As what an actor's word counts when traits are folded."""
    return _SOURCES[actor.kind]


def fields_of(subject: str) -> dict[str, CustomField]:
    """The custom fields that a record of this subject may have, by their keys."""
    return {field.key: field for field in CustomField.objects.filter(subject=subject, archived_at=None)}


def checked_fields(
    subject: str,
    columns: Mapping[str, int],
    given: Mapping[str, Any],
    *,
    region: str = "",
    adding: bool = False,
    fields: Mapping[str, CustomField] | None = None,
    there: Collection[str] | None = None,
) -> dict[str, Any]:
    """Columns and custom fields as they are kept; None clears one. Refuses names there are not and values that do not fit.

    When a record is added, custom fields that are required must be among them. `fields` spares asking for them again,
    `there` for whom values point at.
    """
    kept = {name: _checked_column(name, given[name], columns[name], region) for name in given if name in columns}
    fields = fields_of(subject) if fields is None else fields
    for name in given.keys() - columns.keys():
        if name not in fields:
            raise FieldUnknown(name)
        kept[name] = checked(fields[name], given[name], there=there)
    if adding:
        for key, field in fields.items():
            if field.is_required and key not in kept:
                raise ValueNotAllowed(key, f"{field.label} must not be empty.")
    return kept


def _checked_column(name: str, value: Any, longest: int, region: str) -> Any:
    if value is None or not str(value).strip():
        return None
    kept = traits.clean(name, value, longest=longest, region=region)
    if kept is None:
        raise ValueNotAllowed(name, _MEANT.get(name, "This value is too long."))
    return kept


def say_of_people(actor: Actor, person_ids: Iterable[UUID], fields: Mapping[str, Any], *, source: str = "") -> None:
    """Say the same of some people as such, and fold them again."""
    people = list(person_ids)
    source, now = source or source_of(actor), unit.now()
    say(
        "directory_trait", "person_id", "identifier_id",
        [(person, source, name, value, now) for person in people for name, value in fields.items()],
    )  # fmt: skip
    refold_people(people)


def say_of_account(actor: Actor, account_id: UUID, fields: Mapping[str, Any], *, source: str = "") -> None:
    """The same for an account."""
    source, now = source or source_of(actor), unit.now()
    said = [(account_id, source, name, value, now) for name, value in fields.items()]
    say("directory_accounttrait", "account_id", "identifier_id", said)
    refold_accounts([account_id])


def changes_between(
    before: Person | Account | Membership, after: Person | Account | Membership, names: Collection[str]
) -> list[FieldChange]:
    """Which of these columns and attributes differ, in the order of their names."""
    changes = []
    for name in sorted(names):
        old, new = _value_of(before, name), _value_of(after, name)
        if old != new:
            changes.append(FieldChange(field=name, old=old, new=new))
    return changes


def chosen_columns(fields: dict[str, Any], *names: str) -> dict[str, str | None]:
    """Take the fields out that are columns of the record itself, as a merge keeps them."""
    columns = {"owner": "owner_id"}
    return {
        columns.get(name, name): str(value) if (value := fields.pop(name)) else None for name in names if name in fields
    }


def differing(record: Person | Account | Membership, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of these fields the ones that are not so already; None and nothing are the same."""
    return {name: value for name, value in fields.items() if (_value_of(record, name) or None) != (value or None)}


def _value_of(record: Person | Account | Membership, name: str) -> Any:
    if name not in record.attributes and hasattr(record, name):
        return getattr(record, name)
    return record.attributes.get(name)


def names_apart(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A whole name of a person, taken apart: the last word is the family's, unless there is but one."""
    if "name" not in fields or "given_name" in fields or "family_name" in fields:
        return dict(fields)
    *given, last = str(fields["name"] or "").split() or [""]
    taken_apart = (
        {"given_name": " ".join(given), "family_name": last} if given else {"given_name": last, "family_name": ""}
    )
    return {name: value for name, value in fields.items() if name != "name"} | taken_apart
