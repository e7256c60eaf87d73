"""Refusals as problem details (RFC 9457): what is wrong, in a form that programs can tell apart and people can read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict, Field

from twofold.core.refusals import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Throttled,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/problems/"
STATUSES: dict[type[Refusal], int] = {
    Unauthenticated: 401,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    Throttled: 429,
    Unavailable: 503,
}


class Mistake(BaseModel):
    """One value that will not do: where it stands (a JSON pointer into the body, or the name of a parameter), and why."""

    where: str
    detail: str


class Problem(BaseModel):
    """What went wrong, after RFC 9457. `code` is stable; `about` explains it; `errors` names each value that will not do."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": f"{TYPES}person_not_found",
                    "title": "There is no such person, or not for you to see.",
                    "status": 404,
                    "detail": "There is no such person, or not for you to see.",
                    "code": "person_not_found",
                    "about": {"person_id": "019a8c3e-7f2b-7c1d-9a60-2b5e8f1d4c77"},
                }
            ]
        }
    )

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    code: str
    about: dict[str, Any] | None = None
    errors: list[Mistake] | None = None


class OfThisDoor(Refusal):
    """A refusal that only HTTP knows."""

    status: int = 400


def status_of(refusal: type[Refusal]) -> int:
    """The status by which the API refuses so."""
    if issubclass(refusal, OfThisDoor):
        return refusal.status
    return next(status for kind, status in STATUSES.items() if issubclass(refusal, kind))


def code_of(refusal: type[Refusal]) -> str:
    """The code of a kind of refusal, which no field of it changes."""
    return refusal.__new__(refusal).code


def problem(refusal: Refusal, *, errors: Iterable[Mapping[str, str]] = ()) -> HttpResponse:
    """The answer to a request that is refused."""
    body = as_problem(refusal)
    status, about = body["status"], body.get("about", {})
    if mistakes := list(errors):
        body["errors"] = mistakes
    answer = HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Twofold"'
    if status in {429, 503}:
        answer.headers["Retry-After"] = str(about.get("retry_after", 1))
    return answer


def as_problem(refusal: Refusal) -> dict[str, Any]:
    """A refusal as RFC 9457 has it."""
    status = status_of(type(refusal))
    body: dict[str, Any] = {
        "type": TYPES + refusal.code,
        "title": str(type(refusal).__doc__).strip().splitlines()[0],
        "status": status,
        "detail": refusal.message,
        "code": refusal.code,
    }
    if about := refusal.data:
        body["about"] = msgspec.to_builtins(about)
    return body


def known_problems() -> dict[str, tuple[int, str]]:
    """Every refusal that there is, by its code: its status, and what it means."""
    found = {}
    kinds = {Refusal, OfThisDoor, *STATUSES}
    for refusal in _below(Refusal):
        if refusal not in kinds:
            found[code_of(refusal)] = (status_of(refusal), str(refusal.__doc__).strip().splitlines()[0])
    return dict(sorted(found.items()))


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from _below(refusal)
