"""Who is in which account, over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import insist, told
from twofold.api.refusals import ChangedMeanwhile
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import (
    AccountNotFound,
    EndsBeforeItStarts,
    FieldUnknown,
    MemberAlready,
    MembershipHasEnded,
    MembershipNotFound,
    PersonNotFound,
    ValueNotAllowed,
)
from twofold.directory.permissions import Permission
from twofold.directory.queries import MembershipRow
from twofold.directory.verbs import memberships

section = Section("Memberships", "Who is in which account, as what, from when to when.")

BuyingRole = Literal[
    "",
    "economic_buyer",
    "decision_maker",
    "champion",
    "influencer",
    "evaluator",
    "gatekeeper",
    "opponent",
    "approver",
    "payer",
    "user",
]
CHAMPION = {"title": "Plant manager", "department": "Operations", "buying_role": "champion", "standing": "member"}
ENDS = {"person_id": "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77", "account_id": "019a8c3e-8a10-7d22-8b71-90c2d3e4f501"}


class MembershipFields(In):
    """What a person is in an account. `attributes` are custom fields of memberships by their keys."""

    title: str | None = Field(None, max_length=200)
    department: str | None = Field(None, max_length=200)
    buying_role: BuyingRole | None = None
    standing: Literal["member", "guest"] = "member"
    starts_on: date | None = None
    ends_on: date | None = Field(None, description="The last day; when it is over the membership ends by itself.")
    attributes: dict[str, Any] | None = Field(None, max_length=500)

    def said(self) -> dict[str, Any]:
        """Columns and custom fields, those that were sent."""
        sent = self.model_dump(exclude_unset=True, exclude={"person_id", "account_id", "is_primary"})
        return (sent.pop("attributes", None) or {}) | sent


class MembershipIn(MembershipFields):
    """A person to be put into an account."""

    model_config = example(ENDS | CHAMPION)

    person_id: UUID
    account_id: UUID


class MembershipPatch(MembershipFields):
    """What is to change; what is not named stays as it is (JSON merge patch, RFC 7396)."""

    model_config = example({"buying_role": "champion", "is_primary": True})

    is_primary: Literal[True] | None = Field(None, description="Make it the account the person is first of all in.")


class MembershipOut(Out):
    """A person in an account."""

    model_config = example(
        {
            "id": "019a8c3e-9b21-7e33-a482-a1d3e4f5a602",
            **ENDS,
            **CHAMPION,
            "person_name": "Ada Brandt",
            "account_name": "Helio Pumps",
            "starts_on": "2026-01-01",
            "ends_on": None,
            "ended_at": None,
            "is_primary": True,
            "attributes": {},
            "source": "console",
        }
    )

    id: UUID
    person_id: UUID
    person_name: str
    account_id: UUID
    account_name: str
    title: str
    department: str
    buying_role: BuyingRole
    standing: Literal["member", "guest"]
    starts_on: date | None
    ends_on: date | None
    ended_at: datetime | None
    is_primary: bool
    attributes: dict[str, Any]
    source: str


class MembershipsOut(Out):
    """Memberships, the living first."""

    items: list[MembershipOut]


class End(In):
    """When it ends."""

    model_config = example({"on": "2026-11-30"})

    on: date | None = Field(
        None, description="The last day; today when left out. On a day to come it ends by itself when that is over."
    )


def shown(row: MembershipRow) -> MembershipOut:
    """A membership as the API shows it."""
    return MembershipOut(**{name: getattr(row, name) for name in MembershipOut.model_fields})


def _one(request: ApiRequest, membership_id: UUID) -> MembershipOut:
    return shown(queries.membership(request.actor, membership_id))


def _insist_on(request: ApiRequest, membership_id: UUID) -> None:
    insist(request, lambda: memberships.hold(request.actor, membership_id), lambda: _one(request, membership_id))


@endpoint(
    section,
    "GET",
    "/memberships/{membership_id}",
    scope=Permission.SEE_PEOPLE,
    answers=MembershipOut,
    refuses=[MembershipNotFound],
)
def read_membership(request: ApiRequest, membership_id: UUID) -> HttpResponse:
    """Read a membership, also one that has ended."""
    return told(request, _one(request, membership_id))


@endpoint(
    section,
    "GET",
    "/people/{person_id}/memberships",
    scope=Permission.SEE_PEOPLE,
    answers=MembershipsOut,
    refuses=[PersonNotFound],
)
def list_memberships_of_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """List the accounts a person is and was in, the primary one first."""
    person = queries.person(request.actor, person_id)
    rows = queries.memberships_of_person(request.actor, person.id)
    return told(request, MembershipsOut(items=[shown(row) for row in rows]))


@endpoint(
    section,
    "GET",
    "/accounts/{account_id}/memberships",
    scope=Permission.SEE_PEOPLE,
    answers=MembershipsOut,
    refuses=[AccountNotFound],
)
def list_memberships_of_account(
    request: ApiRequest,
    account_id: UUID,
    limit: Annotated[int, Field(ge=1, le=1_000, description="So many at most.")] = 200,
) -> HttpResponse:
    """List who is and was in an account, the living first."""
    account = queries.account(request.actor, account_id)
    rows = queries.people_of_account(request.actor, account.id, limit=limit)
    return told(request, MembershipsOut(items=[shown(row) for row in rows]))


@endpoint(
    section,
    "POST",
    "/memberships",
    scope=Permission.EDIT_PEOPLE,
    answers=MembershipOut,
    status=201,
    refuses=[PersonNotFound, AccountNotFound, MemberAlready, EndsBeforeItStarts, FieldUnknown, ValueNotAllowed],
)
def create_membership(request: ApiRequest, membership: MembershipIn) -> HttpResponse:
    """Put a person into an account. The first account of a person is their primary one."""
    added = memberships.add(request.actor, membership.person_id, membership.account_id, fields=membership.said())
    return told(request, _one(request, added.id), status=201, location=f"/api/v1/memberships/{added.id}")


@endpoint(
    section,
    "PATCH",
    "/memberships/{membership_id}",
    scope=Permission.EDIT_PEOPLE,
    answers=MembershipOut,
    refuses=[
        MembershipNotFound,
        MembershipHasEnded,
        EndsBeforeItStarts,
        FieldUnknown,
        ValueNotAllowed,
        ChangedMeanwhile,
    ],
)
def change_membership(request: ApiRequest, membership_id: UUID, change: MembershipPatch) -> HttpResponse:
    """Change what a person is in an account. One that has ended stays as it was."""
    _insist_on(request, membership_id)
    if fields := change.said():
        memberships.edit(request.actor, membership_id, fields=fields)
    if change.is_primary:
        memberships.make_primary(request.actor, membership_id)
    return told(request, _one(request, membership_id))


@endpoint(
    section,
    "POST",
    "/memberships/{membership_id}/end",
    scope=Permission.EDIT_PEOPLE,
    answers=MembershipOut,
    refuses=[MembershipNotFound, EndsBeforeItStarts],
)
def end_membership(request: ApiRequest, membership_id: UUID, end: End) -> HttpResponse:
    """End a membership, today or on the given day; another one becomes primary. One that has ended stays as it is.

    A day to come becomes its last day, and the membership lives until that is over.
    """
    memberships.end(request.actor, membership_id, on=end.on)
    return told(request, _one(request, membership_id))
