"""`kill -9` of the worker, and of everything, in the middle of a bulk edit and of undoing it: it goes on, and nothing is half."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.worked import Worked

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
GIVEN = """
    from twofold.directory.changes import Change, Do
    from twofold.directory.queries import Asked
    from twofold.directory.verbs import bulk_edits
""".strip()
EDIT = 'bulk_edits.edit_people(actor, Change(Do.SET, {"city": "Lund"}), whom=Asked())'


class Crowded(Worked):
    """With people in it."""

    def fill(self) -> None:
        """Wait until it is up, and put people in."""
        self._wait_until_ready()
        self.ask(FILL, PEOPLE)

    def cities(self) -> dict[str, int]:
        """How many live where."""
        return dict(self.ask("SELECT city, count(*) FROM directory_person GROUP BY city"))


@pytest.fixture
def worked(tmp_path: Path) -> Iterator[Crowded]:
    mine = Crowded(tmp_path / "data")
    yield mine
    mine.close()


class TestKilling:
    @pytest.mark.timeout(600)
    def test_the_worker_in_the_middle_of_a_bulk_edit_and_of_its_undo_leaves_nothing_half(self, worked: Crowded) -> None:
        worked.fill()

        edit = worked.start(EDIT, given=GIVEN)
        worked.kill_worker(edit)
        worked.kill_everything(edit, done=PEOPLE // 2)
        assert worked.cities() == {"Lund": PEOPLE}
        assert worked.ask("SELECT state, done, counts FROM core_operation") == [("done", PEOPLE, {"changed": PEOPLE})]

        undo = worked.start(f'operations.undo(actor, "{edit}")')
        worked.kill_worker(undo)
        worked.kill_everything(undo, done=PEOPLE // 2)
        assert worked.cities() == {"Porto": PEOPLE}
        assert worked.ask("SELECT state, counts FROM core_operation ORDER BY id") == [
            ("undone", {"changed": PEOPLE}),
            ("done", {"restored": PEOPLE}),
        ]
        told = "SELECT count(*) FROM core_ledgerentry WHERE name = 'directory.person.edited'"
        assert worked.ask(told) == [(2 * PEOPLE,)]
