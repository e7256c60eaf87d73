"""What the pages about coming in share: their tabs, and answers to a press of a button."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from twofold.access import queries as access
from twofold.access.permissions import Permission
from twofold.core.actor import Actor
from twofold.core.refusals import Refusal
from twofold.portal import wording
from twofold.portal.here import actor_of
from twofold.portal.places import Place, Where, declare_place
from twofold.portal.waiting import MOST, Waiting, declare_waiting

declare_place(
    Place(
        "portal:invitations",
        gettext_lazy("Invitations"),
        "mail",
        30,
        Permission.INVITE_GUESTS,
        Where.IN_AN_ACCOUNT,
        count=access.how_much_waits,
        around=("portal:guests", "portal:reviews", "portal:requests"),
    )
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages about coming in; `count` says how much waits there."""

    label: str
    href: str
    is_current: bool
    count: int = 0


def tabs(request: HttpRequest) -> list[Tab]:
    """Those the actor finds something on."""
    actor = actor_of(request)
    found = []
    if actor.may(Permission.INVITE_MEMBERS) or actor.may(Permission.INVITE_GUESTS):
        found.append(("portal:invitations", gettext("Invitations"), 0))
    found += [
        ("portal:guests", gettext("Guests"), 0),
        ("portal:reviews", gettext("Reviews"), len(access.reviews(actor))),
    ]
    if actor.may(Permission.DECIDE_REQUESTS):
        found.append(("portal:requests", gettext("Requests"), access.how_many_wait(actor)))
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [Tab(label, reverse(name), name == here, count) for name, label, count in found]


def account_of(request: HttpRequest) -> UUID:
    """The account that one acts in; there is no such page by oneself."""
    account_id = actor_of(request).account_id
    if account_id is None:
        raise Http404
    return account_id


def done(page: str, text: str, request: HttpRequest, *, undo: str = "") -> HttpResponse:
    """Back to the page, which says what was done and offers the way back."""
    messages.success(request, text, extra_tags=undo)
    url = reverse(page)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def tried(page: str, request: HttpRequest, act: Callable[[], str], *, undo: str = "") -> HttpResponse:
    """Do it and say so; what is refused is said there, too, and nothing of it is kept."""
    try:
        return done(page, act(), request, undo=undo)
    except Refusal as refusal:
        messages.error(request, wording.refused(refusal))
        return HttpResponseRedirect(reverse(page))


@declare_waiting
def guests_to_review(actor: Actor) -> list[Waiting]:
    """The guests one vouches for, when their time runs out."""
    return [
        Waiting(
            "hourglass",
            gettext("Should %(guest)s stay?") % {"guest": guest.name or guest.address},
            ngettext("Their access ends in %(days)s day.", "Their access ends in %(days)s days.", guest.days_left or 0)
            % {"days": guest.days_left},
            reverse("portal:reviews"),
            gettext("Decide"),
        )
        for guest in access.reviews(actor)[:MOST]
    ]


@declare_waiting
def requests_to_decide(actor: Actor) -> list[Waiting]:
    """Who asks to join the account."""
    if actor.account_id is None or not actor.may(Permission.DECIDE_REQUESTS):
        return []
    return [
        Waiting(
            "user-plus",
            gettext("%(name)s asks to join") % {"name": one.name or one.address},
            one.address,
            reverse("portal:requests"),
            gettext("Decide"),
        )
        for one in access.requests(actor)[:MOST]
    ]
