"""Connecting a login elsewhere: begun by a form of the portal alone, ended by what the provider answers this person's browser."""

from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import RequestException

from twofold.access.adapters.circumstances import here_of
from twofold.access.circumstances import Here
from twofold.access.errors.security import LoginIsAnothers, LoginNotOffered
from twofold.access.queries.actors import customer_of
from twofold.access.verbs import connections
from twofold.access.verbs.connections import Identity

WHOM = "connects"  # in what is kept of our question: to whom the answer is connected. No address and no form can say it


def begin(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask a provider who it is that sits there. To be called once this person has proven who they are here."""
    try:
        provider = get_adapter().get_provider(request, key)
    except SocialApp.DoesNotExist as error:
        raise LoginNotOffered(key) from error
    if provider.app.provider_id != key:
        raise LoginNotOffered(key)
    try:
        asked: HttpResponseBase = provider.redirect(request, AuthProcess.CONNECT, **{WHOM: str(request.user.pk)})
    except (OAuth2Error, RequestException) as error:
        asked = render_authentication_error(request, provider, exception=error)
    return asked


def finish(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """Connect what was shown there to the person who asked, if it is still they who are signed in here; then show their logins.

    Refuses an identity with which somebody else signs in, or may, because its proven address is theirs.
    """
    me = request.user.pk
    if not isinstance(me, UUID) or login.state.get(WHOM) != str(me):
        raise ImmediateHttpResponse(render_authentication_error(request, login.provider))
    try:
        name = _connected(login, me, here_of(request))
    except LoginIsAnothers as error:
        messages.error(request, _(error.message))
    else:
        messages.success(request, _("You can sign in with %(name)s from now on.") % {"name": name})
    return redirect("portal:logins")


def _connected(login: SocialLogin, me: UUID, here: Here) -> str:
    there = login.user if login.is_existing else None
    if there and there.pk != me and not getattr(there, "deleted_at", None):
        raise LoginIsAnothers
    identity = Identity(login.account.provider, login.account.uid, login.account.extra_data or {})
    return connections.connect(customer_of(me), identity, here=here)
