"""`twofold serve` as a process: it comes up, what falls gets up again, and it leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database
PATIENCE = 150  # seconds: a machine may have more to do than this


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A `twofold serve` of a test's own, on a free port."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TWOFOLD_")}
        self.folder = folder
        self.environment = kept | {"TWOFOLD_DATA": str(folder), "TWOFOLD_PORT": str(self.port)}
        self.process = self.run("serve")

    def run(self, *command: str) -> "subprocess.Popen[str]":
        """A `twofold` command on the same data directory."""
        return subprocess.Popen(
            [sys.executable, "-m", "twofold.run.cli", *command],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(json.load(answer)["ready"])
        except OSError:
            return False

    def wait_until_ready(self, seconds: float = PATIENCE) -> None:
        """Until it answers; the test fails when it does not."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            assert self.process.poll() is None, self.process.communicate()[0]
            assert time.monotonic() < deadline, "twofold serve does not answer"
            time.sleep(0.1)

    def part(self, name: str) -> int | None:
        """The process id of a child of the supervisor, if it runs."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            with suppress(OSError):  # it is gone by now
                if name in Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0"):
                    return int(child)
        return None

    def end(self) -> str:
        """Ask it to stop; what it said."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=PATIENCE)[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    mine = Served(tmp_path_factory.mktemp("served"))
    try:
        mine.wait_until_ready()
        yield mine
    finally:
        if mine.process.poll() is None:
            mine.end()


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


class TestServing:
    @pytest.mark.parametrize("name", ["web", "worker"])
    def test_starts_a_part_again_that_was_killed(self, served: Served, name: str) -> None:
        before = served.part(name)
        assert before

        os.kill(before, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while served.part(name) in {None, before}:
            assert time.monotonic() < deadline, f"the {name} is not started again"
            time.sleep(0.05)
        served.wait_until_ready()

    def test_keeps_a_second_server_from_the_same_data_and_says_who_has_it(self, served: Served) -> None:
        second = served.run("serve", "--port", str(_free_port()))
        said = second.communicate(timeout=PATIENCE)[0]

        assert second.returncode == 2
        assert str(served.process.pid) in said
        assert "Traceback" not in said

    def test_lets_other_commands_use_its_engines(self, served: Served) -> None:
        listing = served.run("source", "list")
        said = listing.communicate(timeout=PATIENCE)[0]

        assert listing.returncode == 0, said

    def test_ends_with_nothing_left_running(self, served: Served) -> None:
        host = json.loads((served.folder / "locks" / "host.json").read_text())["pid"]
        parts = [served.part("web"), served.part("worker")]
        assert all(parts)

        served.end()
        deadline = time.monotonic() + PATIENCE
        while not all(_is_gone(pid) for pid in [*parts, host] if pid):
            assert time.monotonic() < deadline
            time.sleep(0.1)

        assert served.process.returncode == 0
