"""Questions that a site asks of people: which fields, how they are called, and which of them somebody has not answered yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.access.flows import Question, Wanted
from twofold.access.models import PassedOver
from twofold.core.actor import Actor
from twofold.directory import queries as directory

DOOR = Actor.system("sign-in")
COUNTRY = "country"

# The columns of a person that may be asked for. An address is no question: it is proven.
COLUMNS = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "phone": _("Phone"),
    "country": _("Country"),
    "city": _("City"),
}
HINTS = {
    "given_name": "given-name",
    "family_name": "family-name",
    "phone": "tel",
    "country": "country",
    "city": "address-level2",
}
ANSWERABLE = {"text", "number", "date", "choice", "multi_choice"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a form shows it. `kind` is that of a custom field, or `country`; `autocomplete` is for browsers."""

    field: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    is_required: bool
    autocomplete: str = ""


def asked(questions: Iterable[Question], *, later: bool = False) -> list[Asked]:
    """Those that are asked at once, or the ones for later, in their order. A field there is none of any more is passed over."""
    wanted = [one for one in questions if (one.wanted is Wanted.LATER) == later]
    custom = {
        one.key: one for one in directory.custom_fields(DOOR, subject="person") if one.kind in ANSWERABLE
    } if any(one.field not in COLUMNS for one in wanted) else {}  # fmt: skip
    found: list[Asked] = []
    for one in wanted:
        is_required = one.wanted is Wanted.REQUIRED
        if label := COLUMNS.get(one.field):
            kind, choices = (COUNTRY, _countries()) if one.field == COUNTRY else ("text", ())
            found.append(Asked(one.field, str(label), kind, choices, is_required, HINTS[one.field]))
        elif field := custom.get(one.field):
            choices = tuple((choice, choice) for choice in field.choices)
            found.append(Asked(field.key, field.label, field.kind, choices, is_required or field.is_required))
    return found


def unanswered(person_id: UUID, questions: Iterable[Question]) -> list[Asked]:
    """What is to be asked after signing in: what was needed and is missing, and what was left for later, unless passed over."""
    questions = [one for one in questions if one.wanted is not Wanted.OPTIONAL or one.field not in COLUMNS]
    if not questions:
        return []
    person = directory.person(DOOR, person_id)
    passed = PassedOver.objects.filter(person=person_id).values_list("fields", flat=True).first() or []
    missing = [
        *(one for one in asked(questions) if one.is_required),
        *(one for one in asked(questions, later=True) if one.is_required or one.field not in passed),
    ]
    return [one for one in missing if not _told(person, one.field)]


def pass_over(person_id: UUID, fields: Collection[str]) -> None:
    """Ask these no more."""
    kept, _ = PassedOver.objects.get_or_create(person_id=person_id)
    kept.fields = sorted({*kept.fields, *fields})
    kept.save(update_fields=["fields"])


def _told(person: directory.PersonRecord, field: str) -> Any:
    return person.fields[field] if field in COLUMNS else person.attributes.get(field)


def _countries() -> tuple[tuple[str, str], ...]:
    return (("", ""), *directory.country_names(get_language() or ""))


def askable() -> list[tuple[str, str]]:
    """The fields that a site may ask for, with their labels: columns first, then custom fields in their order."""
    custom = directory.custom_fields(DOOR, subject="person")
    return [
        *((field, str(label)) for field, label in COLUMNS.items()),
        *((one.key, one.label) for one in custom if one.kind in ANSWERABLE),
    ]
