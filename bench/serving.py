"""Servers that are measured: processes of their own, asked once they answer, and what they spend."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(command: Sequence[str], *more: str) -> Iterator[tuple[int, int]]:
    """A server that takes connections at a free port, which follows `command`: the port, and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with subprocess.Popen([*command, str(port), *more]) as server:
        try:
            _wait_for(port)
            yield port, server.pid
        finally:
            server.terminate()


def spent(server: int) -> float:
    """Seconds of processor time of a process and those that it started."""
    seconds = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if server in {int(process.name), int(fields[1])}:
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("The server did not start.")
