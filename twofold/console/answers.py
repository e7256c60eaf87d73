"""What a page answers to a change: a notice with a way back, the parts that are different now, or, without scripts, the page again."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from twofold.console.page import ConsoleRequest, is_fragment


def told(response: HttpResponse, text: str, *, undo: str = "", tone: str = "good", **events: Any) -> HttpResponse:
    """Let htmx show a notice; further events are dispatched on the page with it."""
    toast = {"text": text, "tone": tone} | ({"undo": undo} if undo else {})
    response.headers["HX-Trigger"] = json.dumps({"toast": toast, **events})
    return response


def followed(response: HttpResponse, operation_id: UUID) -> HttpResponse:
    """Let the page show how far an operation is, until it is over."""
    url = reverse("console:list_operation", args=[operation_id])
    response.headers["HX-Trigger"] = json.dumps({"closedialog": {}, "follow": {"url": url}})
    return response


def moved(request: ConsoleRequest, url: str, text: str = "", *, undo: str = "") -> HttpResponse:
    """Go to another page, which shows the notice, with its way back."""
    if text:
        messages.success(request, text, extra_tags=undo)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
