"""Engines of its own for each test worker: a transaction that one worker holds open must not keep another's readers waiting."""

import os
from contextlib import ExitStack
from pathlib import Path

import clickhouse_connect
import psycopg

KEPT = {"TWOFOLD_CHROMIUM"}
KEPT_WHOLE = {"directory_identifierkind", "django_migrations", "django_content_type"}
SEEDED = ("access_role", "access_site", "access_staffrole")


SEEDS_OF = "SELECT json_agg(t)::text FROM {} t"


class Databases:
    """The PostgreSQL and the ClickHouse of one worker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running = ExitStack()

    def start(self) -> None:
        """Start and migrate the engines, point `TWOFOLD_*` at them, and set up Django."""
        from twofold.run.config import Config
        from twofold.run.engines import running
        from twofold.run.setup import point_at

        for name in [name for name in os.environ if name.startswith("TWOFOLD_") and name not in KEPT]:
            del os.environ[name]
        os.environ |= {
            "TWOFOLD_DATA": str(self.folder),
            "TWOFOLD_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "TWOFOLD_BASE_URL": "http://testserver",
            "TWOFOLD_ALLOWED_HOSTS": '["testserver", "127.0.0.1"]',
        }
        point_at(self._running.enter_context(running(Config())))
        _set_up_django()
        with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"]) as owner:
            self._seeds = {table: owner.execute(SEEDS_OF.format(table)).fetchone() for table in SEEDED}

    def stop(self) -> None:
        """Let the engines go."""
        self._running.close()

    def empty(self) -> None:
        """Remove every row but the seeds, on both engines."""
        from django.db import connection

        connection.close()
        with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"], autocommit=True) as owner:
            rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = ", ".join(name for (name,) in rows if name not in KEPT_WHOLE)
            owner.execute(f"TRUNCATE {tables} RESTART IDENTITY")
            for table, rows_there in self._seeds.items():
                owner.execute(
                    f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s)", rows_there
                )
        tape = clickhouse_connect.get_client(dsn=os.environ["TWOFOLD_CLICKHOUSE_URL"])
        for (table,) in tape.query(
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND name != 'migrations'"
        ).result_rows:
            tape.command(f"TRUNCATE TABLE `{table}`")
        tape.close()


def _set_up_django() -> None:
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    from twofold.run.migrate import migrate

    migrate()
