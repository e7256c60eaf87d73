"""`twofold serve`: the engines, the web server and the worker, each started again when it falls."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import structlog

from twofold.run.config import Config
from twofold.run.engines import Urls, keep_running

log = structlog.get_logger()

STEADY_SECONDS = 20.0
LONGEST_PAUSE = 30.0
STOP_SECONDS = 12.0


class PortTaken(Exception):
    """Somebody else listens there."""


def require_free_port(host: str, port: int) -> None:
    """Raise `PortTaken` with a sentence when the server could not listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            msg = f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --port or TWOFOLD_PORT."
            raise PortTaken(msg) from error


@dataclass
class Part:
    """A process that must always be there."""

    name: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    rests_until: float = field(default=0.0)

    def see_to_it(self) -> None:
        """Start it if it does not run, with a growing pause when it keeps falling."""
        if self.process and self.process.poll() is None:
            if self.falls and time.monotonic() - self.started_at > STEADY_SECONDS:
                self.falls = 0
            return
        if self.process:
            log.warning("part.fell", part=self.name, status=self.process.returncode)
            self.process = None
            self.falls += 1
            self.rests_until = time.monotonic() + min(0.2 * 2 ** (self.falls - 1), LONGEST_PAUSE)
        if time.monotonic() >= self.rests_until:
            self.process = subprocess.Popen([sys.executable, "-m", "twofold.run.cli", self.name], env=self.environment)
            self.started_at = time.monotonic()

    def ask_to_stop(self) -> None:
        """Politely; `wait` makes sure."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Until it has ended, by force when its time is up."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Keeps the parts and the engines running until it is told to stop."""

    def __init__(self, config: Config, urls: Urls) -> None:
        shared = {
            "TWOFOLD_DATABASE_URL": urls.database,
            "TWOFOLD_CLICKHOUSE_URL": urls.clickhouse,
            "TWOFOLD_HOST": config.host,
            "TWOFOLD_PORT": str(config.port),
            "TWOFOLD_DATA": str(config.data),
            "TWOFOLD_CHILD": str(os.getpid()),
        }
        self.config = config
        self.parts = [Part(name, os.environ | shared) for name in ("web", "worker")]
        self._stop = threading.Event()

    def start(self) -> None:
        """Start all parts and return at once."""
        for part in self.parts:
            part.see_to_it()

    def stop(self, *_: object) -> None:
        """End `watch`. Fit to be a signal handler."""
        self._stop.set()

    def watch(self) -> None:
        """Until `stop`: whatever falls is started again. Then end every part."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            while not self._stop.wait(0.2):
                keep_running(self.config)
                for part in self.parts:
                    part.see_to_it()
        finally:
            self.end()

    def end(self) -> None:
        """End every part."""
        until = time.monotonic() + STOP_SECONDS
        for part in self.parts:
            part.ask_to_stop()
        for part in self.parts:
            part.wait(until)
