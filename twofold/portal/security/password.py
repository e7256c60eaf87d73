"""Choosing a password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from twofold.access import sessions
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.step_up import needs_step_up
from twofold.access.errors import PasswordTooWeak
from twofold.access.verbs import passwords
from twofold.portal.here import actor_of
from twofold.portal.security.overview import draw, seen


@needs_step_up
def password(request: HttpRequest) -> HttpResponse:
    """Ask for a new password; whoever else is signed in as this person is out."""
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        key = request.session.session_key
        try:
            passwords.choose(
                actor_of(request), request.POST.get("password", ""), here=here_of(request), session_key=key
            )
        except PasswordTooWeak as error:
            reasons = error.reasons
        else:
            _stay(request, key)
            messages.success(request, _("Your password was changed. Every other browser is signed out."))
            return redirect("portal:security")
    return draw(request, "password", security=seen(request), reasons=reasons)


def _stay(request: HttpRequest, key: str | None) -> None:
    """The session here goes on under another key, as after every proof."""
    if request.user.is_authenticated:
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
    if key and request.session.session_key:
        sessions.move(key, request.session.session_key)
