"""Acting as a customer, in the portal: what is shown, the little that may be done, and how it ends.

Closed by default. Whoever acts as somebody else opens pages, and of all forms only those below; nothing that django-allauth
hosts, nothing about the customer's security, and no page that asks to prove who one is (`needs_step_up`, `in_person`).
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import modes
from twofold.access import queries as access
from twofold.access.errors import ActingIsOver, NotWhileActing
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

LEAVING = frozenset({"portal:acting_end", "account_logout"})
DONE = frozenset({"portal:context"})
READ = frozenset({"GET", "HEAD", "OPTIONS"})
HIDDEN = ("/my/security", "/my/account/addresses", "/my/account/phones", "/my/account/data", "/my/account/delete")


def require_allowed(request: HttpRequest, view: Callable[..., object]) -> None:
    """Refuses with `NotWhileActing` what nobody does in a customer's stead, and with `ActingIsOver` all of it after the end."""
    acting = modes.acting_in(request.session)
    name = request.resolver_match.view_name if request.resolver_match else ""
    if acting is None or name in LEAVING:
        return
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by run.middleware
    is_hosted = getattr(view, "is_hosted", False)
    if not (is_hosted or actor.impersonator_id):
        return  # the console, where one is oneself
    if actor.impersonated_until and actor.impersonated_until <= unit.now():
        raise ActingIsOver
    is_read = request.method in READ and not request.path.startswith(HIDDEN)
    if is_hosted or not (is_read or name in DONE):
        raise NotWhileActing


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """No longer act as the customer, and go back to the console, to where one came from."""
    return redirect(ended(request))


def ended(request: HttpRequest) -> str:
    """End it, in this session, and say where in the console one goes on. No form is taken that was opened as the customer."""
    rotate_token(request)
    with unit_of_work(Actor.system("access")):
        acting = access.end_acting(request.session, request.user.pk)  # type: ignore[arg-type]  # signed in
    back = acting.back if acting else ""
    is_ours = back.startswith("/") and not urlsplit(back).netloc
    return back if is_ours and not back.startswith("//") else reverse("console:home")
