"""The page where one proves again who one is, before something sensitive."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from twofold.access.adapters import proving, step_up, step_up_code
from twofold.access.adapters.proving import Way
from twofold.core.unit import unit_of_work
from twofold.portal.here import actor_of, site_of

SENDS = "send"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks for: by one of the ways, the others one press away."""

    way: Way | None
    others: tuple[Way, ...]
    next: str
    address: str = ""
    is_sent: bool = False
    options: str = ""
    error: str = ""


def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a proof; once given, go on to where one was going."""
    if request.method == "POST" and request.POST.get("does") == SENDS:
        return _send(request)
    if request.method == "POST":
        way = _way(request)
        if way is not None and proving.prove(request, way, request.POST.get("secret", "")):
            return _go_on(request)
        return _page(request, error=_("This is not right, or there were too many tries. Wait a while, then try again."))
    if step_up.is_proven(request):
        return _go_on(request)
    return _page(request)


def _send(request: HttpRequest) -> HttpResponse:
    """Send the code that proves it."""
    if Way.MAIL not in proving.ways_of(request) or not proving.may_send(request):
        return _page(request, error=_("No more codes can be sent now. Wait a while, then try again."))
    step_up_code.send(request, site_of(request))
    return _page(request)


def _go_on(request: HttpRequest) -> HttpResponse:
    """To the page that was wanted, or with the form that was sent to it, as whom it was sent."""
    wanted = _next(request)
    form = step_up.suspended_form(request, wanted)
    if form is None:
        return HttpResponseRedirect(wanted)
    request.path = request.path_info = wanted.partition("?")[0]
    request.POST = form  # type: ignore[assignment]
    request.method = "POST"
    request.resolver_match = found = resolve(request.path_info)
    with unit_of_work(actor_of(request)):
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return answer


def _page(request: HttpRequest, *, error: str = "") -> HttpResponse:
    """A wrong answer is no refusal of the door's (422): what it counts has to be kept."""
    ways = proving.ways_of(request)
    way = _way(request)
    asked = Asked(
        way,
        tuple(one for one in ways if one != way),
        _next(request),
        step_up_code.address_of(request) if way == Way.MAIL else "",
        step_up_code.is_sent(request),
        proving.passkey_asked_for(request) if way == Way.PASSKEY else "",
        error,
    )
    return render(request, "portal/security/confirm.html", {"asked": asked})


def _way(request: HttpRequest) -> Way | None:
    """The way that was chosen, or the best one."""
    ways = proving.ways_of(request)
    chosen = request.POST.get("way") or request.GET.get("way")
    return next((one for one in ways if one == chosen), ways[0] if ways else None)


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, never another site's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours else reverse("portal:home")
