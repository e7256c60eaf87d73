"""Signing in elsewhere: where one is sent off, and where one comes back to. The names are those of django-allauth."""

from collections.abc import Iterable, Iterator
from importlib import import_module

from allauth.socialaccount import views
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from twofold.access.adapters import elsewhere
from twofold.portal.departing import departing
from twofold.portal.hosted import hosted

to_logins = RedirectView.as_view(pattern_name="portal:logins")
KINDS = ("apple", "facebook", "github", "microsoft")


def _ours(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """The same addresses, open to anybody as pages that we host."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield URLResolver(pattern.pattern, list(_ours(pattern.url_patterns)))
        else:
            view = departing(pattern.callback) if str(pattern.name).endswith("_login") else pattern.callback
            yield URLPattern(pattern.pattern, hosted(view), pattern.default_args, pattern.name)


_of_kinds = [
    one for kind in KINDS for one in _ours(import_module(f"allauth.socialaccount.providers.{kind}.urls").urlpatterns)
]
urlpatterns = [
    path("sign-in/with/", include(_of_kinds)),
    path(
        "sign-in/with/oidc/<slug:provider_id>/login/",
        hosted(departing(elsewhere.send_off)),
        name="openid_connect_login",
    ),
    path(
        "sign-in/with/oidc/<slug:provider_id>/login/callback/",
        hosted(elsewhere.come_back),
        name="openid_connect_callback",
    ),
    path("sign-in/with/failed", hosted(views.login_error), name="socialaccount_login_error"),
    path("sign-in/with/cancelled", hosted(views.login_cancelled), name="socialaccount_login_cancelled"),
    path("sign-up/with", hosted(views.signup), name="socialaccount_signup"),
    path("sign-in/with", hosted(to_logins), name="socialaccount_connections"),
]
