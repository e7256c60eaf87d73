"""`kill -9` of the worker and of everything while the audit log goes to a file and a webhook: nothing is missing there."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.test_sending_the_audit_log_on import SECRET, Receiver, numbers
from tests.core.worked import Worked

pytestmark = pytest.mark.no_database

PIECE = """
INSERT INTO core_ledgerentry (id, name, body, actor_kind, actor_name, recorded_at)
SELECT gen_random_uuid(), 'test.coin.spent', jsonb_build_object('coins', n), 'system', 'test', now()
FROM generate_series(1, 1000) AS n
"""


class Audited(Worked):
    """It sends its audit log away."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.file = folder.parent / "audit.jsonl"
        self.receiver = receiver
        super().__init__(folder)

    def _run(self, *command: str) -> "subprocess.Popen[bytes]":
        self.environment |= {
            "TWOFOLD_AUDIT_FILE": str(self.file),
            "TWOFOLD_AUDIT_WEBHOOK": self.receiver.url,
            "TWOFOLD_AUDIT_WEBHOOK_SECRET": SECRET,
        }
        return super()._run(*command)

    def wait_until_sent(self, *, seconds: float = 90) -> int:
        """Until both have what the ledger has; how many entries that is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ((there,),) = self.ask("SELECT count(*) FROM core_ledgerentry")
            if self._has_written(there) and there in self.receiver.numbers()[-1:]:
                return int(there)
            time.sleep(0.2)
        raise TimeoutError("the audit log does not arrive")

    def _has_written(self, number: int) -> bool:
        """Whether that is the last whole line of the file, which may just be written on."""
        lines = self.file.read_bytes().rpartition(b"\n")[0].splitlines() if self.file.exists() else []
        return bool(lines) and json.loads(lines[-1])["number"] == number


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[Audited]:
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        mine = Audited(tmp_path / "data", receiver)
        yield mine
        mine.close()
        receiver.shutdown()
        thread.join()


class TestKilling:
    @pytest.mark.slow
    @pytest.mark.timeout(600)
    def test_the_worker_and_everything_loses_nothing_on_the_way(self, audited: Audited) -> None:
        audited._wait_until_ready()
        for _ in range(3):
            for _ in range(4):
                audited.ask(PIECE)
            os.kill(audited.processes()["worker"], signal.SIGKILL)
        audited.wait_until_sent()
        audited.ask(PIECE)
        for pid in [*audited.processes().values(), audited.serving.pid]:
            os.kill(pid, signal.SIGKILL)
        audited.serving.wait()
        audited.serving = audited._run("serve")
        audited._wait_until_ready()

        there = audited.wait_until_sent()

        assert there == 13_000
        assert numbers(audited.file) == [*range(1, there + 1)]
        assert set(audited.receiver.numbers()) == set(range(1, there + 1))
        verified = subprocess.run(
            [sys.executable, "-m", "twofold.run.cli", "audit", "verify"],
            env=audited.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert "entries, each as it was written" in verified.stdout
