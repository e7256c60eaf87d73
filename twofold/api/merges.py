"""Making two records one over the API, and taking it back."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.accounts import AccountOut
from twofold.api.accounts import shown as account_shown
from twofold.api.answers import told
from twofold.api.people import PersonOut
from twofold.api.people import shown as person_shown
from twofold.api.requests import ApiRequest
from twofold.api.routes import Flag, In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import (
    AccountNotFound,
    AccountsSaidToBeDifferent,
    MergeNotFound,
    PersonNotFound,
    SaidToBeDifferent,
    SameAccount,
    SamePerson,
    StaffStaysApart,
    WouldHaveTwo,
)
from twofold.directory.permissions import Permission
from twofold.directory.queries import Merged
from twofold.directory.verbs import accounts, people

section = Section("Merges", "Two records that are one, and two that are two again.")

LOSER = "019a8c3e-1298-7500-8ff9-b8eafb0c1d09"


class MergeIn(In):
    """Who turns out to be this one."""

    model_config = example({"loser_id": LOSER, "evidence": "Same passport"})

    loser_id: UUID
    evidence: str = Field("", max_length=500, description="Why they are the same.")
    even_if_apart: Flag = Field(False, description="Also when somebody has said that they are different.")


class MergeOut(Out):
    """That two were made one. `moved` is how many rows of each sort changed hands; `undone_at` when it was taken back."""

    model_config = example(
        {
            "id": "019a8c3e-23a9-7611-8a0a-c9fb0c1d2e10",
            "loser_id": LOSER,
            "loser_name": "A. Brandt",
            "evidence": "Same passport",
            "by": "Jana Okoye",
            "moved": {"identifiers": 2, "memberships": 1},
            "merged_at": "2026-11-21T09:30:00Z",
            "undone_at": None,
        }
    )

    id: UUID
    loser_id: UUID
    loser_name: str
    evidence: str
    by: str
    moved: dict[str, int]
    merged_at: datetime
    undone_at: datetime | None


class MergesOut(Out):
    """Merges, newest first."""

    items: list[MergeOut]


def _shown(one: Merged) -> MergeOut:
    return MergeOut(
        id=one.id,
        loser_id=one.loser_id,
        loser_name=one.loser_name,
        evidence=one.evidence,
        by=one.actor_name,
        moved=one.moved,
        merged_at=one.merged_at,
        undone_at=one.undone_at,
    )


@endpoint(
    section,
    "GET",
    "/people/{person_id}/merges",
    scope=Permission.SEE_PEOPLE,
    answers=MergesOut,
    refuses=[PersonNotFound],
)
def list_merges_of_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """List who turned out to be this person, newest first."""
    person = queries.person(request.actor, person_id)
    found = queries.identity_of(request.actor, person.id).merges
    return told(request, MergesOut(items=[_shown(one) for one in found]))


@endpoint(
    section,
    "POST",
    "/people/{person_id}/merge",
    scope=Permission.MERGE_PEOPLE,
    answers=PersonOut,
    refuses=[PersonNotFound, SamePerson, StaffStaysApart, WouldHaveTwo, SaidToBeDifferent],
)
def merge_people(request: ApiRequest, person_id: UUID, merge: MergeIn) -> HttpResponse:
    """Make the loser this person. All of theirs goes over, and of consents the stricter side holds; it can be undone."""
    people.merge(request.actor, person_id, merge.loser_id, evidence=merge.evidence, even_if_apart=merge.even_if_apart)
    return told(request, person_shown(request, person_id))


@endpoint(
    section,
    "POST",
    "/person-merges/{merge_id}/undo",
    scope=Permission.MERGE_PEOPLE,
    answers=PersonOut,
    refuses=[MergeNotFound],
)
def undo_merge_of_people(request: ApiRequest, merge_id: UUID) -> HttpResponse:
    """Take a merge of people back. Answers who is a person of their own again; the two are known to be different then."""
    loser = people.unmerge(request.actor, merge_id)
    return told(request, person_shown(request, loser.id))


@endpoint(
    section,
    "GET",
    "/accounts/{account_id}/merges",
    scope=Permission.SEE_ACCOUNTS,
    answers=MergesOut,
    refuses=[AccountNotFound],
)
def list_merges_of_account(request: ApiRequest, account_id: UUID) -> HttpResponse:
    """List which accounts turned out to be this one, newest first."""
    account = queries.account(request.actor, account_id)
    found = queries.merges_of_account(request.actor, account.id)
    return told(request, MergesOut(items=[_shown(one) for one in found]))


@endpoint(
    section,
    "POST",
    "/accounts/{account_id}/merge",
    scope=Permission.MERGE_ACCOUNTS,
    answers=AccountOut,
    refuses=[AccountNotFound, SameAccount, AccountsSaidToBeDifferent],
)
def merge_accounts(request: ApiRequest, account_id: UUID, merge: MergeIn) -> HttpResponse:
    """Make the loser this account. All of it goes over, also its members and what is below it; it can be undone."""
    accounts.merge(
        request.actor, account_id, merge.loser_id, evidence=merge.evidence, even_if_apart=merge.even_if_apart
    )
    return told(request, account_shown(request, account_id))


@endpoint(
    section,
    "POST",
    "/account-merges/{merge_id}/undo",
    scope=Permission.MERGE_ACCOUNTS,
    answers=AccountOut,
    refuses=[MergeNotFound],
)
def undo_merge_of_accounts(request: ApiRequest, merge_id: UUID) -> HttpResponse:
    """Take a merge of accounts back. Answers the one that is an account of its own again."""
    loser = accounts.unmerge(request.actor, merge_id)
    return told(request, account_shown(request, loser.id))
