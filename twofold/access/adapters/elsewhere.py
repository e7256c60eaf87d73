"""Signing in elsewhere: which providers there are, and what of their word is believed.

What django-allauth leaves open is closed here: `email_verified` counts only as the truth value true, every ID token is
checked against its issuer's keys, answers the question that this browser asked (`nonce`) and is about the same person as
the rest of the answer (`sub`), and a provider is asked by PKCE (OpenID Connect Core 1.0, 3.1.3.7; RFC 9700, 2.1.1).
"""

import secrets
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from allauth.account.models import EmailAddress
from allauth.core import context as allauth
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from requests.adapters import HTTPAdapter

from twofold.access import logins, proofs
from twofold.access.adapters import arrivals, connecting, invited
from twofold.access.adapters.arrivals import Arrival
from twofold.access.adapters.circumstances import here_of
from twofold.access.adapters.here import site_of
from twofold.access.flows import Method
from twofold.access.models import Provider
from twofold.access.sealing import unseal
from twofold.access.verbs.providers import LOOPBACK, SECRET

OURS = dict.fromkeys((Provider.Kind.OPENID, Provider.Kind.GOOGLE, Provider.Kind.LINKEDIN), "openid_connect")
PATIENCE = (3.05, 8)
LARGEST = 1_000_000
KEPT_SECONDS = 600
ASYMMETRIC = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


class Elsewhere(DefaultSocialAccountAdapter):
    """Our providers, instead of django-allauth's own table of them."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those that are on, where the site has them; one by its key, or all of a kind. One statement."""
        if Method.ELSEWHERE not in site_of(request).flow.methods:
            return []
        found = Provider.objects.filter(is_on=True).order_by("created_at")
        if provider:
            kinds = [kind for kind in Provider.Kind if OURS.get(kind, kind) == provider]
            found = found.filter(Q(key=provider) | Q(kind__in=kinds))
        if client_id:
            found = found.filter(client_id=client_id)
        return [_app(one) for one in found]

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The one of this key; of a kind that has an address of its own, the first."""
        apps = self.list_apps(request, provider, client_id)
        if not apps:
            raise SocialApp.DoesNotExist
        return next((app for app in apps if app.provider_id == provider), apps[0])

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Believe of the addresses what is believed of this provider, and refuse an answer to another question.

        What was asked in order to connect ends here.
        """
        app = sociallogin.provider.app
        said = sociallogin.account.extra_data or {}
        for address in sociallogin.email_addresses:
            address.verified = address.verified and bool(app.settings["trusts_addresses"])
        token, about = said.get("id_token"), said.get("userinfo")
        asked = sociallogin.state.get("nonce")
        is_other = asked is not None and (not token or token.get("nonce") != asked)
        if is_other or (token and about and token.get("sub") != about.get("sub")):
            raise ImmediateHttpResponse(render_authentication_error(request, sociallogin.provider))
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(connecting.finish(request, sociallogin))

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *, context: dict[str, Any]) -> None:
        """Whoever is known by a proven address has just signed in with this for the first time: it is connected from now on."""
        del template_prefix, user
        logins.tell_connected(context["account"], by=proofs.DOOR, here=here_of(allauth.request))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """As the site's flow says; whoever was invited may always come in with the address that was invited."""
        proven = [one.email for one in sociallogin.email_addresses if one.verified]
        is_open: bool = super().is_open_for_signup(request, sociallogin)
        return is_open or invited.is_invited(request, proven)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> AbstractBaseUser:
        """Remember what it says of the name until it is known whose that is."""
        del request
        user: Any = sociallogin.user
        user.given_name = str(data.get("first_name") or "")[:200]
        user.family_name = str(data.get("last_name") or "")[:200]
        return user  # type: ignore[no-any-return]

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> AbstractBaseUser:
        """Somebody new: a visitor until their address is proven, be it by the provider's word or by a code of ours."""
        user: Any = sociallogin.user
        names = {"given_name": user.given_name, "family_name": user.family_name}
        user.given_name = user.family_name = ""
        user.set_unusable_password()
        if form:
            sociallogin.email_addresses = [EmailAddress(email=form.cleaned_data["email"], primary=True)]
        believed = [one.email for one in sociallogin.email_addresses if one.verified]
        sociallogin.email_addresses = [] if believed else sociallogin.email_addresses
        sociallogin.save(request)
        arrivals.begin(request, Arrival(str(user.pk), get_language() or "", fields=names))
        if believed:
            survivor = proofs.proven(user.pk, believed[0], in_this_browser=True)
            arrivals.finish(request, survivor)
            user = sociallogin.user = proofs.user(survivor)
            sociallogin.account.user = user
        return user  # type: ignore[no-any-return]

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """A proven address there is the proven address here, where the provider is trusted with that."""
        del email
        return bool(login.provider.app.settings["trusts_addresses"])

    def get_requests_session(self) -> requests.Session:
        """Neither redirected, nor kept waiting, nor led to addresses without TLS."""
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", _Careful())
        session.mount("https://", _Careful())
        return session


