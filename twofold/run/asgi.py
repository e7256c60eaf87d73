"""The ASGI application: tracking, a bare application of its own, beside Django's pages, in one server."""

import django
from django.core.asgi import get_asgi_application

from twofold.run.die_with_parent import die_with_parent

die_with_parent()
django.setup(set_prefix=False)

from twofold.api.tracking import Tracking  # noqa: E402 - needs Django to be set up

pages = get_asgi_application()
tracking = Tracking()


async def everything(scope, receive, send):  # type: ignore[no-untyped-def]
    """What is below /v1/ is tracking; the rest are pages."""
    if scope["type"] == "lifespan" or scope["path"].startswith("/v1/"):
        await tracking(scope, receive, send)
    else:
        await pages(scope, receive, send)
