"""Notes on people and accounts, over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import insist, nothing, told
from twofold.api.refusals import ChangedMeanwhile
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import AccountNotFound, NoteNotFound, PersonNotFound, ValueNotAllowed
from twofold.directory.permissions import Permission
from twofold.directory.queries import NoteRow
from twofold.directory.verbs import notes

section = Section("Notes", "What colleagues write down about people and accounts.")


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


@endpoint(
    section, "GET", "/people/{person_id}/notes", scope=Permission.SEE_PEOPLE, answers=NotesOut, refuses=[PersonNotFound]
)
def list_notes_on_person(
    request: ApiRequest,
    person_id: UUID,
    limit: Annotated[int, Field(ge=1, le=200, description="The newest so many.")] = 50,
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
    request: ApiRequest,
    account_id: UUID,
    limit: Annotated[int, Field(ge=1, le=200, description="The newest so many.")] = 50,
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
    refuses=[NoteNotFound, ValueNotAllowed, ChangedMeanwhile],
)
def change_note(request: ApiRequest, note_id: UUID, note: NoteIn) -> HttpResponse:
    """Write a note anew."""
    _insist_on(request, note_id)
    notes.edit(request.actor, note_id, body=note.body)
    return told(request, _note(queries.note(request.actor, note_id)))


@endpoint(
    section,
    "DELETE",
    "/notes/{note_id}",
    scope=Permission.WRITE_NOTES,
    status=204,
    refuses=[NoteNotFound, ChangedMeanwhile],
)
def remove_note(request: ApiRequest, note_id: UUID) -> HttpResponse:
    """Take a note away. It can be restored."""
    _insist_on(request, note_id)
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


def _insist_on(request: ApiRequest, note_id: UUID) -> None:
    insist(request, lambda: notes.hold(request.actor, note_id), lambda: _note(queries.note(request.actor, note_id)))


def _written(request: ApiRequest, note_id: UUID) -> HttpResponse:
    written = _note(queries.note(request.actor, note_id))
    return told(request, written, status=201, location=f"/api/v1/notes/{note_id}")


def _note(row: NoteRow) -> NoteOut:
    return NoteOut(**{name: getattr(row, name) for name in NoteOut.model_fields})
