"""Bringing both engines up to date, one process at a time."""

from contextlib import closing

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from twofold.events import store
from twofold.run.config import Config, config
from twofold.run.engines import EngineError, prepare_roles

LOCK = 0x7F01D  # any number that nobody else takes as an advisory lock


def bring_up_to_date(given: Config) -> None:
    """Migrate the engines that are embedded; refuse to go on with a database of one's own that is behind."""
    if not given.database_url:
        migrate_postgres()
    elif missing := how_many_missing():
        raise EngineError(f"The database lacks {missing} migrations. Run: twofold migrate")
    if not given.clickhouse_url:
        migrate_tape()


def how_many_missing() -> int:
    """How many migrations of Postgres have not been run."""
    executor = MigrationExecutor(connections["owner"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections["owner"].close()
    return len(missing)


def migrate(*, verbosity: int = 0) -> None:
    """Make the roles, then run the migrations of Postgres and of the tape. Doing it again changes nothing.

    Several processes may call it at once: the first one works, the others wait for it.
    """
    migrate_postgres(verbosity=verbosity)
    migrate_tape()


def migrate_postgres(*, verbosity: int = 0) -> None:
    """Roles, tables, and the cache table of rate limits."""
    url = config().database_url or ""
    with closing(psycopg.connect(url, autocommit=True)) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        prepare_roles(url)
        call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
        call_command("createcachetable", database="owner", verbosity=verbosity)
        connections["owner"].close()


def migrate_tape() -> None:
    """The tables of the tape, in the shape that one server or the configured cluster needs."""
    store.migrate(cluster=settings.CLICKHOUSE_CLUSTER)
