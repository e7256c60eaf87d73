"""A Twofold of its own that is sent events all the time while its processes are killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from base64 import b64encode
from collections import Counter
from contextlib import suppress
from pathlib import Path

import clickhouse_connect
import psycopg

Processes = dict[str, int]
PARTS = ("web", "worker")


class Survivor:
    """`twofold serve` on a data directory, and senders that send each event until it is acknowledged."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TWOFOLD_")}
        self.environment = kept | {
            "TWOFOLD_DATA": str(folder),
            "TWOFOLD_PORT": str(self.port),
            "TWOFOLD_LOG_LEVEL": "error",
        }
        self.serving = self._run("serve")
        self.acknowledged: list[str] = []
        self._stop = threading.Event()
        self._senders: list[threading.Thread] = []

    def begin(self) -> None:
        """Wait until it answers, then send from several threads."""
        self._wait_until_ready()
        key = subprocess.run(
            [*_TWOFOLD, "source", "create", "survivor"],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        self._senders = [threading.Thread(target=self._send_on, args=(key, number)) for number in range(3)]
        for sender in self._senders:
            sender.start()

    def finish(self) -> None:
        """Let the senders get through with what they have begun."""
        self._wait_until_ready()
        self._stop.set()
        for sender in self._senders:
            sender.join()

    def close(self) -> None:
        """End all of it."""
        self._stop.set()
        if self.serving.poll() is None:
            self.serving.send_signal(signal.SIGTERM)
        self.serving.wait(40)

    def processes(self) -> Processes:
        """What can be killed, by name."""
        parts = self._parts()
        host = json.loads((self.folder / "locks" / "host.json").read_text())["pid"]
        postgres = (self.folder / "postgres" / "postmaster.pid").read_text().split()[0]
        (serving_worker,) = _children(parts["web"])[-1:]
        return {
            "web": parts["web"],
            "web's own worker": serving_worker,
            "worker": parts["worker"],
            "engines": int(host),
            "postgres": int(postgres),
        }

    def _parts(self) -> dict[str, int]:
        """The supervisor's children by name, once all of them are up (again)."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            children = {name: pid for pid in _children(self.serving.pid) for name in PARTS if name in _command(pid)}
            if len(children) == len(PARTS) and _children(children["web"]):
                return children
            time.sleep(0.1)
        raise TimeoutError("the parts did not come up again")

    def kill(self, *pids: int) -> None:
        """As if there was no memory left; returns when all of it is up again and events were taken since."""
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)
        if self.serving.poll() is not None:
            self.serving = self._run("serve")
        self._wait_until_ready()
        before, deadline = len(self.acknowledged), time.monotonic() + 120
        while len(self.acknowledged) < before + 5:
            assert time.monotonic() < deadline, "no event was taken after the kill"
            time.sleep(0.05)

    # ------------------------------------------------------------------------------------------ what came of it

    def events(self) -> Counter[str]:
        """How often each event is on the tape."""
        return Counter(self._tape("SELECT name FROM events WHERE type = 'track'"))

    def facts(self) -> tuple[list[str], list[str]]:
        """The facts of the ledger, and those on the tape, once the readers have read them all."""
        deadline = time.monotonic() + 120
        while True:
            with psycopg.connect(self._urls()["database"]) as owner:
                ledger = [str(row[0]) for row in owner.execute("SELECT id FROM core_ledgerentry ORDER BY id")]
                waiting = owner.execute("SELECT count(*) FROM core_reader WHERE failures > 0").fetchone()
            tape = sorted(str(event) for event in self._tape("SELECT event_id FROM events WHERE type = 'fact'"))
            if (len(tape) >= len(ledger) and waiting == (0,)) or time.monotonic() > deadline:
                return ledger, tape
            time.sleep(0.5)

    def people(self) -> int:
        """How many live people there are."""
        with psycopg.connect(self._urls()["database"]) as owner:
            row = owner.execute("SELECT count(*) FROM directory_person WHERE merged_into_id IS NULL").fetchone()
        assert row
        return int(row[0])

    def _tape(self, query: str) -> list[str]:
        with clickhouse_connect.get_client(dsn=self._urls()["clickhouse"]) as client:
            return [row[0] for row in client.query(query).result_rows]

    def _urls(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "locks" / "urls.json").read_text())
        return found

    def _send_on(self, key: str, sender: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            events = [
                {
                    "type": "track",
                    "event": f"{sender}-{number}-{place}",
                    "messageId": f"{sender}-{number}-{place}",
                    "anonymousId": f"browser-{sender}-{number % 40}",
                    "userId": f"user-{sender}-{number % 40}",
                }
                for place in range(3)
            ]
            while not self._send(key, {"batch": events}):
                time.sleep(0.1)
            self.acknowledged += [str(event["event"]) for event in events]

    def _send(self, key: str, batch: dict[str, object]) -> bool:
        headers = {"Authorization": f"Basic {b64encode(f'{key}:'.encode()).decode()}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/batch", json.dumps(batch).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return bool(answer.status == 200)
        except OSError:  # also every status but 200
            return False

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                    if json.load(answer)["ready"]:
                        return
            except OSError:
                pass
            assert time.monotonic() < deadline, "it does not come up again"
            time.sleep(0.1)

    def _run(self, *command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*_TWOFOLD, *command], env=self.environment)


_TWOFOLD = [sys.executable, "-m", "twofold.run.cli"]


def _children(pid: int) -> list[int]:
    """None of a process that has just ended."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return sorted(found)


def _command(pid: int) -> list[str]:
    """Nothing of a process that has just ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return []
