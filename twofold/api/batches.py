"""Writing up to a thousand people or accounts in one request, with a result for each."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.accounts import HELIO, AccountFields
from twofold.api.answers import told
from twofold.api.people import ADA, PersonFields
from twofold.api.problems import Problem, as_problem
from twofold.api.requests import ApiRequest
from twofold.api.routes import In, Out, Section, endpoint, example
from twofold.core.refusals import Refusal
from twofold.directory.permissions import Permission
from twofold.directory.verbs import writing
from twofold.directory.verbs.writing import Row, Written

section = Section("Batches", "Up to a thousand people or accounts in one request, with a result for each.")
MOST = 1_000
T = TypeVar("T", bound=In)


class KnownBy(In):
    """An identifier: whoever is known by it is written, or somebody new who is from then on."""

    kind: str = Field(min_length=1, max_length=50)
    value: str = Field(min_length=1, max_length=500)


class PersonRow(PersonFields):
    """A person to be written: the one with this id, whoever is known by this, or somebody new."""

    model_config = example({"known_by": {"kind": "user_id", "value": "u-4711"}} | ADA)

    id: UUID | None = None
    known_by: KnownBy | None = None


class AccountRow(AccountFields):
    """An account to be written: the one with this id, the one that this points at, or a new one."""

    model_config = example({"known_by": {"kind": "external_id", "value": "erp-42"}} | HELIO)

    id: UUID | None = None
    known_by: KnownBy | None = None
    name: str | None = Field(None, min_length=1, max_length=300)
    parent_id: None = Field(None, description="Accounts are moved one by one.")


class Batch(In, Generic[T]):
    """What to write, at most a thousand, in one transaction."""

    items: list[T] = Field(min_length=1, max_length=MOST)


class People(Batch[PersonRow]):
    """People to be written."""

    model_config = example({"items": [{"known_by": {"kind": "user_id", "value": "u-4711"}} | ADA]})


class Accounts(Batch[AccountRow]):
    """Accounts to be written."""

    model_config = example({"items": [{"known_by": {"kind": "external_id", "value": "erp-42"}} | HELIO]})


class Result(Out):
    """What became of one: 201 and its id when it is new, 200 when it was there, or the problem by which it was refused."""

    status: int
    id: UUID | None
    problem: Problem | None


class Results(Out):
    """What became of each, in the order in which they were sent."""

    model_config = example(
        {
            "items": [{"status": 201, "id": "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77", "problem": None}],
            "written": 1,
            "refused": 0,
        }
    )

    items: list[Result]
    written: int
    refused: int


def _row(row: PersonRow | AccountRow) -> Row:
    sent: dict[str, Any] = {name: value for name, value in row.said().items() if name not in {"id", "known_by"}}
    if "owner_id" in row.model_fields_set:
        sent["owner"] = str(row.owner_id) if row.owner_id else None
    if isinstance(row, AccountRow) and row.kind:
        sent["kind"] = row.kind
    return Row(sent, row.id, (row.known_by.kind, row.known_by.value) if row.known_by else None)


def _result(one: Written) -> Result:
    if one.refusal is None:
        return Result(status=201 if one.is_new else 200, id=one.id, problem=None)
    described = as_problem(one.refusal)
    return Result(status=described["status"], id=None, problem=Problem(**described))


def _told(request: ApiRequest, written: Sequence[Written]) -> HttpResponse:
    refused = sum(isinstance(one.refusal, Refusal) for one in written)
    results = [_result(one) for one in written]
    return told(request, Results(items=results, written=len(written) - refused, refused=refused))


@endpoint(section, "POST", "/people/batch", scope=Permission.EDIT_PEOPLE, answers=Results)
def write_people(request: ApiRequest, people: People) -> HttpResponse:
    """Write up to a thousand people: add new ones, change those that are known by their id or an identifier.

    One transaction. Each is written as a whole or refused with its reason; those refused do not keep the others from being
    written. Somebody whom two rows are about is written by the first of them.
    """
    return _told(request, writing.write_people(request.actor, [_row(one) for one in people.items]))


@endpoint(section, "POST", "/accounts/batch", scope=Permission.EDIT_ACCOUNTS, answers=Results)
def write_accounts(request: ApiRequest, accounts: Accounts) -> HttpResponse:
    """Write up to a thousand accounts: add new ones, change those that are known by their id or an identifier.

    One transaction. Each is written as a whole or refused with its reason; those refused do not keep the others from being
    written.
    """
    return _told(request, writing.write_accounts(request.actor, [_row(one) for one in accounts.items]))
