"""What every page knows: the site it is shown at, who asks, and where they were."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

from twofold.access.adapters.here import site_of
from twofold.core.actor import Actor

__all__ = ["READ", "actor_of", "came_from", "here", "site_of"]

READ = frozenset({"GET", "HEAD"})


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as whom they act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by run.middleware
    return actor


def came_from(request: HttpRequest) -> str:
    """The page to open again: the one asked for, or else the one whose button was pressed; empty where that is not known."""
    if request.method in READ:
        return request.get_full_path()
    there = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        return ""
    split = urlsplit(there)
    return escape_leading_slashes(f"{split.path}?{split.query}" if split.query else split.path)


def here(request: HttpRequest) -> dict[str, Any]:
    """For templates; nothing is read for a page that does not ask."""
    return {"site": SimpleLazyObject(lambda: site_of(request))}
