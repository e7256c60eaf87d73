"""Saved views over the API: lists as somebody likes to see them."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from twofold.api.answers import insist, nothing, told
from twofold.api.refusals import ChangedMeanwhile
from twofold.api.requests import ApiRequest
from twofold.api.routes import Flag, In, Out, Section, endpoint, example
from twofold.directory import queries
from twofold.directory.errors import NameMissing, ValueNotAllowed, ViewNameTaken, ViewNotFound
from twofold.directory.permissions import Permission
from twofold.directory.queries import ViewRow
from twofold.directory.verbs import saved_views

section = Section("Saved views", "Lists that are kept under a name.")

Subject = Literal["person", "account"]
Query = Field(
    max_length=8_000,
    description="What the list asks, as its address in the console has it: `q`, `where`, `sort`, `columns` and others.",
)
VIEW = {
    "subject": "person",
    "name": "VIPs of Portugal",
    "query": "where=country+%3D+PT+AND+tag+%3D+VIP&sort=-seen",
    "is_shared": True,
    "is_pinned": False,
}


class ViewIn(In):
    """A view to be kept."""

    model_config = example(VIEW)

    subject: Subject
    name: str = Field(min_length=1, max_length=100)
    query: str = Query
    is_shared: Flag = Field(False, description="All colleagues see it; only its owner changes it.")
    is_pinned: Flag = False


class ViewPatch(In):
    """What is to change of a view."""

    model_config = example({"is_pinned": True})

    name: str | None = Field(None, min_length=1, max_length=100)
    query: str | None = Field(None, max_length=8_000)
    is_shared: Flag | None = None
    is_pinned: Flag | None = None


class ViewOut(Out):
    """A saved view. `is_mine` says whether the key may change it."""

    model_config = example({"id": "019a8c3e-e076-7a88-9dd7-f6c8d9eafb17", **VIEW, "is_mine": True})

    id: UUID
    subject: Subject
    name: str
    query: str
    is_shared: bool
    is_pinned: bool
    is_mine: bool


class ViewsOut(Out):
    """Saved views, the pinned first."""

    items: list[ViewOut]


def _shown(view: ViewRow) -> ViewOut:
    kept = {name: getattr(view, name) for name in ViewOut.model_fields if name != "query"}
    return ViewOut(**kept, query=str(view.definition.get("query", "")))


def _one(request: ApiRequest, view_id: UUID) -> ViewOut:
    return _shown(queries.saved_view(request.actor, view_id))


def _insist_on(request: ApiRequest, view_id: UUID) -> None:
    insist(request, lambda: saved_views.hold(request.actor, view_id), lambda: _one(request, view_id))


@endpoint(section, "GET", "/views", scope=Permission.SAVE_VIEWS, answers=ViewsOut)
def list_views(
    request: ApiRequest, *, subject: Annotated[Subject, Field(description="Of which list.")] = "person"
) -> HttpResponse:
    """List one's own views of people or of accounts and those that colleagues share, the pinned first."""
    found = queries.saved_views(request.actor, subject=subject)
    return told(request, ViewsOut(items=[_shown(view) for view in found]))


@endpoint(section, "GET", "/views/{view_id}", scope=Permission.SAVE_VIEWS, answers=ViewOut, refuses=[ViewNotFound])
def read_view(request: ApiRequest, view_id: UUID) -> HttpResponse:
    """Read a view of one's own or one that is shared."""
    return told(request, _one(request, view_id))


@endpoint(
    section,
    "POST",
    "/views",
    scope=Permission.SAVE_VIEWS,
    answers=ViewOut,
    status=201,
    refuses=[NameMissing, ValueNotAllowed],
)
def save_view(request: ApiRequest, view: ViewIn) -> HttpResponse:
    """Keep a view under a name. One's own view of this list with this name is written over."""
    said = view.model_dump()
    made = saved_views.save(request.actor, definition={"query": said.pop("query")}, **said)
    return told(request, _one(request, made.id), status=201, location=f"/api/v1/views/{made.id}")


@endpoint(
    section,
    "PATCH",
    "/views/{view_id}",
    scope=Permission.SAVE_VIEWS,
    answers=ViewOut,
    refuses=[ViewNotFound, ViewNameTaken, NameMissing, ChangedMeanwhile],
)
def change_view(request: ApiRequest, view_id: UUID, change: ViewPatch) -> HttpResponse:
    """Change a view of one's own in what is sent."""
    _insist_on(request, view_id)
    said = change.model_dump(exclude_none=True)
    if "query" in said:
        said["definition"] = {"query": said.pop("query")}
    saved_views.change(request.actor, view_id, **said)
    return told(request, _one(request, view_id))


@endpoint(
    section,
    "DELETE",
    "/views/{view_id}",
    scope=Permission.SAVE_VIEWS,
    status=204,
    refuses=[ViewNotFound, ChangedMeanwhile],
)
def remove_view(request: ApiRequest, view_id: UUID) -> HttpResponse:
    """Take a view of one's own away. It can be restored."""
    _insist_on(request, view_id)
    saved_views.remove(request.actor, view_id)
    return nothing()


@endpoint(
    section,
    "POST",
    "/views/{view_id}/restore",
    scope=Permission.SAVE_VIEWS,
    answers=ViewOut,
    refuses=[ViewNotFound, ViewNameTaken],
)
def restore_view(request: ApiRequest, view_id: UUID) -> HttpResponse:
    """Bring a removed view back. One that is there stays there."""
    saved_views.restore(request.actor, view_id)
    return told(request, _one(request, view_id))
