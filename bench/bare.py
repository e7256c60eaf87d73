"""The least that an API can do: an ASGI application that reads one person by one statement. What `bench.api` compares with."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
import psycopg

READ = "SELECT id::text, name, email, phone, country, city, attributes FROM directory_person WHERE id = %s"
connection = psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"], autocommit=True)


async def app(scope: dict[str, Any], receive: object, send: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
    """The last part of the path is whom to read."""
    del receive
    row = connection.execute(READ, [scope["path"].rpartition("/")[2]]).fetchone()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": msgspec.json.encode(row)})
