"""Being deleted, and staying after all."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from twofold.access.adapters import step_up
from twofold.access.queries import selves as mine
from twofold.access.verbs import farewells
from twofold.core.actor import Actor
from twofold.core.refusals import Conflict
from twofold.core.unit import unit_of_work
from twofold.look import wording as looks
from twofold.portal import wording
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page


def deletion(request: HttpRequest) -> HttpResponse:
    """What it means, and asking for it; or, for those who have asked, taking it back."""
    actor = actor_of(request)
    if request.method == "POST" and "stay" in request.POST:
        farewells.take_back(actor)
        messages.success(request, gettext("You stay. Nothing is deleted."))
        return redirect("portal:home")
    objection = ""
    if request.method == "POST":
        step_up.require(request)
        try:
            farewells.ask(actor, reason=request.POST.get("reason", ""), site=site_of(request))
        except Conflict as refusal:
            objection = wording.refused(refusal)
        else:
            day = looks.day(due) if (due := mine.my_farewell(actor)) else ""
            with unit_of_work(Actor.system("sign-in")):  # sessions are out of customers' reach
                logout(request)
            messages.success(
                request,
                gettext("Your account will be deleted on %(day)s. Sign in before if you want to stay.") % {"day": day},
            )
            return redirect("account_login")
    shown = page(request, due=mine.my_farewell(actor), objection=objection)
    return render(request, "portal/account/deletion.html", shown, status=409 if objection else 200)
