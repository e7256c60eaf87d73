"""A whole Twofold of the tests' own: `twofold serve` on an empty data directory and a free port."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.mailbox import Mailbox
from tests.textbox import TextBox

ROOT = Path(__file__).parents[2]
EMAIL = "jana@twofold.example"
PASSWORD = "a quiet morning in Lisbon"
NAME = "Jana Okoye"


class Served:
    """The server and its commands; `send` is what an application would do."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TWOFOLD_", "DJANGO_"))}
        kept["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [kept.get("PYTHONPATH")])])
        self.url = f"http://localhost:{port}"  # with a name: browsers make no passkeys for a bare address
        self.folder = folder
        self.mailbox = Mailbox()
        self.textbox = TextBox()
        self.environment = kept | {
            "TWOFOLD_DATA": str(folder / "data"),
            "TWOFOLD_PORT": str(port),
            "TWOFOLD_BASE_URL": self.url,
            "TWOFOLD_DEBUG": "1",
            "TWOFOLD_MAIL_URL": f"smtp://127.0.0.1:{self.mailbox.port}",
            "TWOFOLD_SMS_URL": self.textbox.url,
            "TWOFOLD_ADMIN_PASSWORD": PASSWORD,
        }
        self.log = (folder / "serve.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "twofold.run.cli", "serve"], env=self.environment, stdout=self.log, stderr=self.log
        )
        self.write_key = ""
        self.ids: dict[str, str] = {}

    def wait_until_ready(self, *, seconds: float = 150) -> None:
        """See it answer."""
        deadline = time.monotonic() + seconds
        while not self._answers():
            assert self.process.poll() is None, f"twofold serve ended:\n{self.told()}"
            assert time.monotonic() < deadline, f"twofold serve did not get ready:\n{self.told()}"
            time.sleep(0.1)

    def told(self) -> str:
        """The end of what it wrote."""
        return (self.folder / "serve.log").read_text()[-4_000:]

    def run(self, *command: str) -> str:
        """A `twofold` command on the same data."""
        return self._python("-m", "twofold.run.cli", *command)

    def seed(self, script: Path) -> Any:
        """A script that calls verbs, as a unit of work of its own; returns the JSON it prints."""
        return json.loads(self._python(str(script)))

    def send(self, *calls: dict[str, Any], write_key: str = "") -> None:
        """Tracking calls, in one batch."""
        key = base64.b64encode(f"{write_key or self.write_key}:".encode()).decode()
        request = urllib.request.Request(
            f"{self.url}/v1/batch",
            json.dumps({"batch": calls}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Basic {key}"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self.log.close()
        self.mailbox.stop()
        self.textbox.stop()

    def _python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False
