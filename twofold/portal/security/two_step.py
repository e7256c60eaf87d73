"""Two-step sign-in: the app, security keys, recovery codes, and browsers that are not asked."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twofold.access import second_steps
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.step_up import in_person, needs_step_up
from twofold.access.errors.security import CodeWrong
from twofold.access.passkeys import Party
from twofold.access.sealing import SealBroken, seal, unseal
from twofold.access.verbs import second_steps as verbs
from twofold.portal.here import actor_of, site_of
from twofold.portal.page import page
from twofold.portal.security.overview import draw, seen

PURPOSE = "app being added"
KEPT = timedelta(hours=1)


@require_safe
def two_step(request: HttpRequest) -> HttpResponse:
    """By which second steps one signs in."""
    return draw(request, "two_step", security=seen(request), party=Party.of(site_of(request)))


@needs_step_up
def add_app(request: HttpRequest) -> HttpResponse:
    """Show what an app has to know, and take its first code."""
    error = ""
    secret = _sent_secret(request)
    if request.method == "POST" and secret:
        try:
            verbs.add_app(actor_of(request), secret, request.POST.get("code", ""), here=here_of(request))
        except CodeWrong:
            error = _("This is not the code that your app shows now. Wait for the next one, then type it.")
        else:
            return begun(request, _("Two-step sign-in is on."))
    secret = secret or second_steps.new_secret()
    name = page(request)["shell"].me.email or actor_of(request).name
    address = second_steps.address_of_app(secret, issuer=site_of(request).name, name=name)
    return draw(
        request,
        "app_add",
        error=error,
        sealed=seal(secret, purpose=PURPOSE),
        spelled=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        picture=mark_safe(second_steps.picture_of(address)),  # noqa: S308 - drawn here, from paths alone
    )


@needs_step_up
def remove_app(request: HttpRequest) -> HttpResponse:
    """Ask, then ask for no code of an app any more."""
    if request.method == "POST":
        verbs.remove_app(actor_of(request), here=here_of(request))
        messages.success(request, _("The app was removed."))
        return redirect("portal:two_step")
    return draw(request, "app_remove", security=seen(request))


@needs_step_up
def codes(request: HttpRequest) -> HttpResponse:
    """Ask, then make new recovery codes and show them this once."""
    if request.method == "POST":
        return _made(request)
    return draw(request, "codes_ask", security=seen(request))


def begun(request: HttpRequest, said: str) -> HttpResponse:
    """Say that a second step is there; whoever has no recovery codes yet is shown them at once, for nobody comes back for them."""
    messages.success(request, said)
    return redirect("portal:two_step") if seen(request).steps.codes_left else _made(request)


@require_POST
@in_person
def distrust(request: HttpRequest, browser_id: UUID) -> HttpResponse:
    """Ask one browser for the second step again."""
    verbs.distrust(actor_of(request), browser_id)
    messages.success(request, _("This browser is asked for the second step again."))
    return redirect("portal:two_step")


@require_POST
@in_person
def distrust_all(request: HttpRequest) -> HttpResponse:
    """Ask all of them again."""
    verbs.distrust_all(actor_of(request))
    messages.success(request, _("All browsers are asked for the second step again."))
    return redirect("portal:two_step")


def _made(request: HttpRequest) -> HttpResponse:
    made = verbs.make_codes(actor_of(request), here=here_of(request))
    return draw(request, "codes", codes=[f"{code[:4]} {code[4:]}" for code in made])


def _sent_secret(request: HttpRequest) -> str:
    """The secret that the page showed, which came back with the code."""
    try:
        return unseal(request.POST.get("sealed", ""), purpose=PURPOSE, within=KEPT)
    except SealBroken:
        return ""
