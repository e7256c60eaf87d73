"""The applications that the organisation has, and who uses them."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.delegation import may_run_application
from twofold.access.queries import WhichMembers
from twofold.access.verbs import assignments
from twofold.access.verbs.assignments import Whom
from twofold.portal.asking import uuids
from twofold.portal.here import actor_of
from twofold.portal.organisation import undoing
from twofold.portal.organisation.answers import account_of, drawn, pressed

TO_ADD = 20


def applications(request: HttpRequest) -> HttpResponse:
    """What the organisation has, and how many use it."""
    return drawn(
        request, "applications", applications=access.account_applications(actor_of(request), account_of(request))
    )


def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Who uses an application, and whom one could let use it."""
    actor, account_id = actor_of(request), account_of(request)
    shown = access.account_application(actor, account_id, application_id)
    after = (request.GET.get("name", ""), uuids([request.GET["after"]])[0]) if request.GET.get("after") else None
    found = access.members(actor, account_id, WhichMembers(application_id=application_id), after=after)
    owners = access.owners_of_application(actor, account_id, application_id)
    may_run = may_run_application(actor, access.owned_by(actor), application_id)
    asked = request.GET.get("q", "").strip()
    others = (
        access.members(actor, account_id, WhichMembers(search=asked), limit=TO_ADD).members if asked and may_run else ()
    )
    using = access.groups_of_application(actor, account_id, application_id)
    there = {one.id for one in found.members}
    return drawn(
        request,
        "application",
        application=shown,
        people=[(one, one.id in owners) for one in found.members],
        using=using,
        groups=[one for one in access.groups(actor, account_id) if one.id not in dict(using)],
        may_run=may_run,
        asked=asked,
        others=[one for one in others if one.id not in there],
        more=f"?{urlencode({'name': found.after[0], 'after': str(found.after[1])})}" if found.after else "",
    )


@require_POST
def change(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Let people, a group or everybody use an application, or not any more: as the button says."""
    actor, account_id = actor_of(request), account_of(request)
    named = {"application": access.account_application(actor, account_id, application_id).name}
    whom = Whom(tuple(uuids(request.POST.getlist("member"))), tuple(uuids(request.POST.getlist("group"))))
    do = request.POST.get("do")

    def act() -> tuple[str, str]:
        where = (application_id, account_id)
        way_back = partial(undoing.address, request)
        if do == "take":
            assignments.unassign(actor, *where, whom=whom)
            return gettext("No longer uses %(application)s by this") % named, undoing.address(
                request, assignments.assign, *where, whom=whom
            )
        if do in {"own", "disown"}:
            assignments.assign(actor, *where, whom=whom, is_owner=do == "own")
            said = (
                gettext("Runs %(application)s from now on")
                if do == "own"
                else gettext("Runs %(application)s no longer")
            )
            return said % named, way_back(assignments.assign, *where, whom=whom, is_owner=do != "own")
        assignments.assign(actor, *where, whom=whom)
        return gettext("%(application)s is there to be used") % named, undoing.address(
            request, assignments.unassign, *where, whom=whom
        )

    return pressed(request, reverse("portal:application", args=[application_id]), act)
