"""The key itself, over the API: whose it is and what it may do."""

from typing import Literal
from uuid import UUID

from django.http import HttpResponse

from twofold.api.answers import told
from twofold.api.requests import ApiRequest
from twofold.api.routes import Out, Section, endpoint, example
from twofold.core.actor import ActorKind

section = Section("Key", "The key of the request itself.")


class KeyOut(Out):
    """The key that was shown: for whom it acts, and its scopes as far as they hold now."""

    model_config = example(
        {
            "id": "019a8c3e-f076-7388-bdd7-f6c8d9eafb07",
            "acts_as": "person",
            "name": "Jana Okoye (CI)",
            "person_id": "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77",
            "scopes": ["directory:person:see"],
        }
    )

    id: UUID
    acts_as: Literal["person", "service"]
    name: str
    person_id: UUID | None
    scopes: list[str]


@endpoint(section, "GET", "/key", scope="", answers=KeyOut)
def read_key(request: ApiRequest) -> HttpResponse:
    """Read whose key this is and what it may do. Every key may."""
    actor = request.actor
    return told(
        request,
        KeyOut(
            id=request.key_id,
            acts_as="service" if actor.kind is ActorKind.SERVICE else "person",
            name=actor.name,
            person_id=actor.person_id,
            scopes=sorted(actor.permissions),
        ),
    )
