"""Using the engines: attach to those that run, start them if none do."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from twofold.run.engines.folder import EngineError, Folder, Lock, OwnerLock

if TYPE_CHECKING:
    from twofold.run.config import Config

_START_SECONDS = 90.0


@dataclass(frozen=True)
class Urls:
    """Where the two engines are: a libpq URL and a URL of ClickHouse's HTTP interface."""

    database: str
    clickhouse: str


@contextmanager
def running(config: "Config", *, role: str = "twofold", exclusive: bool = False) -> Iterator[Urls]:
    """The engines, for as long as the block lasts. Started if nobody did yet, stopped when nobody needs them any more.

    With `exclusive` the data directory has one such user at a time, and the next one is refused with the name of the first.
    """
    if config.database_url and config.clickhouse_url:
        yield Urls(config.database_url, config.clickhouse_url)
        return
    folder = Folder.at(config.data)
    server = OwnerLock(folder.locks / "server.lock")
    if exclusive and not server.take():
        raise EngineError(
            f"{role} cannot use the data directory {folder.path}: it belongs to {server.owner()}. "
            "Stop that one, or give this one a directory of its own (TWOFOLD_DATA)."
        )
    users = Lock(folder.locks / "users.lock")
    try:
        if not users.take(shared=True, timeout=_START_SECONDS):
            raise EngineError(f"The engines in {folder.path} have been stopping for {_START_SECONDS:.0f} seconds.")
        yield keep_running(config)
    finally:
        users.release()
        server.release()


def keep_running(config: "Config") -> Urls:
    """Make sure that the engines run, and say where. Cheap when they do; call it inside `running`, as often as you like."""
    if config.database_url and config.clickhouse_url:
        return Urls(config.database_url, config.clickhouse_url)
    folder = Folder.at(config.data)
    own = _urls_of_host(folder) or _start(folder)
    return Urls(config.database_url or own.database, config.clickhouse_url or own.clickhouse)


def _urls_of_host(folder: Folder) -> Urls | None:
    """Where the running host says the engines are; nothing if none runs or it is not ready yet.

    First the lock, then the word: read the other way round, the word of a killed host could be taken for that of the next.
    """
    if OwnerLock(folder.locks / "host.lock").is_held_elsewhere():
        with suppress(OSError, ValueError):
            word = json.loads(folder.urls.read_text())
            return Urls(word["database"], word["clickhouse"])
    return None


def _start(folder: Folder) -> Urls:
    starting = Lock(folder.locks / "start.lock")
    slow = f"The engines in {folder.path} did not start in {_START_SECONDS:.0f} seconds; see {folder.logs}/engines.log."
    with starting.held(timeout=_START_SECONDS, otherwise=slow):
        deadline = time.monotonic() + _START_SECONDS
        host: subprocess.Popen[bytes] | None = None
        while time.monotonic() < deadline:
            if urls := _urls_of_host(folder):
                return urls
            if host is not None and host.poll():
                raise EngineError(f"The engines in {folder.path} did not start. {_last_words(folder)}")
            # One that ended without complaint met another host, which may be on its way out.
            if (host is None or host.poll() == 0) and not OwnerLock(folder.locks / "host.lock").is_held_elsewhere():
                folder.urls.unlink(missing_ok=True)  # of a host that was killed; the next must not be believed by it
                host = _spawn(folder)
            time.sleep(0.01)
    raise EngineError(slow)


def _spawn(folder: Folder) -> subprocess.Popen[bytes]:
    """Start the host in a session of its own, so that no terminal and no parent takes it down."""
    log = os.open(folder.logs / "engines.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        host = subprocess.Popen(
            [sys.executable, "-m", "twofold.run.engines.host", str(folder.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=Path(__file__).parents[3],  # where `-m` finds us, also when nobody installed us
        )
    finally:
        os.close(log)
    # The host may end long before its parent: somebody has to take note, or it stays a zombie.
    threading.Thread(target=host.wait, name="engines-host-reaper", daemon=True).start()
    return host


def _last_words(folder: Folder) -> str:
    lines = (folder.logs / "engines.log").read_text(errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "It said nothing.")
