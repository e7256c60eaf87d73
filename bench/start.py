"""Cold start: from nothing running to the first answer of everything, with the embedded engines."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rows import Row, at_most
from twofold.run.engines.folder import Folder, OwnerLock

TWOFOLD = [sys.executable, "-m", "twofold.run.cli"]
BUDGET = 5.0
LONGEST = 120.0
REPEATS = 3


def run() -> list[Row]:
    """The first start makes the engines and their tables, the later ones find them; the median of these counts."""
    first, _ = _start_and_stop()
    later = sorted(_start_and_stop() for _ in range(REPEATS))[REPEATS // 2]
    return [
        Row("start, first time: engines and tables made", first, "s"),
        at_most("start: pages answer", later[0], "s", BUDGET),
        Row("start: the command line alone", _seconds(["--help"]), "s"),
        Row("stop: everything ended", later[1], "s"),
    ]


def _start_and_stop() -> tuple[float, float]:
    port = _free_port()
    began = time.perf_counter()
    with _serving(port):
        _wait_for(f"http://127.0.0.1:{port}/healthz", until=began + LONGEST)
        ready = time.perf_counter()
    _wait_for_engines_to_leave()
    return ready - began, time.perf_counter() - ready


@contextmanager
def _serving(port: int) -> Iterator[None]:
    with subprocess.Popen([*TWOFOLD, "serve", "--port", str(port)], stdout=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.send_signal(signal.SIGINT)


def _wait_for(address: str, *, until: float) -> None:
    while time.perf_counter() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.01)
    msg = f"{address} did not answer."
    raise TimeoutError(msg)


def _wait_for_engines_to_leave() -> None:
    """The engines leave after their last user: a start is cold when their process is gone."""
    folder = Folder.at(Path(os.environ["TWOFOLD_DATA"]))
    while OwnerLock(folder.locks / "host.lock").is_held_elsewhere():
        time.sleep(0.01)


def _seconds(arguments: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([*TWOFOLD, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
