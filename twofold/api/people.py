"""People over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import insist, nothing, told
from twofold.api.refusals import ChangedMeanwhile
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.core.audit import note_read
from twofold.directory import queries
from twofold.directory.errors import (
    FieldUnknown,
    NothingToKnowThemBy,
    NotStaff,
    PersonNotFound,
    ValueNotAllowed,
    WorksHere,
)
from twofold.directory.permissions import Permission
from twofold.directory.verbs import people

section = Section("People", "Consumers, contacts and whoever signs in: read, add, change, put aside.")

ADA = {
    "given_name": "Ada",
    "family_name": "Brandt",
    "email": "ada@helio.example",
    "phone": "+351912345678",
    "country": "PT",
    "attributes": {"plan": "pro"},
}


class PersonFields(In):
    """What is known of a person; null clears a field. `attributes` are custom fields by their keys."""

    given_name: str | None = Field(None, max_length=200)
    family_name: str | None = Field(None, max_length=200)
    name: str | None = Field(
        None, max_length=400, description="Instead of the two above; its last word is the family's."
    )
    email: str | None = Field(None, max_length=320)
    phone: str | None = Field(None, max_length=40, description="With its country, or as it is written in `country`.")
    locale: str | None = Field(None, max_length=35)
    time_zone: str | None = Field(None, max_length=64)
    country: str | None = Field(None, max_length=100, description="ISO 3166 code, or a name.")
    city: str | None = Field(None, max_length=200)
    photo: str | None = Field(None, max_length=2_000, description="The address of a picture.")
    owner_id: UUID | None = Field(None, description="The member of staff who looks after them.")
    attributes: dict[str, Any] | None = Field(None, max_length=500)

    def said(self) -> dict[str, Any]:
        """Columns and custom fields, those that were sent."""
        sent = self.model_dump(exclude_unset=True)
        sent.pop("owner_id", None)
        return (sent.pop("attributes", None) or {}) | sent


class PersonIn(PersonFields):
    """A person to be added: at least a name, an e-mail address or a phone number."""

    model_config = example(ADA)


class PersonPatch(PersonFields):
    """What is to change; what is not named stays as it is (JSON merge patch, RFC 7396)."""

    model_config = example({"city": "Lisbon", "phone": None})


class PersonOut(Out):
    """A person. `kind` is staff, contact (of an account), consumer or visitor; `former_ids` are those who turned out to be them."""

    model_config = example(
        {
            "id": "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77",
            "kind": "contact",
            "name": "Ada Brandt",
            "given_name": "Ada",
            "family_name": "Brandt",
            "email": "ada@helio.example",
            "phone": "+351912345678",
            "locale": "pt-PT",
            "time_zone": "Europe/Lisbon",
            "country": "PT",
            "city": "Lisbon",
            "photo": "",
            "attributes": {"plan": "pro"},
            "tags": ["VIP"],
            "owner_id": None,
            "is_staff": False,
            "former_ids": [],
            "created_at": "2026-11-21T09:30:00Z",
            "known_at": "2026-11-21T09:30:00Z",
            "seen_at": None,
            "removed_at": None,
        }
    )

    id: UUID
    kind: str
    name: str
    given_name: str
    family_name: str
    email: str
    phone: str
    locale: str
    time_zone: str
    country: str
    city: str
    photo: str
    attributes: dict[str, Any]
    tags: tuple[str, ...]
    owner_id: UUID | None
    is_staff: bool
    former_ids: tuple[UUID, ...]
    created_at: datetime
    known_at: datetime | None
    seen_at: datetime | None
    removed_at: datetime | None


def shown(request: ApiRequest, person_id: UUID) -> PersonOut:
    """A person as the API shows them."""
    one = queries.person(request.actor, person_id)
    return PersonOut(
        id=one.id,
        kind=one.kind,
        **one.fields,
        attributes=dict(one.attributes),
        tags=one.tags,
        owner_id=one.owner_id,
        is_staff=one.is_staff,
        former_ids=one.former_ids,
        created_at=one.created_at,
        known_at=one.known_at,
        seen_at=one.seen_at,
        removed_at=one.deleted_at,
    )


def insist_on(request: ApiRequest, person_id: UUID) -> None:
    """Refuse to go on unless the person still is what `If-Match` says."""
    insist(request, lambda: people.hold(request.actor, person_id), lambda: shown(request, person_id))


@endpoint(
    section, "GET", "/people/{person_id}", scope=Permission.SEE_PEOPLE, answers=PersonOut, refuses=[PersonNotFound]
)
def read_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Read a person. One who was merged into another is answered as the other, a removed one with `removed_at`."""
    found = shown(request, person_id)
    note_read(request.actor, [found.id], where="api")
    return told(request, found)


@endpoint(
    section,
    "POST",
    "/people",
    scope=Permission.EDIT_PEOPLE,
    answers=PersonOut,
    status=201,
    refuses=[NothingToKnowThemBy, FieldUnknown, ValueNotAllowed, NotStaff],
)
def create_person(request: ApiRequest, person: PersonIn) -> HttpResponse:
    """Add a person. Each call adds one more, unless it bears an `Idempotency-Key` that did before.

    The e-mail address and the phone number become identifiers, unless somebody else is known by them.
    """
    added = people.add(request.actor, fields=person.said(), owner_id=person.owner_id)
    return told(request, shown(request, added.id), status=201, location=f"/api/v1/people/{added.id}")


@endpoint(
    section,
    "PATCH",
    "/people/{person_id}",
    scope=Permission.EDIT_PEOPLE,
    answers=PersonOut,
    refuses=[PersonNotFound, FieldUnknown, ValueNotAllowed, NotStaff, ChangedMeanwhile],
)
def change_person(request: ApiRequest, person_id: UUID, change: PersonPatch) -> HttpResponse:
    """Change what is named of a person; null clears it."""
    insist_on(request, person_id)
    if "owner_id" in change.model_fields_set:
        people.hold(request.actor, person_id)
        people.assign_owner(request.actor, [person_id], owner_id=change.owner_id)
    if fields := change.said():
        people.edit(request.actor, person_id, fields=fields)
    return told(request, shown(request, person_id))


@endpoint(
    section,
    "DELETE",
    "/people/{person_id}",
    scope=Permission.REMOVE_PEOPLE,
    status=204,
    refuses=[PersonNotFound, ChangedMeanwhile, WorksHere],
)
def remove_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Put a person aside. They are in no list any more and can be restored; the second time nothing happens."""
    insist_on(request, person_id)
    people.remove(request.actor, person_id)
    return nothing()


@endpoint(
    section,
    "POST",
    "/people/{person_id}/restore",
    scope=Permission.REMOVE_PEOPLE,
    answers=PersonOut,
    refuses=[PersonNotFound],
)
def restore_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Bring a removed person back as they were. One who is there stays there."""
    people.restore(request.actor, person_id)
    return told(request, shown(request, person_id))
