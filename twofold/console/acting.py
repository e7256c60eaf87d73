"""Acting as a customer: the way from their page into the portal."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from twofold.access import modes
from twofold.access.adapters.step_up import needs_step_up
from twofold.access.verbs import impersonation
from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory


@needs_step_up
def act_as(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Ask what for, then see the portal as they do."""
    person = directory.person(request.actor, person_id)
    here = reverse("console:person", args=[person.id])
    form = Form(
        title=f"Act as {person.name or 'a visitor'}",
        submit=f"Act as {person.fields['given_name'] or 'them'}",
        template="_act_as_form.html",
        action=reverse("console:person_act_as", args=[person.id]),
        back=Back(person.name, here),
        values={"reason": request.POST.get("reason", "")},
        more={"minutes": settings.ACTING_MINUTES, "is_told": settings.ACTING_LETTERS},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        acting = impersonation.begin(request.actor, person.id, reason=request.POST.get("reason", ""), back=here)
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    modes.keep_acting(request.session, acting)
    return moved(request, reverse("portal:home"))
