"""Saved views: lists as somebody likes to see them, as tabs above the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.verbs import saved_views

LISTS = {"person": ("console:people", "People"), "account": ("console:accounts", "Accounts")}


@dataclass(frozen=True, slots=True)
class View:
    """A tab. It is `edited` while the list shows something else than what was saved."""

    name: str
    url: str
    current: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class Views:
    """The tabs above a list; the first one, `title`, shows everything."""

    subject: str
    title: str
    saved: Sequence[View]
    save_url: str
    remove_url: str

    @property
    def is_everything(self) -> bool:
        """Whether none of the saved views is open."""
        return self.current is None

    @property
    def current(self) -> View | None:
        """The saved view that is open."""
        return next((view for view in self.saved if view.current), None)


def tabs(request: ConsoleRequest, address: Address, *, subject: str, title: str) -> Views:
    """The views this member of staff may use, the pinned ones first."""
    here = address.one("view")
    saved: list[View] = []
    mine: list[View] = []
    for view in directory.saved_views(request.actor, subject=subject):
        query = str(view.definition.get("query", ""))
        url = f"{address.path}?{urlencode({'view': str(view.id)})}{f'&{query}' if query else ''}"
        current = here == str(view.id)
        saved.append(View(view.name, url, current, current and address.to(view=None).partition("?")[2] != query))
        mine += saved[-1:] if view.is_mine else []
    save = reverse("console:view_new", args=[subject])
    return Views(
        subject,
        title,
        saved,
        f"{save}?{urlencode({'query': address.to(view=None).partition('?')[2], 'view': here})}",
        reverse("console:view_remove", args=[here]) if any(view.current for view in mine) else "",
    )


def view_new(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Save the list as it is under a name. A view of one's own with that name is written over."""
    if subject not in LISTS:
        raise Http404
    name, noun = LISTS[subject]
    sent = request.POST if request.method == "POST" else request.GET
    form = Form(
        title="Save this view",
        submit="Save view",
        template="_view_form.html",
        action=reverse("console:view_new", args=[subject]),
        back=Back(noun, reverse(name)),
        values={
            "query": sent.get("query", ""),
            "name": sent.get("name", _name_of(request, subject, sent.get("view", ""))),
            "is_shared": "is_shared" in sent,
            "is_pinned": "is_pinned" in sent or request.method == "GET",
        },
        more={},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        view = saved_views.save(
            request.actor,
            subject=subject,
            name=form.values["name"],
            definition={"query": form.values["query"]},
            is_shared=form.values["is_shared"],
            is_pinned=form.values["is_pinned"],
        )
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    query = urlencode({"view": str(view.id)}) + (f"&{form.values['query']}" if form.values["query"] else "")
    return moved(request, f"{reverse(name)}?{query}", f"Saved as “{view.name}”")


def _name_of(request: ConsoleRequest, subject: str, view_id: str) -> str:
    mine = directory.saved_views(request.actor, subject=subject)
    return next((view.name for view in mine if str(view.id) == view_id and view.is_mine), "")


@require_POST
def view_remove(request: ConsoleRequest, view_id: UUID) -> HttpResponse:
    """Throw away a view of one's own; the list stays."""
    saved_views.remove(request.actor, view_id)
    name, _ = LISTS.get(request.POST.get("subject", ""), LISTS["person"])
    return moved(request, reverse(name), "View removed")
