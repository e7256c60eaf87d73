"""Teams of staff: who looks after what together, and in which countries."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import queries
from twofold.access.permissions import Permission
from twofold.access.queries import TeamRow
from twofold.access.verbs import teams as verbs
from twofold.console import places
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.page import ConsoleRequest, page
from twofold.console.staff import tabs
from twofold.core.refusals import Refusal

THERE = {"people_there": "people", "accounts_there": "accounts"}


def teams(request: ConsoleRequest) -> HttpResponse:
    """All of them."""
    names = dict(places.countries())
    found = queries.teams(request.actor)
    context = {
        "tabs": tabs("console:staff_teams"),
        "teams": [(one, [names.get(code, code) for code in one.countries]) for one in found],
        "may_manage": request.actor.might(Permission.MANAGE_TEAMS),
    }
    return page(request, "access/teams.html", context)


def create(request: ConsoleRequest) -> HttpResponse:
    """Make one."""
    request.actor.require(Permission.MANAGE_TEAMS)
    if request.method != "POST":
        return _ask(request, None)
    try:
        made = verbs.make(request.actor, **_told(request))
    except Refusal as refusal:
        return _ask(request, None, refusal)
    return moved(request, reverse("console:staff_teams"), f"{made.name} is there.")


def edit(request: ConsoleRequest, team_id: UUID) -> HttpResponse:
    """Change one: what its people see may be something else from their next page on."""
    team = queries.team(request.actor, team_id)
    if request.method != "POST":
        return _ask(request, team)
    try:
        verbs.change(request.actor, team_id, **_told(request))
    except Refusal as refusal:
        return _ask(request, team, refusal)
    return moved(request, reverse("console:staff_teams"), f"{team.name} is changed.")


@require_POST
def remove(request: ConsoleRequest, team_id: UUID) -> HttpResponse:
    """Do away with one."""
    team = queries.team(request.actor, team_id)
    verbs.remove(request.actor, team_id)
    return moved(request, reverse("console:staff_teams"), f"{team.name} is removed.")


def _told(request: ConsoleRequest) -> dict[str, Any]:
    return {
        "name": request.POST.get("name", ""),
        "countries": request.POST.getlist("country"),
        "members": [one for text in request.POST.getlist("member") if (one := an_id(text))],
        "leads": [one for text in request.POST.getlist("lead") if (one := an_id(text))],
    }


def _there(team: TeamRow | None) -> dict[str, str]:
    """Where to see what is in its territory as it is kept."""
    if team is None or not team.countries:
        return {}
    asked = urlencode([("country", code) for code in team.countries])
    return {name: f"{reverse(f'console:{list_}')}?{asked}" for name, list_ in THERE.items()}


def _ask(request: ConsoleRequest, team: TeamRow | None, refusal: Refusal | None = None) -> HttpResponse:
    told = _told(request) if request.method == "POST" else None
    members = set(told["members"]) if told else set(team.members) if team else set()
    leads = set(told["leads"]) if told else set(team.leads) if team else set()
    countries = set(told["countries"]) if told else set(team.countries) if team else set()
    about = str(refusal.data.get("field", "")) if refusal else ""
    context = {
        "team": team,
        "name": told["name"] if told else team.name if team else "",
        "people": [
            (one, one.id in members, one.id in leads)
            for one in queries.colleagues(request.actor)
            if not one.is_dismissed
        ],
        "countries": sorted(
            ((code, name, code in countries) for code, name in places.countries()), key=lambda one: not one[2]
        ),
        **_there(team),
        "errors": {about: refusal.message} if refusal and about else {},
        "refusal": refusal.message if refusal and not about else "",
        "may_manage": request.actor.may(Permission.MANAGE_TEAMS),
    }
    return page(request, "access/team.html", context, status=422 if refusal else 200)
