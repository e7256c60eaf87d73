"""A request to the API: whose it is, by which key, and what its headers ask for."""

from typing import IO
from uuid import UUID

from django.core.handlers.asgi import ASGIRequest

from twofold.core.actor import Actor


class ApiRequest(ASGIRequest):
    """A request whose key was looked at. `actor` is who acts, `key_id` the key they act by.

    `route` is the pattern of its address. `upload` is the body where files are taken, and there alone: it may be larger than memory.
    """

    actor: Actor
    key_id: UUID
    route: str
    upload: IO[bytes]
