"""The engine host: the process that owns a data directory and runs both engines in it.

Start it with `python -m twofold.run.engines.host DIRECTORY`. It stays as long as anybody holds the users' lock.
"""

import json
import os
import secrets
import signal
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from twofold.run.engines.attach import Urls
from twofold.run.engines.clickhouse import ClickHouse
from twofold.run.engines.clickhouse_http import USER, ClickHouseServer
from twofold.run.engines.folder import EngineError, Folder, Lock, OwnerLock, write_privately
from twofold.run.engines.postgres import Postgres

_LOOK_SECONDS = 0.1


def main(path: str) -> int:
    """Own the directory and serve until nobody uses it. Does nothing if another host was quicker."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    os.umask(0o077)
    folder = Folder.at(Path(path))
    os.chdir(folder.path)
    lock = OwnerLock(folder.locks / "host.lock")
    if not lock.take(timeout=5):
        return 0
    folder.urls.unlink(missing_ok=True)
    try:
        _serve(folder)
    except EngineError as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 -- its words are read from the log by who started it
        return 1
    return 0


def _serve(folder: Folder) -> None:
    asked_to_stop = threading.Event()
    with ExitStack() as engines:
        engines.callback(folder.urls.unlink, missing_ok=True)
        postgres = Postgres(folder)
        engines.callback(postgres.stop)
        postgres.begin()
        server = _clickhouse(folder, engines)
        # Only now, since chDB puts signal handlers of its own in place.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked_to_stop.set())
        postgres.finish()
        urls = Urls(
            postgres.url, f"http://{USER}:{folder.secret('clickhouse.key')}@127.0.0.1:{server.server_port}/twofold"
        )
        write_privately(folder.urls, json.dumps({"database": urls.database, "clickhouse": urls.clickhouse}))
        users = Lock(folder.locks / "users.lock")
        engines.callback(users.release)
        # Having the users' lock to ourselves keeps newcomers waiting until the engines have stopped.
        while not asked_to_stop.wait(_LOOK_SECONDS) and not users.take():
            postgres.revive()


def _clickhouse(folder: Folder, engines: ExitStack) -> ClickHouseServer:
    engine = ClickHouse(folder)
    engines.callback(engine.close)
    server = _listening(folder, engine)
    serving = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="clickhouse", daemon=True
    )
    serving.start()
    engines.callback(server.shutdown)
    return server


def _listening(folder: Folder, engine: ClickHouse) -> ClickHouseServer:
    """A server on the port of last time, so that URLs last; on another one if somebody has taken it meanwhile."""
    remembered = folder.path / "clickhouse.port"
    # Below the ports that the system lends to clients, or one of them may sit on ours just while we start again.
    ports = [secrets.choice(range(20_000, 32_000)) for _ in range(20)]
    if remembered.exists():
        ports.insert(0, int(remembered.read_text()))
    for port in ports:
        try:
            server = ClickHouseServer(engine, port=port, password=folder.secret("clickhouse.key"))
        except OSError:
            continue
        write_privately(remembered, str(port))
        return server
    raise EngineError("ClickHouse found no port of its own between 20000 and 32000.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
