"""A Twofold of its own whose worker is killed in the middle of long operations."""

import os
import signal
import subprocess
import sys
import time
from typing import Any
from uuid import UUID

import psycopg

from tests.events.survivor import Survivor

START = """
from twofold.run.setup import ready
with ready("test"):
    from twofold.core import operations
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    {given}
    actor = Actor.system("test")
    with unit_of_work(actor):
        print(({what}).id)
"""


class Worked(Survivor):
    """It waits for operations, and ends processes while they are carried."""

    def start(self, what: str, *, given: str = "") -> UUID:
        """Start an operation from another process, as a door would, and return its id."""
        said = subprocess.run(
            [sys.executable, "-c", START.format(what=what, given=given)],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return UUID(said.stdout.split()[-1])

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        with psycopg.connect(self._urls()["database"]) as owner:
            cursor = owner.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def wait_for(self, operation: UUID, *, done: int = 0, ended: bool = False) -> None:
        """Until so many are done, or it is over."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            ((state, count, ended_at, error),) = self.ask(
                "SELECT state, done, ended_at, error FROM core_operation WHERE id = %s", operation
            )
            assert state != "failed", error
            if (ended_at is not None) if ended else count >= done:
                return
            time.sleep(0.02)
        raise TimeoutError(f"{operation} does not get on")

    def kill_worker(self, operation: UUID) -> None:
        """The worker alone, once it is at work."""
        self.wait_for(operation, done=1)
        os.kill(self.processes()["worker"], signal.SIGKILL)

    def kill_everything(self, operation: UUID, *, done: int) -> None:
        """Everything at once, when so much is done; returns when it has come to its end."""
        self.wait_for(operation, done=done)
        for pid in [*self.processes().values(), self.serving.pid]:
            os.kill(pid, signal.SIGKILL)
        self.serving.wait()
        self.serving = self._run("serve")
        self._wait_until_ready()
        self.wait_for(operation, ended=True)
