"""`kill -9` of everything in the middle of an import, of the worker in the middle of undoing it: each row is done once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.core.worked import Worked
from tests.directory.importing import SEEN, keep, plan_of
from tests.makers import SYSTEM
from twofold.core.operations import Operation
from twofold.directory.verbs import importing

pytestmark = pytest.mark.no_database

ROWS, KNOWN = 16_000, 2_000
WRONG = {number for number in range(ROWS) if number % 199 == 198}
COUNTS = {
    "updated": KNOWN - len([number for number in WRONG if number < KNOWN]),
    "created": ROWS - KNOWN - len([number for number in WRONG if number >= KNOWN]),
    "refused": len(WRONG),
}
COMPANIES, KNOWN_COMPANIES = 400, 100
HEADER = "First,Last,Mail,City,Company"
TARGETS = ("person.given_name", "person.family_name", "person.email", "person.city", "account.name")
GIVEN = "from tests.directory import test_importing_survives_kills as crowd"
DIGEST = "SELECT md5(string_agg(seen::text, chr(10) ORDER BY seen::text)) FROM ({}) AS seen"


def those_who_are_there() -> Operation:
    """Some of those whom the file has, without their cities."""
    return _begin(_row(number, city="") for number in range(KNOWN))


def all_of_them() -> Operation:
    """Those who are there, others, and some whose address is none, scattered."""
    return _begin(_row(number, city="Lund", is_wrong=number in WRONG) for number in range(ROWS))


def _row(number: int, *, city: str, is_wrong: bool = False) -> str:
    mail = "nobody" if is_wrong else f"ada{number}@helio.example"
    company = number % (KNOWN_COMPANIES if number < KNOWN else COMPANIES)
    return f"Ada,Lovelace {number},{mail},{city},Company {company}"


def _begin(rows: Iterator[str]) -> Operation:
    file, shape = keep("\n".join([HEADER, *rows, ""]))
    plan = plan_of(HEADER, *TARGETS, account_keys=(("account.name",),))
    return importing.start(SYSTEM, file, shape=shape, plan=plan)


class Imported(Worked):
    """With what can be seen of its directory."""

    def begin(self) -> None:
        """Wait until it is up, and bring in some people in peace."""
        self._wait_until_ready()
        self.wait_for(self.start("crowd.those_who_are_there()", given=GIVEN), ended=True)

    def directory(self) -> dict[str, Any]:
        """All of it, as a digest of each table; what people are known by has ids of its own."""
        return {what: self.ask(DIGEST.format(statement)) for what, statement in SEEN.items()}

    def told(self, fact: str) -> int:
        """How many facts of a name the ledger has."""
        ((many,),) = self.ask("SELECT count(*) FROM core_ledgerentry WHERE name = %s", f"directory.{fact}")
        return int(many)

    def how_many(self, table: str) -> int:
        """How many rows a table of the directory has."""
        ((many,),) = self.ask(f"SELECT count(*) FROM directory_{table}")
        return int(many)


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Imported]:
    mine = Imported(tmp_path / "data")
    yield mine
    mine.close()


class TestKilling:
    @pytest.mark.timeout(600)
    def test_in_the_middle_of_an_import_and_of_its_undo_leaves_nothing_half(self, imported: Imported) -> None:
        imported.begin()
        before, told = imported.directory(), imported.told("person.added")

        done = imported.start("crowd.all_of_them()", given=GIVEN)
        imported.kill_everything(done, done=ROWS // 4)
        state = "SELECT state, done, counts FROM core_operation WHERE id = %s"
        assert imported.ask(state, done) == [("done", ROWS, COUNTS)]
        rows = "SELECT count(*), max(number) - min(number) + 1 FROM directory_importrow WHERE operation_id = %s"
        assert imported.ask(rows, done) == [(ROWS, ROWS)]
        people = KNOWN + COUNTS["created"]
        assert [imported.how_many(table) for table in ("person", "identifier", "membership")] == [people] * 3
        assert imported.how_many("account") == COMPANIES
        assert imported.told("person.added") == told + COUNTS["created"]

        undo = imported.start(f'operations.undo(actor, "{done}")')
        imported.kill_worker(undo)
        imported.wait_for(undo, ended=True)
        assert imported.directory() == before
        touched = {"removed": COUNTS["created"], "restored": COUNTS["updated"]}
        assert imported.ask(state, undo) == [("done", ROWS - COUNTS["refused"], touched)]
        assert imported.ask("SELECT state FROM core_operation WHERE id = %s", done) == [("undone",)]
        assert imported.told("person.erased") == COUNTS["created"]
