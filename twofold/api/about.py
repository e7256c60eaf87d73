"""What the API says of itself, to everybody: its OpenAPI document, and what each type of problem means."""

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse

from twofold.api.openapi import document
from twofold.api.problems import TYPES, known_problems
from twofold.api.refusals import NothingHere


def openapi_document(request: HttpRequest) -> HttpResponse:
    """The whole API in OpenAPI 3.1. It is the same for every installation and holds no secret."""
    return HttpResponse(_rendered(), content_type="application/json")


def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """What the `type` of a problem leads to."""
    found = known_problems().get(code)
    if found is None:
        raise NothingHere
    status, title = found
    told = {"type": TYPES + code, "code": code, "status": status, "title": title}
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


@cache
def _rendered() -> bytes:
    return msgspec.json.encode(document())
