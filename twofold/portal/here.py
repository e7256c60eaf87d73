"""What every page knows: the site it is shown at, and who asks."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from twofold.access.adapters.here import site_of
from twofold.core.actor import Actor

__all__ = ["actor_of", "here", "site_of"]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as whom they act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by run.middleware
    return actor


def here(request: HttpRequest) -> dict[str, Any]:
    """For templates; nothing is read for a page that does not ask."""
    return {"site": SimpleLazyObject(lambda: site_of(request))}
