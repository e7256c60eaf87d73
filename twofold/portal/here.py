"""What every page knows: the site it is shown at, and who asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from twofold.access.sites import SiteHere, site_at
from twofold.core.actor import Actor


def site_of(request: HttpRequest) -> SiteHere:
    """The site that a request came to. One statement for each request that asks, however often."""
    if not hasattr(request, "site_here"):
        request.site_here = site_at(request.get_host())  # type: ignore[attr-defined]
    site: SiteHere = request.site_here  # type: ignore[attr-defined]
    return site


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as whom they act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by run.middleware
    return actor


def here(request: HttpRequest) -> dict[str, Any]:
    """For templates; nothing is read for a page that does not ask."""
    return {"site": SimpleLazyObject(lambda: site_of(request))}
