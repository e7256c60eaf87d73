"""`kill -9` of the worker, and of everything, in the middle of a bulk edit and of undoing it: it goes on, and nothing is half."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.events.survivor import Survivor

pytestmark = pytest.mark.no_database

PEOPLE = 6_000
FILL = """
WITH people AS (
    INSERT INTO directory_person (id, given_name, family_name, name, sort_name, email, phone, locale, time_zone, country,
        city, photo, attributes, created_at, known_at, is_staff, is_active, password)
    SELECT gen_random_uuid(), '', '', 'Person ' || n, 'person ' || n, '', '', '', '', '', 'Porto', '', '{}', now(), now(),
        false, true, ''
    FROM generate_series(1, %s) AS n
    RETURNING id, name)
INSERT INTO directory_trait (person_id, source, said, received_at)
SELECT id, 'import', jsonb_build_object('name', jsonb_build_array(name, 1), 'city', jsonb_build_array('Porto', 1)), now()
FROM people
"""
START = """
from twofold.run.setup import ready
with ready("test"):
    from twofold.core import operations
    from twofold.core.actor import Actor
    from twofold.core.unit import unit_of_work
    from twofold.directory.changes import Change, Do
    from twofold.directory.queries import Asked
    from twofold.directory.verbs import bulk_edits
    actor = Actor.system("test")
    with unit_of_work(actor):
        print({start}.id)
"""
EDIT = 'bulk_edits.edit_people(actor, Change(Do.SET, {"city": "Lund"}), whom=Asked())'


class Worked(Survivor):
    """A Twofold of its own with people in it, whose worker can be killed at work."""

    def fill(self) -> None:
        """Wait until it is up, and put people in."""
        self._wait_until_ready()
        self.ask(FILL, PEOPLE)

    def start(self, what: str) -> UUID:
        """Start an operation from another process, as a door would."""
        said = subprocess.run(
            [sys.executable, "-c", START.format(start=what)],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return UUID(said.stdout.split()[-1])

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        with psycopg.connect(self._urls()["database"]) as owner:
            cursor = owner.execute(sql, parameters)
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

    def kill_at_work(self, operation: UUID) -> None:
        """The worker in the middle of it, then everything at once."""
        self.wait_for(operation, done=1)
        os.kill(self.processes()["worker"], signal.SIGKILL)
        self.wait_for(operation, done=PEOPLE // 2)
        for pid in [*self.processes().values(), self.serving.pid]:
            os.kill(pid, signal.SIGKILL)
        self.serving.wait()
        self.serving = self._run("serve")
        self._wait_until_ready()
        self.wait_for(operation, ended=True)

    def cities(self) -> dict[str, int]:
        """How many live where."""
        return dict(self.ask("SELECT city, count(*) FROM directory_person GROUP BY city"))


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[Worked]:
    mine = Worked(tmp_path / "data")
    yield mine
    mine.close()


class TestKilling:
    @pytest.mark.timeout(600)
    def test_the_worker_in_the_middle_of_a_bulk_edit_and_of_its_undo_leaves_nothing_half(self, worked: Worked) -> None:
        worked.fill()

        edit = worked.start(EDIT)
        worked.kill_at_work(edit)
        assert worked.cities() == {"Lund": PEOPLE}
        assert worked.ask("SELECT state, done, counts FROM core_operation") == [("done", PEOPLE, {"changed": PEOPLE})]

        undo = worked.start(f'operations.undo(actor, "{edit}")')
        worked.kill_at_work(undo)
        assert worked.cities() == {"Porto": PEOPLE}
        assert worked.ask("SELECT state, counts FROM core_operation ORDER BY id") == [
            ("undone", {"changed": PEOPLE}),
            ("done", {"restored": PEOPLE}),
        ]
        told = "SELECT count(*) FROM core_ledgerentry WHERE name = 'directory.person.edited'"
        assert worked.ask(told) == [(2 * PEOPLE,)]
