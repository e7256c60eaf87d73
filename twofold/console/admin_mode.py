"""Admin mode: entering it with a reason and a proof of who one is, and ending it."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.access import modes, queries
from twofold.access.adapters.step_up import in_person, is_proven, require
from twofold.access.verbs import admin_mode as verbs
from twofold.console.answers import moved
from twofold.console.asking import whole
from twofold.console.forms import Back, Form, ask
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, is_fragment, waiting_place
from twofold.core import registers
from twofold.core.permissions import Permission
from twofold.core.refusals import Refusal


@in_person
def admin_mode(request: ConsoleRequest) -> HttpResponse:
    """Say what waits for it and ask what for, then go on to where one was kept back. Whoever has to prove who they are does so first."""
    if request.method == "POST" or modes.acting_in(request.session):
        require(request)
    wanted = _ours(request.POST.get("next") or request.GET.get("next", ""))
    form = _form(request, wanted)
    if request.method != "POST":
        return ask(request, form)
    try:
        reason = modes.checked_reason(request.POST.get("reason", ""))  # what is refused ends nothing in the session
        queries.end_admin_mode(request.session, request.actor)
        mode = verbs.enter(request.actor, reason=reason)
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    modes.keep_admin_mode(request.session, mode)
    return moved(request, wanted, f"You are in admin mode for {settings.ADMIN_MODE_MINUTES} minutes.")


@require_POST
def end(request: ConsoleRequest) -> HttpResponse:
    """End it now."""
    queries.end_admin_mode(request.session, request.actor)
    return moved(request, reverse("console:home"), "Admin mode has ended.")


def _form(request: ConsoleRequest, wanted: str) -> Form:
    """Whoever has not proven lately who they are is told what comes, and led to where they do."""
    here = f"{reverse('console:admin_mode')}?{urlencode({'next': wanted})}"
    proven = is_proven(request)
    return Form(
        title="Enter admin mode",
        submit="Enter admin mode" if proven else "",
        template="_admin_mode_form.html",
        action=reverse("console:admin_mode"),
        back=Back("Home", reverse("console:home")),
        values={"reason": request.POST.get("reason", ""), "next": wanted},
        more={
            "minutes": settings.ADMIN_MODE_MINUTES,
            "place": waiting_place(request.actor, wanted),
            "prove_url": "" if proven else f"{reverse('portal:step_up')}?{urlencode({'next': here})}",
            "below": "console/directory/_admin_modes.html",
            "modes": _modes(request) if proven else None,
            "waiting": [registers.permissions[one] for one in sorted(request.actor.in_admin_mode)],
        },
    )


def _modes(request: ConsoleRequest) -> dict[str, object] | None:
    """Those that were and that run, for whoever may see the audit log; a dialog has no room for them."""
    if is_fragment(request) or not request.actor.may(Permission.SEE_LEDGER):
        return None
    address = Address.of(reverse("console:admin_mode"), request.GET, ("next",))
    found = queries.admin_modes(request.actor, before=whole(address.one("before")), after=whole(address.one("after")))
    return {
        "rows": found.rows,
        "newer": address.beside("after", str(found.newer) if found.newer else None),
        "older": address.beside("before", str(found.older) if found.older else None),
    }


def _ours(wanted: str) -> str:
    """A page of the console; home for everything else."""
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and not urlsplit(wanted).netloc
    return wanted if is_ours and "\\" not in wanted else reverse("console:home")
