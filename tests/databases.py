"""A database of its own for each test worker, on engines that they share."""

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import clickhouse_connect
import psycopg
from psycopg.conninfo import make_conninfo

TEMPLATE = "twofold_template"
KEPT = {"TWOFOLD_TEST_FOLDER", "TWOFOLD_CHROMIUM"}
SEEDED = {"directory_identifierkind", "django_migrations", "django_content_type"}


class Databases:
    """The Postgres and the ClickHouse database of one worker."""

    def __init__(self, folder: Path, worker: str, running: ExitStack) -> None:
        self.folder = folder
        self.name = f"test_{worker}"
        self.running = running
        self.server = self.tape = ""

    def start(self, *, with_own: bool) -> None:
        """Attach to the engines (or start them) and point `TWOFOLD_*` at this worker's own databases."""
        from twofold.run.config import Config
        from twofold.run.engines import running

        for name in [name for name in os.environ if name.startswith("TWOFOLD_") and name not in KEPT]:
            del os.environ[name]
        os.environ |= {
            "TWOFOLD_DATA": str(self.folder),
            "TWOFOLD_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "TWOFOLD_BASE_URL": "http://testserver",
            "TWOFOLD_ALLOWED_HOSTS": '["testserver", "127.0.0.1"]',
            "DJANGO_SETTINGS_MODULE": "twofold.run.settings",
        }
        urls = self.running.enter_context(running(Config()))
        self.server, tape = urls.database, urlsplit(urls.clickhouse)
        self.tape = urlunsplit(tape._replace(path=f"/{self.name}"))
        if not with_own:
            return
        with (self.folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._make_template()
            self._statement(f"CREATE DATABASE {self.name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        admin = clickhouse_connect.get_client(dsn=urls.clickhouse)
        admin.command(f"CREATE DATABASE IF NOT EXISTS {self.name}")
        admin.close()
        os.environ["TWOFOLD_DATABASE_URL"] = make_conninfo(self.server, dbname=self.name)
        os.environ["TWOFOLD_CLICKHOUSE_URL"] = self.tape
        self._set_up_django()

    def empty(self) -> None:
        """Remove every row but the seeds, on both engines."""
        from django.db import connection

        connection.close()
        with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"], autocommit=True) as owner:
            rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = ", ".join(name for (name,) in rows if name not in SEEDED)
            owner.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        tape = clickhouse_connect.get_client(dsn=self.tape)
        for (table,) in tape.query(
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND name != 'migrations'"
        ).result_rows:
            tape.command(f"TRUNCATE TABLE `{table}`")
        tape.close()

    def _make_template(self) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
                return
            server.execute(f"CREATE DATABASE {TEMPLATE}_new")
        migrate = "import django; django.setup(); from twofold.run.migrate import migrate_postgres; migrate_postgres()"
        url = make_conninfo(self.server, dbname=f"{TEMPLATE}_new")
        self._python(migrate, TWOFOLD_DATABASE_URL=url)
        self._statement(f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}")

    def _python(self, code: str, **environment: str) -> None:
        import subprocess
        import sys

        subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | environment)

    def _statement(self, sql: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(sql)

    def _set_up_django(self) -> None:
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment()
        from twofold.run.migrate import migrate_tape

        migrate_tape()
