"""The connection to ClickHouse, embedded or not: one pool of HTTP connections for the whole process."""

from functools import lru_cache
from typing import Any

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.httputil import get_pool_manager
from django.conf import settings

CONNECTIONS = 16
_SECONDS = 60


def client() -> Client:
    """The client for the configured URL, made when it is first needed; safe to use from several threads."""
    return _client(settings.CLICKHOUSE_URL)


def command(statement: str, parameters: dict[str, Any] | None = None, **settings_: Any) -> None:
    """Run a statement that returns nothing."""
    client().command(statement, parameters=parameters, settings=settings_)


@lru_cache(maxsize=4)
def _client(url: str) -> Client:
    return clickhouse_connect.get_client(
        dsn=url,
        pool_mgr=get_pool_manager(maxsize=CONNECTIONS, block=False),
        autogenerate_session_id=False,
        connect_timeout=5,
        send_receive_timeout=_SECONDS,
        compress=False,
        client_name="twofold",
    )
