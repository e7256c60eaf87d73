"""What people agreed to, over the API."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import told
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import IdentifierNotFound, PersonNotFound, ValueNotAllowed
from twofold.directory.permissions import Permission
from twofold.directory.queries import ConsentRow
from twofold.directory.verbs import consents

section = Section("Consents", "What people agreed to, by purpose and channel, and every decision on it.")

LANGUAGE = "en"  # of the interface
PURPOSE = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")
GIVEN = {"purpose": "newsletter", "channel": "email", "state": "given", "text_version": "2026-05"}


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
            "purpose_name": "Newsletter",
            "source": "api",
            "decided_at": "2026-11-21T09:30:00Z",
        }
    )

    id: UUID
    purpose: str
    purpose_name: str = Field(description="What the purpose is called, in English if it has a name in it.")
    channel: str
    state: Literal["given", "withdrawn"]
    source: str
    text_version: str
    decided_at: datetime


class ConsentsOut(Out):
    """Decisions."""

    items: list[ConsentOut]


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
    return told(request, _consents(read(request.actor, person.id)))


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
    return told(request, _consents(queries.current_consents(request.actor, person_id)))


def _consents(rows: Iterable[ConsentRow]) -> ConsentsOut:
    purposes = queries.purposes_in(LANGUAGE)
    return ConsentsOut(items=[_consent(row, purposes.name(row.purpose)) for row in rows])


def _consent(row: ConsentRow, name: str) -> ConsentOut:
    return ConsentOut(
        id=row.id,
        purpose=row.purpose,
        purpose_name=name,
        channel=row.channel,
        state="given" if row.is_given else "withdrawn",
        source=row.source,
        text_version=row.text_version,
        decided_at=row.decided_at,
    )
