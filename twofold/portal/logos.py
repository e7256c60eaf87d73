"""Logos of sites, for whoever looks at a page or a letter."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from twofold.access import sites

HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}


@login_not_required
@require_safe
@cache_control(public=True, immutable=True, max_age=31_536_000)
def show_logo(request: HttpRequest, digest: str) -> HttpResponse:
    """A logo. Another one has another address, so everything on the way may keep it for good."""
    del request
    return HttpResponse(sites.logo(digest), content_type="image/png", headers=HEADERS)
