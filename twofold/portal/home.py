"""The first page of the portal: what waits for this person, as whom they are here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from twofold.access.queries.selves import my_farewell
from twofold.portal.here import actor_of
from twofold.portal.page import page
from twofold.portal.panels import panels_for
from twofold.portal.places import Place, declare_place
from twofold.portal.waiting import waiting_for

declare_place(Place("portal:home", gettext_lazy("Home"), "house", 0))

NOON, EVENING, NIGHT = 12, 18, 4


def home(request: HttpRequest) -> HttpResponse:
    """What there is in this context."""
    actor = actor_of(request)
    shown = {"waiting": waiting_for(actor), "panels": panels_for(actor), "farewell": my_farewell(actor)}
    return render(request, "portal/home.html", page(request, greeting=_greeting(), **shown))


def _greeting() -> str:
    """As the hour is where the reader lives."""
    hour = timezone.localtime().hour
    if NIGHT <= hour < NOON:
        return gettext("Good morning")
    return gettext("Good afternoon") if NOON <= hour < EVENING else gettext("Good evening")
