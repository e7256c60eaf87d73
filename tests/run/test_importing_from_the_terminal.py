"""`twofold import` of a table: shown and asked about, tried beforehand, done, its errors in a file, and taken back."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from twofold.core.unit import unit_of_work
from twofold.directory.models import Person
from twofold.run.importing import ACTOR

pytestmark = pytest.mark.usefixtures("committed")

HEADER = ("First name", "Last name", "E-mail", "City")
ADA, EVE = ("Ada", "Lovelace", "ada@helio.example", "Lisbon"), ("Eve", "Ek", "eve@helio.example", "Lund")
WRONG = ("Bob", "Ross", "bob", "Muncie")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    with path.open("w", newline="") as content:
        csv.writer(content).writerows([HEADER, ADA, WRONG, EVE])
    return path


def twofold(*command: object, say: str = "") -> tuple[int, str]:
    """The status and all that was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "twofold.run.cli", *map(str, command)],
        env=os.environ | {"COLUMNS": "200"}, input=say, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def people() -> dict[str, str]:
    with unit_of_work(ACTOR):
        return dict(Person.objects.values_list("email", "city"))


class TestATable:
    def test_is_tried_imported_corrected_and_taken_back(self, file: Path, tmp_path: Path) -> None:
        status, told = twofold("import", file, "--dry-run")
        assert (status, people()) == (0, {}), told
        assert "2  rows would be added" in told
        assert "1  rows would be refused" in told
        assert re.search(r"row 3: .*“bob” is not an e-mail address", told)
        assert re.search(r"E-mail +person\.email", told)

        errors = tmp_path / "refused.csv"
        status, told = twofold("import", file, "--yes", "--errors", errors)
        assert status == 0, told
        assert people() == {"ada@helio.example": "Lisbon", "eve@helio.example": "Lund"}
        undo = re.search(r"twofold import undo (\S+)", told)
        assert undo

        errors.write_text(errors.read_text("utf-8-sig").replace(",bob,", ",bob@helio.example,"))
        status, told = twofold("import", errors, "--yes")
        assert (status, "1  rows added" in told) == (0, True), told
        assert people()["bob@helio.example"] == "Muncie"

        status, told = twofold("import", "undo", undo[1])
        assert status == 0, told
        assert "2 records removed, 0 as they were without the import." in told
        assert people() == {"bob@helio.example": "Muncie"}
        status, told = twofold("import", "undo", undo[1])
        assert (status, "It has been undone already." in told) == (2, True), told

    def test_has_columns_of_any_name(self, tmp_path: Path) -> None:
        file = tmp_path / "contacts.csv"
        file.write_text("E-mail,Turnover [eur],[/closed]\nada@helio.example,5,no\n")

        status, told = twofold("import", file, "--dry-run")

        assert status == 0, told
        assert re.search(r"Turnover \[eur\] +\S", told)
        assert re.search(r"\[/closed\] +\S", told)

    def test_is_shown_and_asked_about(self, file: Path) -> None:
        status, told = twofold("import", file, "--match", "email,first_name", say="n\n")
        assert (status, people()) == (2, {}), told
        assert "There is no field “person.first_name” to match by." in told

        status, told = twofold("import", file, "--match", "email", "--on-match", "overwrite", say="n\n")
        assert (status, people()) == (0, {}), told
        assert "Known again by person.email; on a match: overwrite." in told
        assert "Import it like this?" in told

    def test_that_is_none_or_is_not_there_is_refused_with_a_sentence(self, tmp_path: Path) -> None:
        picture = tmp_path / "picture.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)

        status, told = twofold("import", picture)
        assert (status, "Traceback" in told) == (2, False), told
        status, told = twofold("import", "undo", "what")
        assert (status, "Traceback" in told) == (2, False), told
