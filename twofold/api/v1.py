"""The first version of the REST API: which routers it has, how bodies are read, and what becomes of refusals."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.types import DictStrAny

from twofold.api import (  # noqa: F401 - declare themselves
    accounts,
    batches,
    consents,
    exports,
    fields,
    identifiers,
    imports,
    key,
    lists,
    memberships,
    merges,
    notes,
    operations,
    people,
    tags,
    views,
)
from twofold.api.refusals import NotJson, NotText, NotValid, mistakes_of
from twofold.api.routes import router


class Json(Parser):
    """Reads bodies; what is no JSON, or holds what no text has, is refused."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body, whatever it is."""
        try:
            parsed: Any = msgspec.json.decode(request.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotJson from error
        if b"\\u0000" in request.body and _has_nul(parsed):
            raise NotText
        return parsed  # type: ignore[no-any-return]  # a model decides what it must be


def _has_nul(value: Any) -> bool:
    match value:
        case str():
            return "\0" in value
        case list():
            return any(map(_has_nul, value))
        case dict():
            return any(_has_nul(one) for pair in value.items() for one in pair)
    return False


api = NinjaAPI(
    title="Twofold",
    version="1",
    openapi_url=None,
    docs_url=None,
    parser=Json(),
)
api.add_router("", router)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What a model refused, value by value."""
    raise NotValid(mistakes_of(error.errors)) from error


@api.exception_handler(HttpError)
def not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The library met something that it could not read; the reason is the refusal of the parser below it."""
    raise error.__cause__ if isinstance(error.__cause__, NotText) else NotJson


@api.exception_handler(Exception)
def anything_else(request: HttpRequest, error: Exception) -> HttpResponse:
    """Refusals and accidents go up to where the transaction was opened, which they end."""
    raise error
