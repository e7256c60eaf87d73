"""Tags of people and accounts, over the API."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import nothing, told
from twofold.api.requests import ApiRequest
from twofold.api.routes import Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import AccountNotFound, PersonNotFound, ValueNotAllowed
from twofold.directory.permissions import Permission
from twofold.directory.verbs import accounts, people, tags

section = Section("Tags", "Words that people and accounts wear.")

Tag = Annotated[str, Field(min_length=1, max_length=50, description="The tag as it is written.", examples=["VIP"])]


class TagOut(Out):
    """A tag, and how many wear it, counted up to a thousand; lists tell how many there are beyond."""

    name: str
    people: int
    accounts: int


class TagsOut(Out):
    """Every tag, by name."""

    model_config = example({"items": [{"name": "VIP", "people": 3, "accounts": 0}]})

    items: list[TagOut]


@endpoint(section, "GET", "/tags", scope=Permission.SEE_PEOPLE, answers=TagsOut)
def list_tags(request: ApiRequest) -> HttpResponse:
    """List every tag, and how many wear it; a thousand stands for that many or more."""
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
