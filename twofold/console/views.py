"""Saved views: lists as somebody likes to see them, as tabs above the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import filters, undo
from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.listing import Address
from twofold.console.lists.columns import fields_of, shown, written
from twofold.console.lists.kinds import LISTS, List
from twofold.console.page import ConsoleRequest
from twofold.console.undo import Step
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.queries import ViewRow
from twofold.directory.verbs import saved_views

TABS = 6


@dataclass(frozen=True, slots=True)
class View:
    """A tab. It is `edited` while the list shows something else than what was saved."""

    name: str
    url: str
    current: bool
    edited: bool
    is_mine: bool
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Views:
    """The tabs above a list; the first one shows everything. Those that have no room are in a menu."""

    of: List
    tabs: Sequence[View]
    others: Sequence[View]
    new_url: str
    edit_url: str
    save_url: str
    remove_url: str
    query: str

    @property
    def current(self) -> View | None:
        """The saved view that is open."""
        return next((view for view in (*self.tabs, *self.others) if view.current), None)

    @property
    def is_everything(self) -> bool:
        """Whether none of the saved views is open."""
        return self.current is None


def tabs(request: ConsoleRequest, address: Address, of: List) -> Views:
    """The views this member of staff may use, the pinned ones first; the one that is open always has its tab."""
    here, query = address.one("view"), _asked(address)
    saved = directory.saved_views(request.actor, subject=of.subject)
    views = [_view(of, one, here, query) for one in saved]
    ahead = sorted(range(len(views)), key=lambda at: (not views[at].current, at))[:TABS]
    mine = any(view.current and view.is_mine for view in views)
    new = reverse("console:view_new", args=[of.subject])
    return Views(
        of,
        [views[at] for at in sorted(ahead)],
        [view for at, view in enumerate(views) if at not in ahead],
        f"{new}?{urlencode({'query': query, 'view': here})}",
        reverse("console:view_edit", args=[here]) if mine else "",
        reverse("console:view_save", args=[here]) if mine else "",
        reverse("console:view_remove", args=[here]) if mine else "",
        query,
    )


def _asked(address: Address) -> str:
    """What of an address is a view's."""
    return urlsplit(address.to(view=None)).query


def _view(of: List, view: ViewRow, here: str, query: str) -> View:
    current = here == str(view.id)
    kept = str(view.definition.get("query", ""))
    return View(view.name, _url(of, view.id, kept), current, current and query != kept, view.is_mine, view.is_shared)


def _url(of: List, view_id: UUID, query: str) -> str:
    return f"{of.path}?{urlencode({'view': str(view_id)})}{f'&{query}' if query else ''}"


def view_new(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Save the list as it is, its columns too, under a name. A view of one's own with that name is written over."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    form = _form(
        of, "Save this view", reverse("console:view_new", args=[subject]), sent, is_new=request.method == "GET"
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        view = saved_views.save(
            request.actor,
            subject=subject,
            name=form.values["name"],
            definition={"query": _with_columns(request, of, form.values["query"])},
            is_shared=form.values["is_shared"],
            is_pinned=form.values["is_pinned"],
        )
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    return moved(request, _url(of, view.id, view.definition["query"]), f"Saved as “{view.name}”")


def _form(of: List, title: str, action: str, sent: QueryDict, *, is_new: bool = False) -> Form:
    return Form(
        title=title,
        submit="Save view",
        template="_view_form.html",
        action=action,
        back=Back(of.title, of.path),
        values={
            "query": sent.get("query", ""),
            "name": sent.get("name", ""),
            "is_shared": "is_shared" in sent,
            "is_pinned": "is_pinned" in sent or is_new,
        },
        more={},
    )


def _with_columns(request: ConsoleRequest, of: List, query: str) -> str:
    """The query with the columns one sees: a view keeps its own, whatever becomes of one's list."""
    address = filters.address_of(of, query)
    return urlsplit(address.to(columns=written(shown(request, of, address, fields_of(request, of))))).query


def view_edit(request: ConsoleRequest, view_id: UUID) -> HttpResponse:
    """Rename a view of one's own, share it, pin it."""
    of, view = _mine(request, view_id)
    sent = QueryDict(mutable=True)
    sent.update({"name": view.name, "query": view.definition.get("query", "")})
    sent.update({key: "on" for key in ("is_shared", "is_pinned") if getattr(view, key)})
    title, action = f"Edit “{view.name}”", reverse("console:view_edit", args=[view_id])
    if request.method != "POST":
        return ask(request, _form(of, title, action, sent))
    form = _form(of, title, action, request.POST)
    try:
        changed = saved_views.change(
            request.actor,
            view_id,
            name=form.values["name"],
            is_shared=form.values["is_shared"],
            is_pinned=form.values["is_pinned"],
        )
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    return moved(request, _url(of, view_id, str(view.definition.get("query", ""))), f"“{changed.name}” is kept")


@require_POST
def view_save(request: ConsoleRequest, view_id: UUID) -> HttpResponse:
    """Let a view of one's own show what the list shows now."""
    of, view = _mine(request, view_id)
    query = _with_columns(request, of, request.POST.get("query", ""))
    saved_views.change(request.actor, view_id, definition={**view.definition, "query": query})
    return moved(request, _url(of, view_id, query), f"“{view.name}” shows this now")


@require_POST
def view_remove(request: ConsoleRequest, view_id: UUID) -> HttpResponse:
    """Put a view of one's own aside; the list stays."""
    of, view = _mine(request, view_id)
    saved_views.remove(request.actor, view_id)
    back = undo.address(request, Step("saved_views.restore", view_id))
    return moved(request, of.path, f"View “{view.name}” removed", undo=back)


def _mine(request: ConsoleRequest, view_id: UUID) -> tuple[List, ViewRow]:
    for of in LISTS.values():
        for view in directory.saved_views(request.actor, subject=of.subject):
            if view.id == view_id and view.is_mine:
                return of, view
    raise Http404
