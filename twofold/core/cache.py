"""A cache in Postgres that forgets nothing before its time.

Limits are kept in it (how often an address was tried), so an entry must not be pushed out by others, as Django's own
database cache does beyond some hundred. Every operation is one statement. They are part of the request's transaction: two
requests that count the same thing wait for each other, and what was counted for a request that failed was not asked.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection

from twofold.core import clock
from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work

FOREVER = timedelta(days=3650)
GET = "SELECT cache_key, value FROM core_cache WHERE cache_key = ANY(%s) AND expires > %s"
SET = """
INSERT INTO core_cache (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = SET + "WHERE core_cache.expires <= %s RETURNING true"
TOUCH = "UPDATE core_cache SET expires = %s WHERE cache_key = %s AND expires > %s RETURNING true"
DELETE = "DELETE FROM core_cache WHERE cache_key = %s RETURNING true"


class PostgresCache(BaseDatabaseCache):
    """Django's cache over one table. Values are what JSON can say."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        made = {self.make_and_validate_key(key, version=version): key for key in keys}
        with connection.cursor() as cursor:
            cursor.execute(GET, [list(made), clock.now()])
            return {made[key]: msgspec.json.decode(value) for key, value in cursor.fetchall()}

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SET, self._row(key, value, timeout, version))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [*self._row(key, value, timeout, version), clock.now()])
            return cursor.fetchone() is not None

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute(TOUCH, [self._end(timeout), made, clock.now()])
            return cursor.fetchone() is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            made = self.make_and_validate_key(key, version=version)
            cursor.execute(DELETE, [made])
            return cursor.fetchone() is not None

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_cache")

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> list[Any]:
        made = self.make_and_validate_key(key, version=version)
        return [made, msgspec.json.encode(value).decode(), self._end(timeout)]

    def _end(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return clock.now() + (FOREVER if seconds is None else timedelta(seconds=max(0, seconds)))


@job(cron="*/10 * * * *")
def forget_what_is_over(timestamp: int) -> None:
    """Drop entries whose time is over."""
    del timestamp
    with unit_of_work(Actor.system("worker")), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_cache WHERE expires <= %s", [clock.now()])