class OpenID(OpenIDConnectProvider):
    """Any issuer of OpenID Connect."""

    pkce_enabled_default = True

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> Any:
        """Ask with a nonce, which the answer has to name."""
        nonce = secrets.token_urlsafe(24)
        kwargs.pop("auth_params", None)
        return super().redirect(request, process, next_url, data, auth_params={"nonce": nonce}, nonce=nonce, **kwargs)

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """What we ask for is for us to say, not for a link."""
        del request, action
        return {}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Likewise."""
        del request
        return ["openid", "profile", "email"]

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """A word in quotes is no truth value: some issuers say "false"."""
        addresses: list[EmailAddress] = super().extract_email_addresses(data)  # type: ignore[no-untyped-call]
        for address in addresses:
            address.verified = address.verified is True
        return addresses


class OpenIDAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation with an issuer."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself, asked for once in ten minutes; it has to be the issuer that was configured."""
        provider: Any = self.get_provider()  # type: ignore[no-untyped-call]
        kept = cache.get(f"issuer:{provider.app.provider_id}:{provider.server_url}")
        if kept is None:
            kept = dict(super().openid_config)
            if kept.get("issuer", "").rstrip("/") != provider.app.settings["server_url"].rstrip("/"):
                raise OAuth2Error("The issuer calls itself by another name.")
            cache.set(f"issuer:{provider.app.provider_id}:{provider.server_url}", kept, KEPT_SECONDS)
        return dict(kept)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Checked by the issuer's keys, whichever way it came."""
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("This is no ID token.") from error
        if algorithm not in ASYMMETRIC:
            raise OAuth2Error("The ID token is not signed with a key of the issuer.")
        told: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
        )  # fmt: skip
        return told


OpenID.oauth2_adapter_class = OpenIDAdapter


def send_off(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Ask the issuer; a GET shows a page with a button, so that no link of others can begin it."""
    return _view(OAuth2LoginView, request, provider_id)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """What the issuer answers."""
    return _view(OAuth2CallbackView, request, provider_id)


def _view(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    adapter = OpenIDAdapter(request, provider_id)
    try:
        answer: HttpResponseBase = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, requests.RequestException) as error:
        provider: Any = adapter.get_provider()  # type: ignore[no-untyped-call]
        answer = render_authentication_error(request, provider, exception=error)
    return answer


class _Careful(HTTPAdapter):
    """Follows nobody elsewhere, and reads no more than a document of this sort can have."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise requests.exceptions.InvalidSchema(f"{parts.scheme} is not safe.")
        kwargs |= {"timeout": PATIENCE, "stream": True}
        answer = super().send(request, *args, **kwargs)
        if answer.is_redirect:
            answer.close()
            raise requests.exceptions.TooManyRedirects("It leads elsewhere.")
        answer._content = answer.raw.read(LARGEST, decode_content=True)  # noqa: SLF001 - as its own `content` does, but bounded
        return answer


def _app(one: Provider) -> SocialApp:
    """As django-allauth wants to be told of it. It is not kept in its table."""
    kind = Provider.Kind(one.kind)
    told: dict[str, Any] = {"trusts_addresses": one.trusts_addresses, "oauth_pkce_enabled": True}
    secret = unseal(one.secret, purpose=SECRET)
    if one.issuer:
        told["server_url"] = one.issuer
    key = ""
    if kind is Provider.Kind.APPLE:
        told["certificate_key"], secret, key = secret, one.signing_key_id, one.team
    if kind is Provider.Kind.MICROSOFT:
        told["tenant"] = one.team or "common"
    return SocialApp(
        provider=OURS.get(kind, kind.value), provider_id=one.key, name=one.name, client_id=one.client_id, secret=secret,
        key=key, settings=told,
    )  # fmt: skip
