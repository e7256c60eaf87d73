"""What people are known by, over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import told
from twofold.api.people import PersonOut
from twofold.api.people import shown as person_shown
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import (
    BelongsToAnother,
    IdentifierNotUsable,
    KindUnknown,
    NobodyKnownBy,
    PersonNotFound,
    TooManyOfAKind,
)
from twofold.directory.permissions import Permission
from twofold.directory.verbs import identifiers

section = Section("Identifiers", "What people are known by: addresses, phones, ids of other systems.")

CARD = {"kind": "loyalty_card", "value": "6035510000000000017"}


class IdentifierIn(In):
    """Something a person is known by, of one of the kinds that there are: user_id, email, phone, loyalty_card and others."""

    model_config = example(CARD)

    kind: str = Field(min_length=1, max_length=50)
    value: str = Field(min_length=1, max_length=500)


class IdentifierOut(Out):
    """Something a person is known by. `proven_at` is when they showed that it is theirs."""

    id: UUID
    kind: str
    value: str
    proven_at: datetime | None
    is_shared: bool
    created_at: datetime


class IdentifiersOut(Out):
    """What a person is known by, the most trusted first."""

    model_config = example(
        {
            "items": [
                {
                    "id": "019a8c3e-ce54-7166-9bb5-d4a6b7c8d905",
                    **CARD,
                    "proven_at": None,
                    "is_shared": False,
                    "created_at": "2026-11-21T09:30:00Z",
                }
            ]
        }
    )

    items: list[IdentifierOut]


def _known(request: ApiRequest, person_id: UUID) -> IdentifiersOut:
    known = queries.identifiers_of(request.actor, person_id)
    return IdentifiersOut(
        items=[IdentifierOut(**{name: getattr(one, name) for name in IdentifierOut.model_fields}) for one in known]
    )


@endpoint(
    section,
    "GET",
    "/people/{person_id}/identifiers",
    scope=Permission.SEE_PEOPLE,
    answers=IdentifiersOut,
    refuses=[PersonNotFound],
)
def list_identifiers(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """List what a person is known by, the most trusted first."""
    return told(request, _known(request, queries.person(request.actor, person_id).id))


@endpoint(
    section,
    "POST",
    "/people/{person_id}/identifiers",
    scope=Permission.EDIT_PEOPLE,
    answers=IdentifiersOut,
    refuses=[PersonNotFound, KindUnknown, IdentifierNotUsable, TooManyOfAKind, BelongsToAnother],
)
def add_identifier(request: ApiRequest, person_id: UUID, identifier: IdentifierIn) -> HttpResponse:
    """Say that a person is known by this, too. Said before, nothing happens; what is another's is refused."""
    identifiers.add(request.actor, person_id, kind=identifier.kind, value=identifier.value)
    return told(request, _known(request, person_id))


@endpoint(
    section,
    "GET",
    "/people/by-identifier",
    scope=Permission.SEE_PEOPLE,
    answers=PersonOut,
    refuses=[NobodyKnownBy],
)
def find_person_by_identifier(
    request: ApiRequest,
    kind: Annotated[
        str,
        Field(min_length=1, max_length=50, description="`email`, `phone`, `user_id` or another.", examples=["user_id"]),
    ],
    value: Annotated[
        str, Field(min_length=1, max_length=500, description="As it is or was ever written.", examples=["u-4711"])
    ],
) -> HttpResponse:
    """Find the person who is known by this, whichever way it is written."""
    return told(request, person_shown(request, queries.holder_of(request.actor, kind, value)))
