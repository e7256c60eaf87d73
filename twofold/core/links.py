"""Links by name, so that a room can point at a page of a door it must not import."""

from django.conf import settings
from django.urls import reverse


def to(name: str, *args: object, base: str = "") -> str:
    """The absolute address of a page, e.g. `to("console:person", person_id)`; with `base` at a site's own address.

    Made from `TWOFOLD_BASE_URL` or what a site is configured with, never from the request's Host header, which a stranger
    may choose.
    """
    return f"{base or settings.BASE_URL}{reverse(name, args=args)}"


def path(name: str, *args: object) -> str:
    """The address of a page within whichever host it is asked for at."""
    return reverse(name, args=args)
