"""Guests of the account one acts in: until when they stay, who vouches for them, and whether they should stay longer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.joining.places import end_of_stay
from twofold.access.permissions import Permission
from twofold.access.verbs import guests as verbs
from twofold.look import wording
from twofold.portal.here import actor_of
from twofold.portal.joining import account_of, tabs, tried
from twofold.portal.page import page


def guests(request: HttpRequest) -> HttpResponse:
    """Everybody who is let in for a time, those who leave soonest first."""
    actor, account_id = actor_of(request), account_of(request)
    told = page(
        request,
        tabs=tabs(request),
        guests=access.guests(actor, account_id),
        terms=access.guest_terms(actor, account_id),
        may_set_terms=actor.may(Permission.EDIT_ORGANISATION),
        may_invite=access.offerable(actor, account_id).guests,
    )
    return render(request, "portal/joining/guests.html", told)


def reviews(request: HttpRequest) -> HttpResponse:
    """The guests of whom one should say whether they stay."""
    actor = actor_of(request)
    terms = access.guest_terms(actor, account_of(request))
    told = page(request, tabs=tabs(request), guests=access.reviews(actor), terms=terms)
    return render(request, "portal/joining/reviews.html", told)


@require_POST
def keep(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Let a guest stay: until a day, or as long again as guests here stay."""

    def act() -> str:
        end = verbs.keep(actor_of(request), membership_id, until=end_of_stay(request.POST.get("until", "")))
        return gettext("They stay until %(day)s.") % {"day": wording.day(end)}

    return tried(_back(request), request, act)


@require_POST
def terms(request: HttpRequest) -> HttpResponse:
    """How long guests stay, and when their sponsors are asked."""

    def act() -> str:
        stay, review = (request.POST.get(name, "") for name in ("stay_days", "review_days"))
        days = {"stay_days": _number(stay), "review_days": _number(review)}
        verbs.set_terms(actor_of(request), account_of(request), **days)
        return gettext("Saved. It goes for guests who come from now on.")

    return tried("portal:guests", request, act)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _back(request: HttpRequest) -> str:
    return "portal:reviews" if request.POST.get("from") == "reviews" else "portal:guests"
