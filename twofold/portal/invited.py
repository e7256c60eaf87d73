"""The page behind the link of an invitation: what it is about, and the button that redeems it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from twofold.access import queries as access


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to. Following the link changes nothing, whoever follows it."""
    shown = access.invitation_shown(token)
    return render(request, "portal/invited/invitation.html", {"shown": shown})
