"""Lists of people and accounts over the API: asked for in the very language of the console's lists."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import told
from twofold.api.requests import ApiRequest
from twofold.api.routes import Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.conditions import EVERYTHING, ConditionNotUnderstood, parse
from twofold.directory.errors import CursorNotUnderstood, SortUnknown
from twofold.directory.permissions import Permission
from twofold.directory.queries import Asked, ListRow, Named

section = Section("Lists", "People and accounts by any condition, page by page, and how many they are.")

SHOWN = {
    "person": ("name", "email", "phone", "kind", "country", "city", "owner", "tag", "seen", "created"),
    "account": (
        "name",
        "kind",
        "domain",
        "industry",
        "employees",
        "country",
        "city",
        "owner",
        "tag",
        "seen",
        "created",
    ),
}
SCOPES = {"person": Permission.SEE_PEOPLE, "account": Permission.SEE_ACCOUNTS}
MOST_FIELDS = 50

Where = Annotated[
    str,
    Field(max_length=8_000, description="A condition, as lists take it.", examples=['country = PT AND tag = "VIP"']),
]
Words = Annotated[
    str, Field(max_length=200, description="Words that all must be found, as in the search box.", examples=["brandt"])
]
Sorted = Annotated[
    str,
    Field(
        max_length=100, description="A field that can be sorted by; with - before it from the end.", examples=["-seen"]
    ),
]
Shown = Annotated[
    str,
    Field(max_length=2_000, description="Fields to answer, separated by commas.", examples=["name,email,job.account"]),
]
Cursor = Annotated[str, Field(max_length=2_000, description="`next` or `previous` of the page before or after.")]
Limit = Annotated[int, Field(ge=1, le=200, description="Records of a page at most.")]
Removed = Annotated[bool, Field(description="Those that were put aside instead of those that are there.")]
ListSubject = Annotated[
    Literal["person", "account", "membership", "member"],
    Field(description="Whose fields: of people, of accounts, within `membership(…)`, or within `member(…)`."),
]


class RecordOut(Out):
    """One row: its id, and the fields that were asked for; owners and accounts with their ids and names."""

    id: UUID
    fields: dict[str, Any]


class PageOut(Out):
    """A page of a list. `next` and `previous` are cursors, null at either end."""

    model_config = example(
        {
            "items": [
                {
                    "id": "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77",
                    "fields": {"name": "Ada Brandt", "email": "ada@helio.example", "tag": ["VIP"], "owner": None},
                }
            ],
            "next": "WyJhZGEgYnJhbmR0IiwgIjAxOWE4YzNlIl0",
            "previous": None,
        }
    )

    items: list[RecordOut]
    next: str | None
    previous: str | None


class CountOut(Out):
    """How many there are: exactly up to ten thousand where that can be told at once, otherwise about."""

    model_config = example({"count": 4_711, "is_exact": True})

    count: int
    is_exact: bool


class ListFieldOut(Out):
    """A field of a list: how it may be compared, and what can be done with it."""

    model_config = example(
        {
            "key": "country",
            "label": "Country",
            "kind": "country",
            "operators": ["=", "!=", "IN", "IS EMPTY"],
            "choices": [],
            "is_sortable": False,
            "is_editable": True,
        }
    )

    key: str
    label: str
    kind: str
    operators: list[str]
    choices: list[str]
    is_sortable: bool
    is_editable: bool


class ListFieldsOut(Out):
    """The fields that conditions, sorts and `fields` may name."""

    items: list[ListFieldOut]


def asked_for(where: str, q: str, *, removed: bool = False) -> Asked:
    """What a list is asked for, read from its parameters."""
    return Asked(where=parse(where) if where.strip() else EVERYTHING, text=q, removed=removed)


def columns_of(subject: str, fields: str) -> list[str]:
    """The columns that are asked for, or those that a list shows by itself."""
    named = list(dict.fromkeys(part.strip() for part in fields.split(",") if part.strip()))
    return named[:MOST_FIELDS] or list(SHOWN[subject])


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case Named():
            return {"id": str(value.id), "name": value.name}
        case tuple() | list():
            return [plain(one) for one in value]
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case _:
            return value


def _row(row: ListRow) -> RecordOut:
    return RecordOut(id=row.id, fields={key: plain(value) for key, value in row.values.items()})


def _page(
    request: ApiRequest, subject: str, asked: Asked, *, fields: str, sort: str, cursor: str, limit: int
) -> HttpResponse:
    """A page forwards, or backwards from a cursor that begins with `<`."""
    is_back, place = cursor.startswith("<"), cursor.removeprefix("<") or None
    found = queries.rows(
        request.actor,
        subject,
        asked,
        columns=columns_of(subject, fields),
        sort=sort,
        after=None if is_back else place,
        before=place if is_back else None,
        limit=limit,
    )
    return told(
        request,
        PageOut(
            items=[_row(row) for row in found.rows],
            next=found.after,
            previous=f"<{found.before}" if found.before else None,
        ),
    )


NOT_UNDERSTOOD = (ConditionNotUnderstood, CursorNotUnderstood, SortUnknown)


@endpoint(section, "GET", "/people", scope=Permission.SEE_PEOPLE, answers=PageOut, refuses=NOT_UNDERSTOOD)
def list_people(
    request: ApiRequest,
    *,
    where: Where = "",
    q: Words = "",
    sort: Sorted = "",
    fields: Shown = "",
    cursor: Cursor = "",
    limit: Limit = 50,
    removed: Removed = False,
) -> HttpResponse:
    """List people page by page. The last page is as quick as the first."""
    asked = asked_for(where, q, removed=removed)
    return _page(request, "person", asked, fields=fields, sort=sort, cursor=cursor, limit=limit)


@endpoint(section, "GET", "/accounts", scope=Permission.SEE_ACCOUNTS, answers=PageOut, refuses=NOT_UNDERSTOOD)
def list_accounts(
    request: ApiRequest,
    *,
    where: Where = "",
    q: Words = "",
    sort: Sorted = "",
    fields: Shown = "",
    cursor: Cursor = "",
    limit: Limit = 50,
    removed: Removed = False,
) -> HttpResponse:
    """List accounts page by page. The last page is as quick as the first."""
    asked = asked_for(where, q, removed=removed)
    return _page(request, "account", asked, fields=fields, sort=sort, cursor=cursor, limit=limit)


@endpoint(
    section, "GET", "/people/count", scope=Permission.SEE_PEOPLE, answers=CountOut, refuses=[ConditionNotUnderstood]
)
def count_people(request: ApiRequest, *, where: Where = "", q: Words = "", removed: Removed = False) -> HttpResponse:
    """Count people: exactly up to ten thousand where that can be told at once, otherwise about."""
    found = queries.how_many(request.actor, "person", asked_for(where, q, removed=removed))
    return told(request, CountOut(count=found.number, is_exact=found.is_exact))


@endpoint(
    section, "GET", "/accounts/count", scope=Permission.SEE_ACCOUNTS, answers=CountOut, refuses=[ConditionNotUnderstood]
)
def count_accounts(request: ApiRequest, *, where: Where = "", q: Words = "", removed: Removed = False) -> HttpResponse:
    """Count accounts: exactly up to ten thousand where that can be told at once, otherwise about."""
    found = queries.how_many(request.actor, "account", asked_for(where, q, removed=removed))
    return told(request, CountOut(count=found.number, is_exact=found.is_exact))


@endpoint(section, "GET", "/list-fields", scope=Permission.SEE_PEOPLE, answers=ListFieldsOut)
def list_list_fields(request: ApiRequest, *, subject: ListSubject = "person") -> HttpResponse:
    """List what conditions, sorts and `fields` may name: of people, accounts, or within `membership(…)` and `member(…)`."""
    found = queries.list_fields(request.actor, subject)
    return told(
        request,
        ListFieldsOut(
            items=[
                ListFieldOut(
                    key=one.key,
                    label=one.label,
                    kind=one.kind,
                    operators=[str(operator) for operator in one.operators],
                    choices=[value for value, _ in one.choices],
                    is_sortable=one.is_sortable,
                    is_editable=one.is_editable,
                )
                for one in found
            ]
        ),
    )
