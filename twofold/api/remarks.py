"""What stands beside people and accounts: tags, notes and consents, over the API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import nothing, told
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import (
    AccountNotFound,
    IdentifierNotFound,
    NoteNotFound,
    PersonNotFound,
    ValueNotAllowed,
)
from twofold.directory.permissions import Permission
from twofold.directory.queries import ConsentRow, NoteRow
from twofold.directory.verbs import accounts, consents, notes, people, tags

section = Section("Notes, tags, consents")

Tag = Annotated[str, Field(min_length=1, max_length=50, examples=["VIP"])]
PURPOSE = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")
GIVEN = {"purpose": "newsletter", "channel": "email", "state": "given", "text_version": "2026-05"}


class TagOut(Out):
    """A tag, and how many wear it."""

    name: str
    people: int
    accounts: int


class TagsOut(Out):
    """Every tag, by name."""

    model_config = example({"items": [{"name": "VIP", "people": 3, "accounts": 0}]})

    items: list[TagOut]


class NoteIn(In):
    """A note."""

    model_config = example({"body": "Prefers to be called in the morning."})

    body: str = Field(min_length=1, max_length=20_000)


class NoteOut(Out):
    """A note and who wrote it."""

    model_config = example(
        {
            "id": "019a8c3e-ac32-7f44-b593-b2e4f5a6b703",
            "body": "Prefers to be called in the morning.",
            "author_id": None,
            "author_name": "",
            "created_at": "2026-11-21T09:30:00Z",
            "edited_at": None,
        }
    )

    id: UUID
    body: str
    author_id: UUID | None
    author_name: str
    created_at: datetime
    edited_at: datetime | None


class NotesOut(Out):
    """Notes, newest first."""

    items: list[NoteOut]


class ConsentIn(In):
    """A decision of a person on one purpose and channel."""

    model_config = example(GIVEN)

    purpose: str = PURPOSE
    channel: str = PURPOSE
    state: Literal["given", "withdrawn"]
    text_version: str = Field("", max_length=50, description="Of the text that was agreed to.")
    source: str = Field("", max_length=100, description="Where it was said; this API when left out.")
    identifier_id: UUID | None = Field(None, description="The address by which it was given.")


class ConsentOut(Out):
    """A decision, as the ledger of consents has it."""

    model_config = example(
        {
            "id": "019a8c3e-bd43-7055-8aa4-c3f5a6b7c804",
            **GIVEN,
            "source": "api",
            "decided_at": "2026-11-21T09:30:00Z",
        }
    )

    id: UUID
    purpose: str
    channel: str
    state: Literal["given", "withdrawn"]
    source: str
    text_version: str
    decided_at: datetime


class ConsentsOut(Out):
    """Decisions."""

    items: list[ConsentOut]


def _note(row: NoteRow) -> NoteOut:
    return NoteOut(**{name: getattr(row, name) for name in NoteOut.model_fields})


def _consent(row: ConsentRow) -> ConsentOut:
    return ConsentOut(
        id=row.id,
        purpose=row.purpose,
        channel=row.channel,
        state="given" if row.is_given else "withdrawn",
        source=row.source,
        text_version=row.text_version,
        decided_at=row.decided_at,
    )


# --------------------------------------------------------------------------------------------------------- tags


@endpoint(section, "GET", "/tags", scope=Permission.SEE_PEOPLE, answers=TagsOut)
def list_tags(request: ApiRequest) -> HttpResponse:
    """List every tag, and how many wear it."""
    return told(
        request,
        TagsOut(items=[TagOut(name=t.name, people=t.people, accounts=t.accounts) for t in queries.tags(request.actor)]),
    )


@endpoint(
    section,
    "PUT",
    "/people/{person_id}/tags/{tag}",
    scope=Permission.TAG,
    status=204,
    refuses=[PersonNotFound, ValueNotAllowed],
)
def tag_person(request: ApiRequest, person_id: UUID, tag: Tag) -> HttpResponse:
    """Put a tag, new or known, on a person. One who wears it keeps it."""
    people.hold(request.actor, person_id)
    tags.tag_people(request.actor, [person_id], tag=tag)
    return nothing()


@endpoint(
    section, "DELETE", "/people/{person_id}/tags/{tag}", scope=Permission.TAG, status=204, refuses=[PersonNotFound]
)
def untag_person(request: ApiRequest, person_id: UUID, tag: Tag) -> HttpResponse:
    """Take a tag off a person. One who does not wear it stays without."""
    people.hold(request.actor, person_id)
    tags.untag_people(request.actor, [person_id], tag=tag)
    return nothing()


@endpoint(
    section,
    "PUT",
    "/accounts/{account_id}/tags/{tag}",
    scope=Permission.TAG,
    status=204,
    refuses=[AccountNotFound, ValueNotAllowed],
)
def tag_account(request: ApiRequest, account_id: UUID, tag: Tag) -> HttpResponse:
    """Put a tag, new or known, on an account. One that wears it keeps it."""
    accounts.hold(request.actor, account_id)
    tags.tag_accounts(request.actor, [account_id], tag=tag)
    return nothing()


@endpoint(
    section, "DELETE", "/accounts/{account_id}/tags/{tag}", scope=Permission.TAG, status=204, refuses=[AccountNotFound]
)
def untag_account(request: ApiRequest, account_id: UUID, tag: Tag) -> HttpResponse:
    """Take a tag off an account. One that does not wear it stays without."""
    accounts.hold(request.actor, account_id)
    tags.untag_accounts(request.actor, [account_id], tag=tag)
    return nothing()


# -------------------------------------------------------------------------------------------------------- notes


@endpoint(
    section, "GET", "/people/{person_id}/notes", scope=Permission.SEE_PEOPLE, answers=NotesOut, refuses=[PersonNotFound]
)
def list_notes_on_person(
    request: ApiRequest, person_id: UUID, limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> HttpResponse:
    """List the notes on a person, newest first."""
    person = queries.person(request.actor, person_id)
    found = queries.notes_on_person(request.actor, person.id, limit=limit)
    return told(request, NotesOut(items=[_note(row) for row in found]))


@endpoint(
    section,
    "GET",
    "/accounts/{account_id}/notes",
    scope=Permission.SEE_PEOPLE,
    answers=NotesOut,
    refuses=[AccountNotFound],
)
def list_notes_on_account(
    request: ApiRequest, account_id: UUID, limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> HttpResponse:
    """List the notes on an account, newest first."""
    account = queries.account(request.actor, account_id)
    found = queries.notes_on_account(request.actor, account.id, limit=limit)
    return told(request, NotesOut(items=[_note(row) for row in found]))


@endpoint(
    section,
    "POST",
    "/people/{person_id}/notes",
    scope=Permission.WRITE_NOTES,
    answers=NoteOut,
    status=201,
    refuses=[PersonNotFound, ValueNotAllowed],
)
def write_note_on_person(request: ApiRequest, person_id: UUID, note: NoteIn) -> HttpResponse:
    """Write a note on a person. Each call writes one more."""
    return _written(request, notes.write(request.actor, body=note.body, person_id=person_id).id)


@endpoint(
    section,
    "POST",
    "/accounts/{account_id}/notes",
    scope=Permission.WRITE_NOTES,
    answers=NoteOut,
    status=201,
    refuses=[AccountNotFound, ValueNotAllowed],
)
def write_note_on_account(request: ApiRequest, account_id: UUID, note: NoteIn) -> HttpResponse:
    """Write a note on an account. Each call writes one more."""
    return _written(request, notes.write(request.actor, body=note.body, account_id=account_id).id)


@endpoint(section, "GET", "/notes/{note_id}", scope=Permission.SEE_PEOPLE, answers=NoteOut, refuses=[NoteNotFound])
def read_note(request: ApiRequest, note_id: UUID) -> HttpResponse:
    """Read a note."""
    return told(request, _note(queries.note(request.actor, note_id)))


@endpoint(
    section,
    "PATCH",
    "/notes/{note_id}",
    scope=Permission.WRITE_NOTES,
    answers=NoteOut,
    refuses=[NoteNotFound, ValueNotAllowed],
)
def change_note(request: ApiRequest, note_id: UUID, note: NoteIn) -> HttpResponse:
    """Write a note anew."""
    notes.edit(request.actor, note_id, body=note.body)
    return told(request, _note(queries.note(request.actor, note_id)))


@endpoint(section, "DELETE", "/notes/{note_id}", scope=Permission.WRITE_NOTES, status=204, refuses=[NoteNotFound])
def remove_note(request: ApiRequest, note_id: UUID) -> HttpResponse:
    """Take a note away. It can be restored."""
    notes.remove(request.actor, note_id)
    return nothing()


@endpoint(
    section,
    "POST",
    "/notes/{note_id}/restore",
    scope=Permission.WRITE_NOTES,
    answers=NoteOut,
    refuses=[NoteNotFound],
)
def restore_note(request: ApiRequest, note_id: UUID) -> HttpResponse:
    """Bring a removed note back. One that is there stays there."""
    notes.restore(request.actor, note_id)
    return told(request, _note(queries.note(request.actor, note_id)))


def _written(request: ApiRequest, note_id: UUID) -> HttpResponse:
    written = _note(queries.note(request.actor, note_id))
    return told(request, written, status=201, location=f"/api/v1/notes/{note_id}")


# ----------------------------------------------------------------------------------------------------- consents


@endpoint(
    section,
    "GET",
    "/people/{person_id}/consents",
    scope=Permission.SEE_PEOPLE,
    answers=ConsentsOut,
    refuses=[PersonNotFound],
)
def list_consents(
    request: ApiRequest,
    person_id: UUID,
    *,
    history: Annotated[bool, Field(description="Every decision, newest first, instead of what holds now.")] = False,
) -> HttpResponse:
    """List what a person agreed to: what holds now for each purpose and channel, or every decision."""
    person = queries.person(request.actor, person_id)
    read = queries.consent_history if history else queries.current_consents
    return told(request, ConsentsOut(items=[_consent(row) for row in read(request.actor, person.id)]))


@endpoint(
    section,
    "POST",
    "/people/{person_id}/consents",
    scope=Permission.RECORD_CONSENT,
    answers=ConsentsOut,
    refuses=[PersonNotFound, IdentifierNotFound, ValueNotAllowed],
)
def record_consent(request: ApiRequest, person_id: UUID, consent: ConsentIn) -> HttpResponse:
    """Write down that a person gave or withdrew consent. What holds already is not added again; answers what holds now."""
    if consent.state == "given":
        consents.give(
            request.actor,
            person_id,
            purpose=consent.purpose,
            channel=consent.channel,
            text_version=consent.text_version,
            source=consent.source,
            identifier_id=consent.identifier_id,
        )
    else:
        consents.withdraw(
            request.actor, person_id, purpose=consent.purpose, channel=consent.channel, source=consent.source
        )
    now = queries.current_consents(request.actor, person_id)
    return told(request, ConsentsOut(items=[_consent(row) for row in now]))
