"""Links by name, so that a room can point at a page of a door it must not import."""

from django.conf import settings
from django.urls import reverse


def to(name: str, *args: object) -> str:
    """The absolute address of a page, e.g. `to("console:person", person_id)`.

    Made from `TWOFOLD_BASE_URL`, never from the request's Host header, which a stranger may choose.
    """
    return f"{settings.BASE_URL}{reverse(name, args=args)}"
