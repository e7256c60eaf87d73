"""What every request passes: one transaction, one actor, doors that are closed until opened, and refusals as answers."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from twofold.access import queries as access
from twofold.access import sessions
from twofold.access.adapters.step_up import asked_to_prove
from twofold.access.errors import ActingIsOver, NotInAccount
from twofold.access.errors.security import StepUpNeeded
from twofold.access.modes import acting_in
from twofold.core import audit
from twofold.core.actor import Actor, AdminModeNeeded
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
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.portal import acting
from twofold.portal.acting import READ
from twofold.portal.here import came_from
from twofold.portal.trouble import is_for_customers
from twofold.run.views import error_page, not_to_open

Next = Callable[[HttpRequest], HttpResponse]
PORTAL = "/my"
LOGOS = "/logos/"
ANYWHERE = frozenset({"portal:home", "portal:context", "portal:acting_end"})  # as whoever one is now

STATUSES: dict[type[Refusal], int] = {
    Unauthenticated: 401,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    Throttled: 429,
    Unavailable: 503,
}
REFUSED = {
    401: gettext_lazy("It is not known who you are"),
    404: gettext_lazy("Nothing here"),
    403: gettext_lazy("Not yours to do"),
    409: gettext_lazy("This does not fit any more"),
    422: gettext_lazy("This cannot be taken as it is"),
    429: gettext_lazy("Too much at once"),
    503: gettext_lazy("Not available now"),
}
NUL = gettext_lazy("What was sent contains a NUL character, which no text has.")
POLICY = (
    "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class ForStaffOnly(NotFound):
    """There is nothing at this address."""


class SafetyHeaders:
    """Content-Security-Policy and its relatives on every answer of a page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only our own scripts, nobody may frame us, nothing is guessed."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class KnowNobody:
    """Logos are the same for everybody: nothing of a visitor is looked at, and nothing is left with them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Without cookies in and out, so that caches on the way may keep the answer."""
        if not request.path_info.startswith(LOGOS):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        response.headers.pop("Vary", None)
        return response


