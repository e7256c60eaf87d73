"""The site that a request came to."""

from django.http import HttpRequest

from twofold.access.sites import SiteHere, site_at

REMEMBER = "remember"  # where a session keeps whether it outlives its browser


def site_of(request: HttpRequest) -> SiteHere:
    """The site of the request's host; one statement for each request that asks, however often."""
    if not hasattr(request, "site_here"):
        request.site_here = site_at(request.get_host())  # type: ignore[attr-defined]
    site: SiteHere = request.site_here  # type: ignore[attr-defined]
    return site
