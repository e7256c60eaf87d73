"""The few answers that belong to no door: health, and what is shown when something is refused or fails."""

import json

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for load balancers and for whoever waits for Twofold to be ready."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not for you."""
    del exception
    return error_page(
        request,
        403,
        title=gettext("Not yours to open"),
        happened=gettext("You are signed in, but not with the rights for this page."),
        todo=gettext("Ask an administrator, or sign in as somebody else."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for you to see."""
    del exception
    return error_page(
        request,
        404,
        title=gettext("Nothing here"),
        happened=gettext("There is no page at this address, or not one that you may see."),
        todo=gettext("Check the address, or look for what you need from the start page."),
    )


def too_much(request: HttpRequest) -> HttpResponse:
    """429: more tries than one person makes."""
    return error_page(
        request,
        429,
        title=gettext("Too much at once"),
        happened=gettext("More tries came from your network than one person makes. Nothing was changed."),
        todo=gettext("Wait a minute, then try again."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault. Nothing of the request was kept."""
    return error_page(
        request,
        500,
        title=gettext("This failed"),
        happened=gettext("Something in Twofold broke. Nothing of what you sent was kept, and nothing is half-done."),
        todo=gettext("Try again in a moment; if it fails again, tell whoever runs Twofold. The log has the details."),
    )


def error_page(request: HttpRequest, status: int, *, title: str, happened: str, todo: str = "") -> HttpResponse:
    """A page that says what happened and what to do; for htmx a toast with that sentence, and the page stays as it was."""
    if request.headers.get("HX-Request"):
        toast = {"toast": {"text": happened, "tone": "bad"}}
        headers = {"HX-Trigger": json.dumps(toast), "HX-Reswap": "none"}
        return HttpResponse(happened, status=status, content_type="text/plain; charset=utf-8", headers=headers)
    context = {"status": status, "title": title, "happened": happened, "todo": todo, "home_url": "/"}
    return render(request, "look/error.html", context, status=status)
