"""What the pages of an organisation share: their tabs, and what is answered to the press of a button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from twofold.access import queries as access
from twofold.access.permissions import Permission
from twofold.core.permissions import Permission as CorePermission
from twofold.core.refusals import Conflict, Invalid
from twofold.portal import wording
from twofold.portal.here import actor_of
from twofold.portal.page import page
from twofold.portal.places import Place, Where, declare_place

declare_place(Place("portal:organisation", gettext_lazy("Organisation"), "building-2", 20, where=Where.IN_AN_ACCOUNT))

TABS = (
    ("portal:organisation", gettext_lazy("Overview"), ""),
    ("portal:people", gettext_lazy("People"), Permission.SEE_MEMBERS),
    ("portal:roles", gettext_lazy("Roles"), Permission.SEE_MEMBERS),
    ("portal:groups", gettext_lazy("Groups"), Permission.SEE_MEMBERS),
    ("portal:applications", gettext_lazy("Applications"), Permission.SEE_MEMBERS),
    ("portal:activity_of_account", gettext_lazy("Activity"), CorePermission.SEE_ACCOUNT_LEDGER),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages of an organisation."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Rights:
    """What of an organisation the reader may do, as templates ask it."""

    see: bool
    manage: bool
    edit: bool
    define: bool
    grant: bool
    groups: bool
    assign: bool
    invite: bool


def account_of(request: HttpRequest) -> UUID:
    """The account that one acts in; by oneself there is no such page."""
    account_id = actor_of(request).account_id
    if account_id is None:
        raise Http404
    return account_id


def drawn(request: HttpRequest, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page of the organisation, with its tabs and what the reader may do."""
    actor = actor_of(request)
    rights = Rights(
        see=actor.may(Permission.SEE_MEMBERS),
        manage=actor.may(Permission.MANAGE_MEMBERS),
        edit=actor.may(Permission.EDIT_ORGANISATION),
        define=actor.may(Permission.DEFINE_ROLES),
        grant=actor.may(Permission.GRANT_ROLES),
        groups=actor.may(Permission.MANAGE_GROUPS),
        assign=actor.may(Permission.ASSIGN_APPLICATIONS),
        invite=actor.may(Permission.INVITE_MEMBERS) or actor.may(Permission.INVITE_GUESTS),
    )
    shown = page(request, tabs=_tabs(request), may=rights, owned=access.owned_by(actor), **more)
    return render(request, f"portal/organisation/{template}.html", shown, status=status)


def done(request: HttpRequest, url: str, text: str, *, undo: str = "") -> HttpResponse:
    """Go on to a page, which says what was done and offers the way back."""
    messages.success(request, text, extra_tags=undo)
    return HttpResponseRedirect(url)


def pressed(request: HttpRequest, url: str, act: Callable[[], tuple[str, str]]) -> HttpResponse:
    """Do what a button says, and say so with a way back; what does not fit is said on the page one came from."""
    try:
        text, undo = act()
    except (Conflict, Invalid) as refusal:
        messages.error(request, wording.refused(refusal))
        return HttpResponseRedirect(url)
    return done(request, url, text or gettext("Nothing changed"), undo=undo if text else "")


def _tabs(request: HttpRequest) -> list[Tab]:
    """Those the reader finds something on. The one whose address the page lies deepest below is the current one."""
    actor = actor_of(request)
    found = [(reverse(name), str(label)) for name, label, permission in TABS if not permission or actor.may(permission)]
    here = max((href for href, _ in found if f"{request.path}/".startswith(f"{href}/")), key=len, default="")
    return [Tab(label, href, href == here) for href, label in found]
