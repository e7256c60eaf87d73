"""What Ctrl K finds: people and accounts by anything one would type, the pages, and what can be done."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from twofold.access.permissions import Permission as Access
from twofold.console.marking import marks
from twofold.console.page import ConsoleRequest, places
from twofold.core.actor import Actor
from twofold.core.permissions import Permission as Core
from twofold.directory import queries as directory
from twofold.directory.permissions import Permission as Directory
from twofold.events.permissions import Permission as Events
from twofold.look.shell import NavItem

Item = dict[str, object]
LONGEST, MOST = 200, 12
LABELS = {"person": "People", "account": "Accounts"}
ICONS = {"person": "circle-user", "account": "building-2"}
ACTIONS = (
    ("New person", "console:person_new", Directory.EDIT_PEOPLE, "user-plus", "add create contact"),
    ("New account", "console:account_new", Directory.EDIT_ACCOUNTS, "building-2", "add create company organisation"),
    ("Import a file", "console:import_new", Directory.IMPORT, "upload", "add upload csv excel spreadsheet contacts"),
    ("New source", "console:source_new", Events.MANAGE_SOURCES, "plug", "add create write key connect"),
    ("New field", "console:field_new", Directory.DEFINE_FIELDS, "sliders-horizontal", "add create custom"),
    ("New key", "console:key_new", Access.MAKE_KEYS, "key-round", "add create api token"),
    ("New site", "console:site_new", Access.MANAGE_SITES, "globe", "add create brand sign-up"),
    ("New provider", "console:provider_new", Access.MANAGE_SITES, "log-in", "add create google microsoft openid sso"),
    ("Invite a colleague", "console:staff_invite", Access.ADMIT_STAFF, "mail-plus", "add staff member user"),
    ("Enter admin mode", "console:admin_mode", Access.ENTER_ADMIN_MODE, "shield-alert", "elevate rights sudo"),
)
WITHIN = (
    ("Roles of staff", "console:staff_roles", Access.SEE_STAFF, "id-card", "rights permissions masks rows"),
    ("Teams", "console:staff_teams", Access.SEE_STAFF, "users", "staff territory countries"),
    ("Purposes of consent", "console:purposes", Directory.DEFINE_PURPOSES, "scroll-text", "privacy newsletter"),
    ("Documents", "console:documents", Access.MANAGE_SITES, "file-text", "terms privacy versions"),
    ("Readers of the ledger", "console:ledger_readers", Core.SEE_LEDGER, "book-open", "audit log webhooks queues"),
)


def find(request: ConsoleRequest) -> HttpResponse:
    """Groups of items for the palette. Records come first, and only when something was typed."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    groups = [_group("Go to", _pages(request.actor, text), text), _group("Do", _actions(request.actor, ACTIONS), text)]
    if text:
        groups = [*_records(request, text), *groups]
    return JsonResponse([group for group in groups if group["items"]], safe=False)


def _group(label: str, items: list[tuple[Item, str]], text: str) -> dict[str, object]:
    """The items of which every word typed is part."""
    words = text.lower().split()
    return {"label": label, "items": [item for item, said in items if all(word in said for word in words)]}


def _pages(actor: Actor, text: str) -> list[tuple[Item, str]]:
    """The places of the side bar, and to whoever types also those within them."""
    found = [(_page(one), f"go to {one.label}".lower()) for one in places(actor)]
    return [*found, *_actions(actor, WITHIN)] if text else found


def _page(one: NavItem) -> Item:
    keys = ["G", one.go.upper()]
    return {
        "title": one.label,
        "subtitle": one.waits_for.capitalize(),
        "icon": one.icon,
        "href": one.href,
        "keys": keys,
    }


def _actions(actor: Actor, offered: Iterable[tuple[str, str, str, str, str]]) -> list[tuple[Item, str]]:
    return [
        ({"title": title, "icon": icon, "href": reverse(name)}, f"{title} {more}".lower())
        for title, name, permission, icon, more in offered
        if actor.might(permission)
    ]


def _records(request: ConsoleRequest, text: str) -> list[dict[str, object]]:
    """People and accounts, in groups of their own, that of the best match first; then where all of them are listed.

    Those that were only found with a typing error put right are a group that says so.
    """
    groups: dict[str, list[Item]] = {}
    found = directory.find(request.actor, text, limit=MOST)
    for one in found:
        label = f"Did you mean “{one.meant}”?" if one.meant else LABELS[one.subject]
        groups.setdefault(label, []).append(_record(one, one.meant or text))
    shown: list[dict[str, object]] = [{"label": label, "items": items} for label, items in groups.items()]
    return [*shown, {"label": "Lists", "items": _lists(found[0].meant or text)}] if found else []


def _record(found: directory.Found, asked: str) -> Item:
    title, beside = found.name or found.detail, [found.account_name, found.detail]
    if marks(found.detail, asked) and not marks(title, asked):
        beside.reverse()
    subtitle = " · ".join(filter(None, beside))
    return {
        "title": title,
        "subtitle": subtitle,
        "marks": {"title": marks(title, asked), "subtitle": marks(subtitle, asked)},
        "icon": ICONS[found.subject],
        "href": reverse(f"console:{found.subject}", args=[found.id]),
    }


def _lists(text: str) -> list[Item]:
    return [
        {
            "title": f"All {label.lower()} for “{text}”",
            "icon": "list-filter",
            "href": f"{reverse(name)}?{urlencode({'q': text})}",
        }
        for label, name in (("People", "console:people"), ("Accounts", "console:accounts"))
    ]
