"""Requests: who asks to join the account one acts in; and what one has asked for oneself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.errors import RequestNotPossible
from twofold.access.verbs import requests as verbs
from twofold.core.refusals import Refusal
from twofold.portal import wording
from twofold.portal.here import actor_of, site_of
from twofold.portal.joining import account_of, tabs, tried
from twofold.portal.page import page


def requests(request: HttpRequest) -> HttpResponse:
    """Who waits, and what was decided lately."""
    actor = actor_of(request)
    told = page(
        request,
        tabs=tabs(request),
        waiting=access.requests(actor),
        decided=access.requests(actor, state="decided")[:20],
        offer=access.offerable(actor, account_of(request)),
    )
    return render(request, "portal/joining/requests.html", told)


@require_POST
def approve(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Let them in, as a member with the role that was chosen."""

    def act() -> str:
        verbs.approve(actor_of(request), request_id, roles=_roles(request))
        return gettext("Approved. They have been told.")

    return tried("portal:requests", request, act)


@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Do not let them in, and say why."""

    def act() -> str:
        verbs.decline(actor_of(request), request_id, reason=request.POST.get("reason", ""))
        return gettext("Declined. They have been told.")

    return tried("portal:requests", request, act)


def mine(request: HttpRequest) -> HttpResponse:
    """What one has asked for and where it stands; and the form to ask."""
    return _mine(request)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to join an account."""
    chosen, sent = request.POST.get("account", ""), request.POST
    try:
        account_id = _id(chosen)
        verbs.ask(
            actor_of(request),
            account_id=account_id,
            company="" if account_id else sent.get("company", ""),
            message=sent.get("message", ""),
            site_id=site_of(request).id,
            language=get_language() or "en",
        )
    except Refusal as refusal:
        return _mine(request, refusal)
    return tried("portal:my_requests", request, lambda: gettext("Asked. You will get an e-mail when it is decided."))


@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """No longer ask for it."""

    def act() -> str:
        verbs.withdraw(actor_of(request), request_id)
        return gettext("Withdrawn.")

    return tried("portal:my_requests", request, act)


def _mine(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    actor = actor_of(request)
    told = page(
        request,
        requests=access.my_requests(actor),
        joinable=access.joinable(actor).items(),
        sent=request.POST,
        refusal=wording.refused(refusal) if refusal else "",
    )
    return render(request, "portal/joining/my_requests.html", told, status=422 if refusal else 200)


def _roles(request: HttpRequest) -> frozenset[UUID]:
    found = _id(request.POST.get("role", ""))
    return frozenset({found} if found else ())


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise RequestNotPossible("role", gettext("There is no such thing here.")) from error
