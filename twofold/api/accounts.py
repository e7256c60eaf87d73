"""Accounts over the API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import insist, nothing, told
from twofold.api.refusals import ChangedMeanwhile
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, Whole, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import (
    AccountNotFound,
    BelongsToAnother,
    FieldUnknown,
    IdentifierNotUsable,
    NameMissing,
    NotStaff,
    ValueNotAllowed,
    WouldBeItsOwnParent,
)
from twofold.directory.permissions import Permission
from twofold.directory.verbs import accounts

section = Section("Accounts", "The companies one deals with: read, add, change, move in their tree, put aside.")

Kind = Literal["prospect", "customer", "partner", "reseller", "supplier", "government", "institution", "other"]
IdentifierKind = Literal["group_id", "domain", "vat", "company_number", "external_id"]
HELIO = {
    "name": "Helio Pumps",
    "kind": "customer",
    "industry": "Machinery",
    "employees": 240,
    "country": "DE",
    "city": "Kassel",
    "website": "https://helio.example",
    "attributes": {"plan": "pro"},
}
APART = {"kind", "parent_id", "owner_id"}  # what is no field of a record but its place


class AccountFields(In):
    """What is known of an account; null clears a field. `attributes` are custom fields by their keys."""

    kind: Kind | None = None
    parent_id: UUID | None = Field(None, description="The account right above it; null puts it at the top.")
    owner_id: UUID | None = Field(None, description="The member of staff who looks after it.")
    industry: str | None = Field(None, max_length=100)
    employees: Whole | None = Field(None, ge=0, lt=2**31)
    country: str | None = Field(None, max_length=100, description="ISO 3166 code, or a name.")
    city: str | None = Field(None, max_length=200)
    website: str | None = Field(None, max_length=2_000)
    company_number: str | None = Field(None, max_length=50)
    vat_number: str | None = Field(None, max_length=20)
    attributes: dict[str, Any] | None = Field(None, max_length=500)

    def said(self) -> dict[str, Any]:
        """Columns and custom fields, those that were sent."""
        sent = self.model_dump(exclude_unset=True, exclude=APART)
        return (sent.pop("attributes", None) or {}) | sent


class AccountIn(AccountFields):
    """An account to be added."""

    model_config = example(HELIO)

    name: str = Field(min_length=1, max_length=300)


class AccountPatch(AccountFields):
    """What is to change; what is not named stays as it is (JSON merge patch, RFC 7396)."""

    model_config = example({"kind": "customer", "parent_id": None})

    name: str | None = Field(None, min_length=1, max_length=300)


class AccountIdentifier(Out):
    """Something that points at an account."""

    kind: str
    value: str


class AccountOut(Out):
    """An account. `people` are those who are in it now."""

    model_config = example(
        {
            "id": "019a8c3e-8a10-7d22-8b71-90c2d3e4f501",
            **HELIO,
            "company_number": "HRB 1234",
            "vat_number": "DE129273398",
            "parent_id": None,
            "owner_id": None,
            "tags": ["Key account"],
            "identifiers": [{"kind": "domain", "value": "helio.example"}],
            "people": 12,
            "created_at": "2026-11-21T09:30:00Z",
            "seen_at": None,
            "removed_at": None,
        }
    )

    id: UUID
    name: str
    kind: Kind
    industry: str
    employees: int | None
    country: str
    city: str
    website: str
    company_number: str
    vat_number: str
    attributes: dict[str, Any]
    parent_id: UUID | None
    owner_id: UUID | None
    tags: tuple[str, ...]
    identifiers: tuple[AccountIdentifier, ...]
    people: int
    created_at: datetime
    seen_at: datetime | None
    removed_at: datetime | None


class AccountIdentifierIn(In):
    """Something that points at the account, too."""

    model_config = example({"kind": "domain", "value": "helio.example"})

    kind: IdentifierKind
    value: str = Field(min_length=1, max_length=500)


def shown(request: ApiRequest, account_id: UUID) -> AccountOut:
    """An account as the API shows it."""
    one = queries.account(request.actor, account_id)
    return AccountOut(
        id=one.id,
        **one.fields,
        attributes=dict(one.attributes),
        parent_id=one.parent_id,
        owner_id=one.owner_id,
        tags=one.tags,
        identifiers=tuple(AccountIdentifier(kind=kind, value=value) for kind, value in one.identifiers),
        people=one.people,
        created_at=one.created_at,
        seen_at=one.seen_at,
        removed_at=one.deleted_at,
    )


def insist_on(request: ApiRequest, account_id: UUID) -> None:
    """Refuse to go on unless the account still is what `If-Match` says."""
    insist(request, lambda: accounts.hold(request.actor, account_id), lambda: shown(request, account_id))


@endpoint(
    section,
    "GET",
    "/accounts/{account_id}",
    scope=Permission.SEE_ACCOUNTS,
    answers=AccountOut,
    refuses=[AccountNotFound],
)
def read_account(request: ApiRequest, account_id: UUID) -> HttpResponse:
    """Read an account, a removed one with `removed_at`."""
    return told(request, shown(request, account_id))


@endpoint(
    section,
    "POST",
    "/accounts",
    scope=Permission.EDIT_ACCOUNTS,
    answers=AccountOut,
    status=201,
    refuses=[AccountNotFound, NameMissing, FieldUnknown, ValueNotAllowed, NotStaff],
)
def create_account(request: ApiRequest, account: AccountIn) -> HttpResponse:
    """Add an account. Each call adds one more, unless it bears an `Idempotency-Key` that did before."""
    added = accounts.add(
        request.actor,
        fields=account.said(),
        kind=account.kind or "prospect",
        parent_id=account.parent_id,
        owner_id=account.owner_id,
    )
    return told(request, shown(request, added.id), status=201, location=f"/api/v1/accounts/{added.id}")


@endpoint(
    section,
    "PATCH",
    "/accounts/{account_id}",
    scope=Permission.EDIT_ACCOUNTS,
    answers=AccountOut,
    refuses=[
        AccountNotFound,
        NameMissing,
        FieldUnknown,
        ValueNotAllowed,
        NotStaff,
        WouldBeItsOwnParent,
        ChangedMeanwhile,
    ],
)
def change_account(request: ApiRequest, account_id: UUID, change: AccountPatch) -> HttpResponse:
    """Change what is named of an account; null clears it. With `parent_id` it moves, with all that is below it."""
    insist_on(request, account_id)
    sent = change.model_fields_set
    if "parent_id" in sent:
        accounts.move(request.actor, account_id, parent_id=change.parent_id)
    if "owner_id" in sent:
        accounts.hold(request.actor, account_id)
        accounts.assign_owner(request.actor, [account_id], owner_id=change.owner_id)
    fields = change.said() | ({"kind": change.kind} if change.kind else {})
    if fields:
        accounts.edit(request.actor, account_id, fields=fields)
    return told(request, shown(request, account_id))


@endpoint(
    section,
    "DELETE",
    "/accounts/{account_id}",
    scope=Permission.REMOVE_ACCOUNTS,
    status=204,
    refuses=[AccountNotFound, ChangedMeanwhile],
)
def remove_account(request: ApiRequest, account_id: UUID) -> HttpResponse:
    """Put an account aside. It can be restored, and what is below it stays; the second time nothing happens."""
    insist_on(request, account_id)
    accounts.remove(request.actor, account_id)
    return nothing()


@endpoint(
    section,
    "POST",
    "/accounts/{account_id}/restore",
    scope=Permission.REMOVE_ACCOUNTS,
    answers=AccountOut,
    refuses=[AccountNotFound],
)
def restore_account(request: ApiRequest, account_id: UUID) -> HttpResponse:
    """Bring a removed account back as it was. One that is there stays there."""
    accounts.restore(request.actor, account_id)
    return told(request, shown(request, account_id))


@endpoint(
    section,
    "POST",
    "/accounts/{account_id}/identifiers",
    scope=Permission.EDIT_ACCOUNTS,
    answers=AccountOut,
    refuses=[AccountNotFound, IdentifierNotUsable, BelongsToAnother],
)
def add_account_identifier(request: ApiRequest, account_id: UUID, identifier: AccountIdentifierIn) -> HttpResponse:
    """Say that this points at the account, too. Said before, nothing happens; what points elsewhere is refused."""
    accounts.add_identifier(request.actor, account_id, kind=identifier.kind, value=identifier.value)
    return told(request, shown(request, account_id))
