"""Where a request comes from, and the token by which its browser is known."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase

from twofold.access import browsers
from twofold.access.adapters.here import site_of
from twofold.access.circumstances import LONGEST, Here
from twofold.access.facts.security import BrowserTrusted, SecurityFact, UnknownBrowserUsed

COOKIE = "browser"
WISH = "trusts_browser"  # in the session of a sign-in: whose second step this browser shall not be asked for again


def here_of(request: HttpRequest) -> Here:
    """Where something is done."""
    address = get_adapter(request).get_client_ip(request)
    return Here(site_of(request), address, request.headers.get("User-Agent", "")[:LONGEST])


def is_trusted(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether this person trusts this browser."""
    return browsers.is_trusted(user.pk, request.COOKIES.get(COOKIE, ""))


def wish_to_trust(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Keep, for the end of this person's sign-in, that they trust this browser."""
    request.session[WISH] = str(user.pk)


def recognise(request: HttpRequest, user: AbstractBaseUser, response: HttpResponseBase) -> list[SecurityFact]:
    """Note at the end of a sign-in with which browser it was. Returns what the person has to be told of it."""
    here, token = here_of(request), request.COOKIES.get(COOKIE, "")
    seen = browsers.see(user.pk, token, here)
    wants_trust = request.session.pop(WISH, "") == str(user.pk)
    shown = browsers.trust(user.pk, seen.token) if wants_trust else seen.token
    if shown != token:
        response.set_cookie(
            COOKIE,
            shown,
            max_age=browsers.REMEMBERED_FOR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    news = [UnknownBrowserUsed] if seen.is_news else []
    trusted = [BrowserTrusted] if wants_trust else []
    return [kind(person_id=user.pk, **here.told) for kind in (*news, *trusted)]
