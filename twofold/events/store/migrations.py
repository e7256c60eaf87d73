"""The tape's migrations: which statements there are, which have been run, and one process at a time running the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections

from twofold.events.store.client import client, command
from twofold.events.store.schema import APPLIED, EVENTS, OVERRIDES, Table

_LOCK = 0x7F01D7A9E


@dataclass(frozen=True)
class Migration:
    """A step from one shape of the tape to the next. Steps are never changed once they have been released, only added."""

    number: int
    name: str
    tables: tuple[Table, ...]

    def statements(self, cluster: str | None) -> list[str]:
        """What has to be run, in order."""
        return [statement for table in self.tables for statement in table.statements(cluster)]


MIGRATIONS = (Migration(1, "events and overrides", (EVENTS, OVERRIDES)),)


def migrate(*, cluster: str | None = None) -> None:
    """Bring the tape up to date. Doing it again changes nothing; several processes may call it at once."""
    with _one_at_a_time():
        for statement in APPLIED.statements(cluster):
            command(statement)
        done = {number for (number,) in client().query("SELECT number FROM migrations").result_rows}
        for migration in MIGRATIONS:
            if migration.number not in done:
                _apply(migration, cluster)


def _apply(migration: Migration, cluster: str | None) -> None:
    for statement in migration.statements(cluster):
        command(statement)
    client().insert("migrations", [[migration.number, migration.name]], column_names=["number", "name"])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A lock in Postgres, which is there before ClickHouse has any table to lock."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    connections["owner"].close()
