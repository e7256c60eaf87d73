"""`kill -9` of the worker in each room, and then of everything: the erasure goes on to its end, and tells it once."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.core.worked import Worked

pytestmark = pytest.mark.no_database

GIVEN = """
    from twofold.directory.verbs import erasures, people
""".strip()
PERSON = 'people.add(actor, fields={"name": "Zweramir Quondel", "email": "xulvane@helio.example"})'
ENTRIES = """
INSERT INTO core_ledgerentry (id, name, body, actor_kind, actor_name, person_id, recorded_at)
SELECT gen_random_uuid(), 'test.letter.written', '{"to": "Zweramir"}', 'system', 'test', %s, now()
FROM generate_series(1, 6000)
"""
WORDS = "zweramir|quondel|xulvane"


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[Worked]:
    mine = Worked(tmp_path / "data")
    yield mine
    mine.close()


def kill_in_each_room(worked: Worked, operation: UUID) -> set[str]:
    """End the worker whenever it is seen in another room; those it was seen in."""
    seen: set[str] = set()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        ((room, ended_at),) = worked.ask(
            "SELECT coalesce(position->>'room', ''), ended_at FROM core_operation WHERE id = %s", operation
        )
        if ended_at or room == "log":
            return seen
        if room not in seen:
            seen.add(room)
            os.kill(worked.processes()["worker"], signal.SIGKILL)
        time.sleep(0.02)
    raise TimeoutError(seen)


class TestKilling:
    @pytest.mark.timeout(400)
    def test_the_worker_in_each_room_and_then_everything_leaves_nothing_behind(self, worked: Worked) -> None:
        worked._wait_until_ready()
        person = worked.start(PERSON, given=GIVEN)
        worked.ask(ENTRIES, person)

        erasure = worked.start(f'erasures.begin(actor, "{person}", reason="Request 4711")', given=GIVEN)
        assert "events" in kill_in_each_room(worked, erasure)
        worked.kill_everything(erasure, done=1)

        assert worked.ask("SELECT state FROM core_operation WHERE id = %s", erasure) == [("done",)]
        for table in (
            "core_ledgerentry",
            "core_operation",
            "directory_person",
            "directory_identifier",
            "directory_word",
        ):
            found = worked.ask(f"SELECT count(*) FROM {table} t WHERE t::text ~* %s", WORDS)
            assert found == [(0,)], table
        assert worked.ask("SELECT count(*) FROM core_ledgerentry WHERE name = 'core.person.erased'") == [(1,)]
