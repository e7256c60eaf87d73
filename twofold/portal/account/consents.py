"""What one agrees to: by purpose and channel, with what one decided before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from twofold.access.queries import selves as mine
from twofold.access.verbs import selves
from twofold.directory import queries as directory
from twofold.portal.here import actor_of
from twofold.portal.page import page


def consents(request: HttpRequest) -> HttpResponse:
    """Each purpose with a box; what is not ticked is not agreed to."""
    actor = actor_of(request)
    purposes = mine.my_purposes(actor)
    if request.method == "POST":
        agreed = set(request.POST.getlist("agreed"))
        for one in purposes:
            does = f"{one.purpose}/{one.channel}" in agreed
            if does != bool(one.agrees):
                selves.agree(actor, purpose=one.purpose, channel=one.channel, does=does)
        messages.success(request, gettext("What you agree to is kept."))
        return redirect("portal:consents")
    words = directory.purposes_in(get_language() or "")
    decided = directory.consent_history(actor, directory.person_behind(actor), limit=50)
    history = [(words.name(one.purpose), one) for one in decided]
    return render(request, "portal/account/consents.html", page(request, purposes=purposes, history=history))
