"""The few answers that belong to no door: health, and what is shown when something is refused or fails."""

import json

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from twofold.look import wording
from twofold.portal import trouble

NOT_MINE = "Something in Twofold broke. Nothing of what you sent was kept, and nothing is half-done."
TELL = "Try again in a moment; if it fails again, tell whoever runs Twofold. The log has the details."
JSON = "/_allauth/"  # programs speak it there, and say what is wrong as django-allauth does
CODES = {
    400: "not_understood",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "rate_limited",
    500: "failed",
}
_number = lazy(wording.number, str)


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for load balancers and for whoever waits for Twofold to be ready."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: no browser that is well sends that. Or 413: text in a form that is longer than a form takes."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return error_page(
        request,
        400,
        title=_("This cannot be taken as it is"),
        happened=_("What your browser sent is not understood here. Nothing was changed."),
        todo=_("Check the address, or look for what you need from the start page."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not for you."""
    del exception
    return error_page(
        request,
        403,
        title=_("Not yours to open"),
        happened=_("You are signed in, but not with the rights for this page."),
        todo=_("Ask an administrator, or sign in as somebody else."),
    )


def not_of_this_visit(request: HttpRequest, reason: str) -> HttpResponse:
    """403: a form that does not show that it is from a page of ours, as it was opened by this browser."""
    del reason
    return error_page(
        request,
        403,
        title=_("This page is out of date"),
        happened=_(
            "What you sent was not taken. You may have signed in or out since the page was opened, or your browser keeps no "
            "cookies. Nothing was changed."
        ),
        todo=_("Open the page again and send it once more."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for you to see."""
    del exception
    return error_page(
        request,
        404,
        title=_("Nothing here"),
        happened=_("There is no page at this address, or not one that you may see."),
        todo=_("Check the address, or look for what you need from the start page."),
    )


def not_to_open(request: HttpRequest) -> HttpResponse:
    """405: the address of a button, not of a page."""
    return error_page(
        request,
        405,
        title=_("Nothing here to open"),
        happened=_("This is the address of a button on another page, and was opened by itself. Nothing was changed."),
        todo=_("Open that page, and press the button there."),
    )


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413: a file, or what stands in a form, that has more bytes than are taken there."""
    return error_page(
        request,
        413,
        title=_("This is too large"),
        happened=format_lazy(
            _("This is larger than {most} MB, which is the most that is taken here. Nothing of it was kept."),
            most=_number(round(most / 1e6, 1)),
        ),
        todo=_("Choose something smaller, or send it in parts."),
    )


def too_much(request: HttpRequest) -> HttpResponse:
    """429: more tries than one person makes."""
    return error_page(
        request,
        429,
        title=_("Too much at once"),
        happened=_("More tries came from your network than one person makes. Nothing was changed."),
        todo=_("Wait a minute, then try again."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault. Nothing of the request was kept."""
    is_theirs = trouble.is_theirs(request)
    happened = _("Something broke on our side. Nothing of what you sent was kept, and nothing is half-done.")
    todo = _("Try again in a moment. If it fails again, write to us.")
    return error_page(
        request,
        500,
        title=_("This failed"),
        happened=happened if is_theirs else NOT_MINE,
        todo=todo if is_theirs else TELL,
    )


Words = str | Promise


def error_page(request: HttpRequest, status: int, *, title: Words, happened: Words, todo: Words = "") -> HttpResponse:
    """A page that says what happened and what to do, to customers in their language and in the look of the site."""
    if request.path_info.startswith(JSON):
        with trouble.speaking(request, status):
            told = {"code": CODES.get(status, "refused"), "message": str(happened)}
        return JsonResponse({"status": status, "errors": [told]}, status=status)
    if not trouble.is_theirs(request):
        return _shown(request, status, title=str(title), happened=str(happened), todo=str(todo))
    with trouble.speaking(request, status):
        return _shown(request, status, title=str(title), happened=str(happened), todo=str(todo))


def _shown(request: HttpRequest, status: int, *, title: str, happened: str, todo: str) -> HttpResponse:
    """For htmx a toast with that sentence, and the page stays as it was."""
    if request.headers.get("HX-Request"):
        toast = {"toast": {"text": happened, "tone": "bad"}}
        headers = {"HX-Trigger": json.dumps(toast), "HX-Reswap": "none"}
        return HttpResponse(happened, status=status, content_type="text/plain; charset=utf-8", headers=headers)
    if trouble.is_theirs(request):
        return trouble.answer(request, status, title=title, happened=happened, todo=todo)
    context = {"status": status, "title": title, "happened": happened, "todo": todo, "home_url": "/"}
    return render(request, "look/error.html", context, status=status)
