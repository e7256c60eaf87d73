"""What every page of the console shares: its request, its frame, and how it is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import Resolver404, resolve, reverse

from twofold.access import modes
from twofold.access import queries as access
from twofold.access.permissions import Permission as Access
from twofold.core.actor import Actor
from twofold.core.permissions import Permission as Core
from twofold.directory.permissions import Permission as Directory
from twofold.events.permissions import Permission as Events
from twofold.look import wording
from twofold.look.shell import Banner, NavGroup, NavItem, Shell, Viewer


class ConsoleRequest(HttpRequest):
    """A request of somebody who signed in as staff; the middleware of `run` sees to it."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class Tab:
    """A view above a list, or a part of a page."""

    label: str
    url: str
    current: bool
    note: str = ""


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


NAVIGATION: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "",
        (
            ("Home", "console:home", "house", "h"),
            ("People", "console:people", "users", "p"),
            ("Accounts", "console:accounts", "building-2", "a"),
            ("Requests", "console:requests", "user-plus", "q"),
            ("Imports", "console:imports", "upload", "i"),
            ("History", "console:operations", "history", "y"),
        ),
    ),
    ("Understand", (("Live", "console:live", "radio", "l"),)),
    (
        "Run",
        (
            ("Sources", "console:sources", "plug", "s"),
            ("Dead letters", "console:dead_letters", "mail-x", "d"),
            ("Audit log", "console:ledger", "book-open", "r"),
            ("Jobs", "console:jobs", "list-checks", "j"),
            ("Fields", "console:fields", "sliders-horizontal", "f"),
            ("Keys", "console:keys", "key-round", "k"),
            ("Staff", "console:staff", "id-card", "t"),
            ("Sites", "console:sites", "globe", "w"),
            ("Providers", "console:providers", "log-in", "o"),
            ("Applications", "console:applications", "package", "c"),
            ("Developers", "console:developers", "terminal", "v"),
        ),
    ),
)

NEEDS: Mapping[str, str] = {
    "console:people": Directory.SEE_PEOPLE,
    "console:accounts": Directory.SEE_ACCOUNTS,
    "console:requests": Access.DECIDE_REQUESTS,
    "console:imports": Directory.IMPORT,
    "console:live": Events.SEE_EVENTS,
    "console:sources": Events.SEE_SOURCES,
    "console:dead_letters": Events.SEE_DEAD_LETTERS,
    "console:ledger": Core.SEE_LEDGER,
    "console:jobs": Core.SEE_JOBS,
    "console:fields": Directory.DEFINE_FIELDS,
    "console:keys": Access.MAKE_KEYS,
    "console:staff": Access.SEE_STAFF,
    "console:providers": Access.MANAGE_SITES,
    "console:sites": Access.MANAGE_SITES,
    "console:applications": Access.MANAGE_APPLICATIONS,
}


IN_ADMIN_MODE = "in admin mode"


def page(request: ConsoleRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A whole page in the console's frame."""
    return django_render(request, f"console/{template}", {**context, "shell": shell(request)}, status=status)


def fragment(request: ConsoleRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A part of a page, for htmx to put in place."""
    return django_render(request, f"console/{template}", context, status=status)


def shell(request: ConsoleRequest) -> Shell:
    """The side bar with the present place marked."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return Shell(
        home_url=reverse("console:home"),
        find_url=reverse("console:find"),
        viewer=Viewer(request.actor.name, getattr(request.user, "email", ""), reverse("account_logout")),
        groups=[group for group in _groups(request.actor, here, _waiting(request.actor)) if group.items],
        banners=_banners(request),
    )


def places(actor: Actor) -> list[NavItem]:
    """The places that this member of staff may go to."""
    return [item for group in _groups(actor) for item in group.items]


def _groups(actor: Actor, here: str = "", counts: Mapping[str, int] | None = None) -> list[NavGroup]:
    counts = counts or {}
    return [
        NavGroup(
            [
                _item(actor, one, here, counts.get(one[1], 0))
                for one in entries
                if one[1] not in NEEDS or actor.might(NEEDS[one[1]])
            ],
            title,
        )
        for title, entries in NAVIGATION
    ]


def _waiting(actor: Actor) -> dict[str, int]:
    """How many wait at a place for somebody like the actor to decide."""
    return {"console:requests": access.how_many_wait(actor)} if actor.may(Access.DECIDE_REQUESTS) else {}


def _banners(request: ConsoleRequest) -> list[Banner]:
    """That one is in admin mode, and that one acts as a customer elsewhere in this browser."""
    banners = []
    if request.actor.admin_until:
        banners.append(
            Banner(
                "shield-alert", "You are in admin mode.", request.actor.admin_until, reverse("console:admin_mode_end")
            )
        )
    acting = modes.acting_in(request.session)
    if acting and not modes.is_over(acting):
        text = "You act as a customer in the portal."
        banners.append(Banner("eye", text, acting.until, reverse("portal:acting_end")))
    return banners


def waiting_place(actor: Actor, path: str) -> str:
    """What the place of this path is called, if it is one that waits for admin mode; empty for every other."""
    try:
        here = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
    entries = (entry for _, entries in NAVIGATION for entry in entries)
    return next((entry[0] for entry in entries if _is_at(entry[1], here) and _waits(actor, entry[1])), "")


def _item(actor: Actor, entry: tuple[str, str, str, str], here: str, count: int) -> NavItem:
    label, name, icon, go = entry
    waits_for = IN_ADMIN_MODE if _waits(actor, name) else ""
    said = wording.number(count) if count else ""
    return NavItem(label, reverse(name), icon, said, go=go, current=_is_at(name, here), waits_for=waits_for)


def _waits(actor: Actor, name: str) -> bool:
    return name in NEEDS and NEEDS[name] in actor.in_admin_mode


def _is_at(name: str, here: str) -> bool:
    noun = "console:person" if name == "console:people" else name.removesuffix("s")
    return here in (name, noun) or here.startswith((f"{noun}_", f"{name}_"))
