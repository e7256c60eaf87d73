"""Answering one request: whose key, one transaction, once for each `Idempotency-Key`, and every refusal as a problem.

This is the synchronous half of `api.machines`. There are no sessions, no cookies and no pages here, so nothing of Django's
middleware is needed either.
"""

import hashlib
import re
from collections.abc import Callable

import structlog
from django.db import Error, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.urls import Resolver404, ResolverMatch
from psycopg.errors import DeadlockDetected, SerializationFailure

from twofold.access import answers as kept
from twofold.access import bearers, leases
from twofold.access.errors import KeyExpired, KeyOrphaned, KeyRevoked
from twofold.access.tokens import PREFIX
from twofold.api import refusals
from twofold.api.problems import problem
from twofold.api.requests import ApiRequest
from twofold.api.urls import OPEN, resolver
from twofold.core import audit
from twofold.core.actor import Actor
from twofold.core.permissions import Permission
from twofold.core.refusals import Forbidden, Refusal
from twofold.core.unit import unit_of_work

log = structlog.get_logger()

TRIES = 3
FILES = "/api/v1/files"
READ = 1_000_000
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
DOOR = Actor.system("api")
_NAME = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')


def answer(request: ApiRequest) -> HttpResponse:
    """Answer, whatever happens. What is refused or fails leaves nothing behind but, in the ledger, that it was refused."""
    try:
        return _answer_or_refuse(request)
    except (OperationalError, InterfaceError):
        log.exception("api.database_away", path=request.path)
        connection.close()
        return problem(refusals.TooBusy())
    except Exception:
        log.exception("api.failed", path=request.path)
        return problem(refusals.Failed())


def _answer_or_refuse(request: ApiRequest) -> HttpResponse:
    try:
        return _answer(request)
    except Refusal as refusal:
        _note(
            refusal,
            getattr(request, "actor", DOOR),
            request.method,
            request.path,
            route=getattr(request, "route", ""),
            address=request.META.get("REMOTE_ADDR", ""),
        )
        return _refused(refusal)


def _note(refusal: Refusal, actor: Actor, method: str | None, path: str, *, route: str, address: str = "") -> None:
    """Tell the ledger of what was not allowed, and of keys that let nobody in any more."""
    if isinstance(refusal, Forbidden | KeyExpired | KeyOrphaned | KeyRevoked):
        with unit_of_work(DOOR):
            audit.note_refusal(
                actor,
                code=refusal.code,
                what=f"{method} {path}",
                place=f"{method} {route}",
                permission=str(refusal.data.get("permission", "")),
                address=address,
            )


def _answer(request: ApiRequest) -> HttpResponse:
    if PREFIX in request.META["QUERY_STRING"]:
        raise refusals.KeyInAddress
    match = _match(request)
    request.route = match.route
    if request.method == "OPTIONS":
        return _options(request, match)
    if match.url_name in OPEN:
        return _seen(request, match)
    digest = bearers.digest_of(request.META.get("HTTP_AUTHORIZATION", ""))
    leases.admit(digest)
    for _ in range(TRIES - 1):
        try:
            return _in_a_unit(request, match, digest)
        except (OperationalError, InterfaceError) as error:
            _require_another_try(error)
        except IntegrityError:
            continue  # two at once made the same: now it is there
    try:
        return _in_a_unit(request, match, digest)
    except IntegrityError as error:
        raise refusals.MetAnother from error


def _in_a_unit(request: ApiRequest, match: ResolverMatch, digest: bytes) -> HttpResponse:
    def who() -> object:
        request.key_id, request.actor = bearers.bearer(digest)
        return request.actor

    with unit_of_work(who):  # type: ignore[arg-type]
        _require_sound(request)
        response = _once(request, lambda: _seen(request, match))
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response


def _once(request: ApiRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it, unless the same request was answered before."""
    header = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if header is None or request.method not in CHANGING:
        return do()
    named = _NAME.fullmatch(header)
    if named is None:
        raise refusals.IdempotencyKeyNotUsable
    place = kept.place(request.key_id, named[1], _fingerprint(request))
    if place.given is not None:
        given = place.given
        again = HttpResponse(given.body, status=given.status, headers=given.headers)
        again.headers["Idempotency-Replayed"] = "true"
        return again
    response = do()
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    kept.keep(place, kept.Given(response.status_code, response.content, headers))
    return response


def _seen(request: ApiRequest, match: ResolverMatch) -> HttpResponse:
    """The view's answer; a method that there is not is a problem like others."""
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if response.status_code == 405:
        raise refusals.MethodNotAllowed(_allowed(response.headers["Allow"]))
    return response


def _options(request: ApiRequest, match: ResolverMatch) -> HttpResponse:
    response = match.func(request, *match.args, **match.kwargs)
    answer = HttpResponse(status=204, headers={"Allow": _allowed(response.headers.get("Allow", "GET"))})
    del answer.headers["Content-Type"]
    return answer


def _allowed(methods: str) -> str:
    """What Django says is allowed, with what is done here for all: HEAD wherever there is GET, and OPTIONS."""
    named = {method.strip() for method in methods.split(",")}
    return ", ".join(sorted(named | {"OPTIONS"} | ({"HEAD"} if "GET" in named else set())))


def _match(request: ApiRequest) -> ResolverMatch:
    try:
        return resolver.resolve(request.path_info)
    except Resolver404 as error:
        raise refusals.NothingHere from error


def _require_sound(request: ApiRequest) -> None:
    """No NUL in the address, which Postgres takes in no text."""
    if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
        raise refusals.NotText


def _fingerprint(request: ApiRequest) -> bytes:
    said = f"{request.method} {request.get_full_path()} {request.content_type}\n".encode()
    digest = hashlib.sha256(said)
    if takes_files(request.method, request.path):
        while piece := request.upload.read(READ):
            digest.update(piece)
        request.upload.seek(0)
    else:
        digest.update(request.body)
    return digest.digest()


def takes_files(method: str | None, path: str) -> bool:
    """Whether the body is a file."""
    return method == "POST" and path == FILES


def may_send_files(authorization: str) -> HttpResponse | None:
    """Asked before a large body is taken in: None, or why not."""
    actor = DOOR
    try:
        digest = bearers.digest_of(authorization)
        leases.admit(digest)
        with unit_of_work(lambda: bearers.bearer(digest)[1]) as opened:
            actor = opened.actor
            actor.require(Permission.USE_FILES)
    except Refusal as refusal:
        _note(refusal, actor, "POST", FILES, route=FILES)
        return problem(refusal)
    return None


def _refused(refusal: Refusal) -> HttpResponse:
    errors = refusal.errors if isinstance(refusal, refusals.NotValid) else ()
    response = problem(refusal, errors=errors)
    if isinstance(refusal, refusals.MethodNotAllowed):
        response.headers["Allow"] = refusal.allowed
    return response


def _require_another_try(error: Error) -> None:
    """Whether it may go well now: after a deadlock, or with a new connection where the old one was gone."""
    raw = connection.connection
    if isinstance(error.__cause__, DeadlockDetected | SerializationFailure):
        return
    if raw is not None and (raw.closed or raw.broken):
        connection.close()
        return
    raise error
