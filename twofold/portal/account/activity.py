"""What happened to oneself: what one did, and what was done about one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from twofold.core.actor import Actor
from twofold.core.queries import Entry, own_entries
from twofold.look import wording
from twofold.portal.asking import whole
from twofold.portal.here import actor_of
from twofold.portal.page import page
from twofold.portal.panels import Line, Panel, declare_panel
from twofold.portal.telling import Told, by_day, names_for, told

AT_HOME = 4


@declare_panel(50)
def at_home(actor: Actor) -> Panel | None:
    """What happened last."""
    if actor.account_id is not None:
        return None
    latest = _told(actor, own_entries(actor, limit=AT_HOME).entries)
    lines = [Line(one.icon, one.text, " · ".join(filter(None, (one.note, wording.ago(one.at))))) for one in latest]
    return Panel(gettext("Activity"), lines, reverse("portal:activity"), gettext("All")) if lines else None


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """A page of it, the newest first."""
    actor = actor_of(request)
    before, after = (whole(request.GET.get(name, "")) for name in ("before", "after"))
    found = own_entries(actor, before=before, after=after)
    shown = page(request, days=list(by_day(_told(actor, found.entries))), found=found)
    return render(request, "portal/account/activity.html", shown)


def _told(actor: Actor, entries: list[Entry]) -> list[Told]:
    return told(entries, reader=actor.person_id, names=names_for(actor, entries))
