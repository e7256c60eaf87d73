"""The ASGI application: tracking, a bare application of its own, beside Django's pages, in one server."""

import gc
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import django

from twofold.run.die_with_parent import die_with_parent

die_with_parent()
django.setup(set_prefix=False)

from twofold.api.machines import Machines  # noqa: E402 - needs Django to be set up
from twofold.api.tracking import Tracking  # noqa: E402 - needs Django to be set up
from twofold.run.pages import Pages  # noqa: E402 - likewise
from twofold.run.uploads import Limited  # noqa: E402 - likewise

pages = Limited(Pages())
tracking = Tracking()
machines = Machines()


Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


async def everything(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """What is below /v1/ is tracking, what is below /api/ the REST API; the rest are pages."""
    if scope["type"] == "lifespan" or scope["path"].startswith("/v1/"):
        await tracking(scope, receive, send)
    elif scope["path"].startswith("/api/"):
        await machines(scope, receive, send)
    else:
        await pages(scope, receive, send)


# Batches of events are thousands of small objects that live for a moment: the collector would look through them, and
# through all of Django, again and again, at a third of the cost of taking an event (bin/bench tracking).
gc.freeze()
gc.set_threshold(50_000, 20, 50)
