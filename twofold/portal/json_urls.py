"""Signing up and in over JSON, for a company's own pages: django-allauth's interface for browsers, and of it what is named here.

Flows, stages and limits are those of the pages. Whatever looks after a person who has signed in is on the portal's pages alone.
"""

from collections.abc import Iterator

from allauth.headless.account import urls as account
from allauth.headless.base import urls as base
from allauth.headless.constants import Client
from django.urls import URLPattern, URLResolver, path

from twofold.portal.hosted import hosted
from twofold.portal.json_steps import OURS, second_step

OPEN = {
    "config",
    "current_session",
    "login",
    "signup",
    "verify_email",
    "resend_email_verification_code",
    "request_login_code",
    "confirm_login_code",
    "resend_login_code",
    "request_password_reset",
    "reset_password",
}


def _open(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[URLPattern]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _open(pattern.url_patterns, route)
        elif pattern.name in OPEN:
            yield path(route, hosted(OURS.get(pattern.name, pattern.callback)), name=pattern.name)


app_name = "json"
urlpatterns = [
    *_open([*base.build_urlpatterns(Client.BROWSER), *account.build_urlpatterns(Client.BROWSER)], "browser/v1/"),
    path("browser/v1/auth/2fa/authenticate", hosted(second_step), name="second_step"),
]
