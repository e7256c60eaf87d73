"""Signing in with a passkey alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from twofold.access import passkeys
from twofold.access.adapters import ceremonies, mfa
from twofold.access.adapters.ceremonies import Purpose
from twofold.access.flows import Method
from twofold.access.passkeys import Party
from twofold.core.audit import note_refusal
from twofold.portal.here import site_of


def can_sign_in_with_passkey(request: HttpRequest) -> bool:
    """Whether the sign-in page of this site offers it."""
    site = site_of(request)
    return Method.PASSKEY in site.flow.methods and Party.of(site).can_have_passkeys


@never_cache
@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked for, before anybody has said who they are."""
    if request.user.is_authenticated or not can_sign_in_with_passkey(request):
        return HttpResponse(status=204)
    asked = passkeys.ask_to_sign_in(Party.of(site_of(request)))
    return HttpResponse(ceremonies.keep(request, Purpose.SIGN_IN, asked), content_type="application/json")


@require_POST
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Begin a session for whom the passkey is of. What proves nothing leads back, with a sentence."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    state = ceremonies.taken(request, Purpose.SIGN_IN)
    if state is not None and can_sign_in_with_passkey(request):
        shown = passkeys.signed_in(Party.of(site_of(request)), state, ceremonies.answer(request))
        user = mfa.take_passkey(request, shown, alone=True)
        if user is not None:
            return mfa.sign_in(request, user, redirect_url=wanted if is_ours else None)
    note_refusal(mfa.DOOR, code="passkey_refused", what="sign in with a passkey")
    messages.error(request, _("This passkey does not sign anybody in here. Try again, or sign in another way."))
    there = reverse("account_login")
    return redirect(f"{there}?{urlencode({'next': wanted})}" if is_ours else there)
