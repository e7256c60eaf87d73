"""What the directory keeps of a person, for that person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from twofold.core.belongings import Rows, declare_belongings
from twofold.directory.models import Consent, CustomField, Identifier, Membership, Person
from twofold.directory.queries.purposes import purposes_in

COLUMNS = (
    "id", "given_name", "family_name", "name", "email", "phone", "locale", "time_zone", "country", "city", "photo",
    "created_at", "seen_at", "attributes",
)  # fmt: skip


def declare() -> None:
    """Make them known."""
    declare_belongings("profile", _profile)
    declare_belongings("identifiers", _identifiers)
    declare_belongings("memberships", _memberships)
    declare_belongings("consents", _consents)


def _profile(person_id: UUID) -> Iterator[dict[str, Any]]:
    """The record; custom fields by what they are called."""
    labels = dict(CustomField.objects.filter(subject="person").values_list("key", "label"))
    for row in Person.objects.filter(id=person_id).values(*COLUMNS):
        more = row.pop("attributes")
        yield row | {labels.get(name, name): value for name, value in more.items()}


def _identifiers(person_id: UUID) -> Rows:
    found = Identifier.objects.filter(person=person_id).order_by("created_at", "id")
    return found.values("kind", "value", "proven_at", "created_at")


def _memberships(person_id: UUID) -> Rows:
    found = Membership.objects.filter(person=person_id).order_by("created_at", "id")
    return found.values(
        "account__name", "title", "department", "standing", "starts_on", "ends_on", "created_at", "ended_at"
    )


def _consents(person_id: UUID) -> Iterator[dict[str, Any]]:
    """What they decided, with what it is called in their language."""
    language = Person.objects.filter(id=person_id).values_list("locale", flat=True).first() or ""
    named = purposes_in(language)
    found = Consent.objects.filter(person=person_id).order_by("decided_at", "id")
    for row in found.values("purpose", "channel", "state", "source", "text_version", "decided_at"):
        yield {"name": named.name(row["purpose"]), "sentence": named.sentence(row["purpose"])} | row