class OneTransaction:
    """The whole request in one transaction, as Twofold itself until it is known who asks.

    What one browser sends at once is done one after the other: a session that counts tries, or waits for an answer that is right
    once, would otherwise be read by many before the first of them writes it back.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sessions, sign-in and the view's own work are kept or lost together."""
        with unit_of_work(Actor.system("door")):
            if request.method not in READ:
                sessions.hold(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


class SayWhy:
    """What Django answers with nothing has a page, too: the address of a button that was opened as if it were one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """It says which ways of asking there are, as it did."""
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = not_to_open(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class NoteSessions:
    """Note which sessions are in use, and from where, for their people's list of devices; and who is here in an account."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Once a minute for each session. Whoever acts in another's stead is not here for them."""
        if request.user.is_authenticated and request.session.session_key:
            is_there = request.path_info.startswith(PORTAL) and not acting_in(request.session)
            chosen = request.session.get(access.CONTEXT) if is_there else None
            sessions.note_seen(
                request.session.session_key,
                request.user.pk,
                address=get_adapter(request).get_client_ip(request),
                browser=request.headers.get("User-Agent", ""),
                account_id=UUID(chosen) if chosen else None,
            )
        return self.get_response(request)


class ActAsWhoSignedIn:
    """Give the view the actor's role in the database; let nobody through a door that was not opened for them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """An answer that failed or refused leaves nothing behind but, in the ledger, that it was refused."""
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        request.actor = _actor(request)  # type: ignore[attr-defined]
        with unit_of_work(request.actor):  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        _note_refusal(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Closed by default: what is neither marked as open nor in the portal is for staff."""
        del args, kwargs
        if _has_nul(request):
            return error_page(request, 400, title=REFUSED[422], happened=NUL)
        actor: Actor | None = getattr(request, "actor", None)
        if actor is not None and (answer := self._as_somebody_else(request, view)):
            return answer
        if not getattr(view, "login_required", True):
            return None
        if actor is None:
            is_fragment = "HX-Request" in request.headers  # a sign-in page must not land in the middle of another
            return HttpResponse(status=401) if is_fragment else redirect_to_login(came_from(request) or "/")
        if actor.is_customer and not is_for_customers(request.resolver_match):
            if request.path == "/":
                return redirect("portal:home")
            request.refusal = ForStaffOnly()  # type: ignore[attr-defined]
            raise Http404
        return None

    def _as_somebody_else(self, request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse | None:
        """Where somebody is not, or may not be, who they were when they asked, what they asked for is not done."""
        if getattr(request, "has_lost_place", False) and _view_of(request) not in ANYWHERE:
            return _told_of_loss(request)
        try:
            acting.require_allowed(request, view)
        except Refusal as refusal:
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal is an answer: its status and its sentence."""
        if not isinstance(error, Refusal):
            return None
        if isinstance(error, ActingIsOver):
            return redirect(acting.ended(request))
        if isinstance(error, AdminModeNeeded) and request.method == "GET":
            return redirect(f"{reverse('console:admin_mode')}?{urlencode({'next': request.get_full_path()})}")
        if isinstance(error, StepUpNeeded):
            transaction.set_rollback(True)
            return asked_to_prove(request)
        request.refusal = error  # type: ignore[attr-defined]
        status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
        return error_page(request, status, title=REFUSED[status], happened=gettext_lazy(error.message))


def _told_of_loss(request: HttpRequest) -> HttpResponse:
    """Home, also from a part of a page, which must not show what it showed before."""
    home = reverse("portal:home")
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": home})
    return redirect(home)


def _note_refusal(request: HttpRequest) -> None:
    """Tell the ledger what was not allowed, and of customers also that they asked for what is not theirs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    refusal: Refusal | None = getattr(request, "refusal", None)
    match = request.resolver_match
    if isinstance(refusal, Forbidden) or (actor.is_customer and isinstance(refusal, NotFound)):
        audit.note_refusal(
            actor,
            code=refusal.code,
            what=f"{request.method} {_told_of(request)}",
            place=f"{request.method} {match.route if match else ''}",
            permission=str(refusal.data.get("permission", "")),
            address=get_adapter(request).get_client_ip(request),
            account_id=actor.account_id,
        )


def _told_of(request: HttpRequest) -> str:
    """The address, for the ledger; of one that has text in it only the form, for that may be what lets somebody in."""
    match = request.resolver_match
    has_text = match and any(isinstance(value, str) for value in (*match.args, *match.kwargs.values()))
    return f"/{match.route}" if match and has_text else request.path


def _has_nul(request: HttpRequest) -> bool:
    """Whether a value of the address or of a form has the one character that Postgres keeps in no text."""
    forms = (request.GET, request.POST)
    sent = (one for form in forms for name, values in form.lists() for one in (name, *values))
    return "\0" in request.path or any("\0" in one for one in sent)


def _actor(request: HttpRequest) -> Actor:
    """Who signed in: in the portal as a customer, in the account that they chose there, elsewhere as what they are.

    Whoever has lost their place in the account is by themselves again. What they asked for is not done, for they asked for it as
    somebody else; they are led home, which says so.
    """
    person: UUID = request.user.pk  # type: ignore[assignment]  # whoever has signed in has one
    as_customer = request.path_info.startswith(PORTAL)
    try:
        return access.actor_in_session(request.session, person, as_customer=as_customer)
    except NotInAccount:
        account = UUID(request.session.pop(access.CONTEXT))
        request.has_lost_place = True  # type: ignore[attr-defined]
        request.session[access.LOST] = directory.names_of_accounts(Actor.system("door"), [account]).get(account, "")
        return access.actor_in_session(request.session, person, as_customer=as_customer)


def _view_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
