"""Answers: models rendered as they are, with entity tags by which one may ask again, or insist on what one has read."""

import re
from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpResponse
from pydantic import BaseModel

from twofold.api.refusals import ChangedMeanwhile, PreconditionNotUnderstood
from twofold.api.requests import ApiRequest

JSON = "application/json"
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def told(request: ApiRequest, out: BaseModel, *, status: int = 200, location: str = "") -> HttpResponse:
    """The model as JSON with its entity tag; 304 and nothing more to who has it already."""
    body = out.__pydantic_serializer__.to_json(out)
    tag = tag_of(body)
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked and status == 200 and request.method == "GET" and _names(asked, tag, weakly=True):
        answer = HttpResponse(status=304)
        del answer.headers["Content-Type"]
    else:
        answer = HttpResponse(body, status=status, content_type=JSON)
    answer.headers["ETag"] = tag
    if location:
        answer.headers["Location"] = location
    return answer


def nothing() -> HttpResponse:
    """204: it is done, and there is no more to say."""
    answer = HttpResponse(status=204)
    del answer.headers["Content-Type"]
    return answer


def tag_of(body: bytes) -> str:
    """A strong entity tag: other bytes, another tag."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def insist(request: ApiRequest, hold: Callable[[], object], read: Callable[[], BaseModel]) -> None:
    """With `If-Match`: hold the record and refuse unless it is still what the sender has read. The lock lasts to the end."""
    asked = request.META.get("HTTP_IF_MATCH")
    if not asked:
        return
    hold()
    out = read()
    if not _names(asked, tag_of(out.__pydantic_serializer__.to_json(out)), weakly=False):
        raise ChangedMeanwhile


def _names(header: str, tag: str, *, weakly: bool) -> bool:
    """Whether one of the tags in the header is this one. Weak ones are none when it matters."""
    if header.strip() == "*":
        return True
    tags = _TAG.findall(header)
    if not tags or _TAG.sub("", header).strip(", \t"):
        raise PreconditionNotUnderstood
    return tag in ([one.removeprefix("W/") for one in tags] if weakly else tags)
