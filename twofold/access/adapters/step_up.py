"""Step-up: before what is sensitive, people prove again who they are, unless they have done so within ten minutes.

A view that needs it says `@needs_step_up`; what is reached otherwise calls `require`. Whoever has to prove it first is led to
a page for that and then on: to the page they wanted or, where they had sent a form of the portal, as if they sent it then.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from twofold.access import modes
from twofold.access.errors import ActingStill
from twofold.access.errors.security import NotInTheirStead, StepUpNeeded
from twofold.access.sealing import SealBroken, seal, unseal
from twofold.core import clock

LASTS = timedelta(minutes=10)
SUSPENDED = "step_up"  # where a session keeps, sealed, the form that waits
LONGEST_FORM = 20_000
PORTAL = "/my/"
PURPOSE = "suspended form"

View = Callable[..., Any]


class _Suspended(msgspec.Struct):
    path: str
    form: str


def needs_step_up(view: View) -> View:
    """Let only those open it who have proven within ten minutes who they are; nobody who acts in another's stead."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(request)
        return view(request, *args, **kwargs)

    return guarded


def in_person(view: View) -> View:
    """Let nobody open it who acts in another's stead."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _require_in_person(request)
        return view(request, *args, **kwargs)

    return guarded


def require(request: HttpRequest) -> None:
    """Refuse with `StepUpNeeded` unless proven lately, and with `NotInTheirStead` whoever impersonates.

    The page that asks for a proof is the customer's for as long as somebody acts as one: staff end that first.
    """
    _require_in_person(request)
    if not is_proven(request):
        raise ActingStill if modes.acting_in(request.session) else StepUpNeeded


def _require_in_person(request: HttpRequest) -> None:
    if getattr(getattr(request, "actor", None), "impersonator_id", None):
        raise NotInTheirStead


def is_proven(request: HttpRequest) -> bool:
    """Whether the person of this session has proven within ten minutes who they are, by signing in or again since."""
    at = proven_at(request)
    return at is not None and clock.now() - at < LASTS


def proven_at(request: HttpRequest) -> datetime | None:
    """When they last did."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    latest = max((float(one["at"]) for one in records), default=None)
    return None if latest is None else datetime.fromtimestamp(latest, tz=UTC)


def note_proven(request: HttpRequest, method: str, **how: Any) -> None:
    """Note in the session that its person has just proven who they are. django-allauth reads it, too."""
    record_authentication(request, request.user, method, reauthenticated=True, **how)  # type: ignore[arg-type]


def asked_to_prove(request: HttpRequest) -> HttpResponse:
    """Lead to the page where one proves it. What was sent is kept, sealed, to be sent on afterwards."""
    is_fragment = "HX-Request" in request.headers
    wanted = _address_of(request) if is_fragment or request.method == "GET" else request.get_full_path()
    request.session.pop(SUSPENDED, None)
    if request.method == "POST" and not is_fragment and not request.FILES:
        form = request.POST.urlencode()
        if len(form) <= LONGEST_FORM and wanted.startswith(PORTAL):
            kept = msgspec.json.encode(_Suspended(wanted, form)).decode()
            request.session[SUSPENDED] = seal(kept, purpose=PURPOSE)
        else:
            wanted = _page_of(request)
    there = f"{reverse('portal:step_up')}?{urlencode({'next': wanted})}"
    return HttpResponse(headers={"HX-Redirect": there}) if is_fragment else HttpResponseRedirect(there)


def suspended_form(request: HttpRequest, path: str) -> QueryDict | None:
    """The form that waits for its person at this path, once; None if there is none or it waited for too long."""
    sealed = request.session.pop(SUSPENDED, None)
    if not sealed:
        return None
    try:
        kept = msgspec.json.decode(unseal(sealed, purpose=PURPOSE, within=LASTS), type=_Suspended)
    except SealBroken:
        return None
    return QueryDict(kept.form) if kept.path == path else None


def _address_of(request: HttpRequest) -> str:
    """The page itself; for a part of one that htmx asks for, the page it is a part of."""
    return _path_of(request.headers.get("HX-Current-URL", "")) or request.get_full_path()


def _page_of(request: HttpRequest) -> str:
    """The page whose form was sent, where it cannot be sent on by itself."""
    return _path_of(request.headers.get("Referer", "")) or reverse("portal:home")


def _path_of(address: str) -> str:
    """Only the path of an address: one is never led to another site."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/\\")
    return (f"{path}?{parts.query}" if parts.query else path) if address else ""
