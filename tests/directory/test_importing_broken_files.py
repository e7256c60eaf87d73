"""Files as people have them, through the whole import: each comes to an end that says what was wrong, and nothing is half done."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.directory.importing import bring_in, carry, keep, outcomes, person_by, plan_of, reasons, the_directory, undo
from tests.makers import SYSTEM
from twofold.core import files
from twofold.core.models import Operation
from twofold.directory.importing import lines
from twofold.directory.importing.plan import REASON
from twofold.directory.importing.shapes import Shape, WorkbookDamaged, WorkbookTooLarge
from twofold.directory.models import ImportRow, Person
from twofold.directory.queries import importing as imports
from twofold.directory.verbs import importing

HEADER = "First,Mail,City"
TARGETS = ("person.given_name", "person.email", "person.city")
PLAN = plan_of(HEADER, *TARGETS)
JOSE = "José,jose@helio.example,Zürich"
ADA = "Ada,ada@helio.example,Köln"
BOB = "Bob,bob@helio.example,Muncie"


def a_file(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def as_is_said_beforehand(content: bytes) -> Operation:
    """Import it: as its dry run said, and undone all is as before. It is left done."""
    before = the_directory()
    rehearsed = bring_in(content, PLAN, dry_run=True)
    assert rehearsed.state == "done", rehearsed.error
    assert the_directory() == before
    undo(bring_in(content, PLAN))
    assert the_directory() == before
    done = bring_in(content, PLAN)
    assert done.state == "done", done.error
    assert (outcomes(done), reasons(done)) == (outcomes(rehearsed), reasons(rehearsed))
    return done


class TestAnEncoding:
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
    def test_of_any_sort_brings_in_the_same_people(self, encoding: str, separator: str) -> None:
        done = as_is_said_beforehand(a_file(JOSE, ADA).replace(",", separator).encode(encoding))

        assert done.counts == {"created": 2}
        jose = person_by("jose@helio.example")
        assert (jose.name, jose.city) == ("José", "Zürich")


class TestARow:
    @pytest.mark.parametrize(
        ("broken", "why"),
        [
            ("Eve,eve@helio.example", "This row has 2 cells, the table has 3 columns"),
            ("Eve,eve@helio.example,Rome,,more", "This row has 5 cells, the table has 3 columns"),
            ('"Eve" the first,eve@helio.example,Rome', lines.STRAY_QUOTE),
            ('"Eve,eve@helio.example,Rome', lines.NEVER_CLOSED),
            ("E\0ve,eve@helio.example,Rome", lines.NUL),
            (f"Eve,eve@helio.example,{'x' * 10_000_000}", lines.TOO_LONG),
            (f"Eve,eve@helio.example,{'x' * 2_000_000}", lines.BIG_CELL),
        ],
        ids=["few", "many", "quote inside", "quote never closed", "nul", "10 MB", "2 MB"],
    )
    def test_that_cannot_be_read_is_refused_alone(self, broken: str, why: str) -> None:
        done = as_is_said_beforehand(a_file(ADA, broken, BOB).encode())

        assert outcomes(done) == ["created", "refused", "created"]
        assert why in reasons(done)[1][0]
        assert set(Person.objects.filter(email__endswith="@helio.example").values_list("city", flat=True)) == {
            "Köln",
            "Muncie",
        }

    def test_that_was_refused_is_in_the_file_of_errors_and_comes_in_when_corrected(self) -> None:
        done = bring_in(a_file(ADA, '"Eve,eve@helio.example,Rome', "Carl,carl"), PLAN)

        text = b"".join(imports.error_file(SYSTEM, done.id)).decode("utf-8-sig")
        names, *rows = csv.reader(io.StringIO(text))
        assert names[-1] == f"{REASON} (import {done.id})"
        assert [row[-1] for row in rows] == [" ".join(why) for why in reasons(done) if why]
        corrected = text.replace('""Eve', "Eve").replace("carl,", "carl@helio.example,")
        again = bring_in(corrected, PLAN.for_columns(names))
        assert again.counts == {"created": 2}

    def test_with_a_cell_longer_than_its_field_is_refused_or_cut_but_done_with(self) -> None:
        done = as_is_said_beforehand(
            a_file(f"Eve,eve@helio.example,{'x' * 900_000}", f"{'y' * 5_000},bob@helio.example,", ADA).encode()
        )

        assert outcomes(done)[2] == "created"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate(a_file(JOSE, ADA).splitlines()):
            sheet.write_row(number, 0, row.split(","))
    return path


def failed(content: bytes, shape: Shape) -> str:
    """Why the import of a file failed that somebody said to be read like this. Nothing was done."""
    before = the_directory()
    file = files.keep(SYSTEM, [content], name="people.xlsx")
    operation = carry(importing.start(SYSTEM, file.id, shape=shape, plan=PLAN).id)
    assert (operation.state, operation.done, operation.counts) == ("failed", 0, {})
    assert not ImportRow.objects.exists()
    assert the_directory() == before
    return operation.error


def unescaped(workbook: bytes) -> bytes:
    """With the escapes of characters that XML does not have, which the writer has escaped once more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"_x005F_x0000_", b"_x0000_"))
    return out.getvalue()


class TestAWorkbook:
    def test_is_imported_like_any_table(self, workbook: Path) -> None:
        done = as_is_said_beforehand(workbook.read_bytes())

        assert done.counts == {"created": 2}
        assert person_by("jose@helio.example").city == "Zürich"

    def test_has_rows_with_a_nul_refused_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "people.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("People")
            for number, row in enumerate(a_file(JOSE, "E_x0000_ve,eve@helio.example,Rome", ADA).splitlines()):
                sheet.write_row(number, 0, row.split(","))
        whole = path.read_bytes()

        done = as_is_said_beforehand(unescaped(whole))

        assert done.counts == {"created": 2, "refused": 1}

    def test_that_is_a_bomb_is_refused_and_fails_where_it_is_imported_unseen(self, workbook: Path) -> None:
        _, shape = keep(workbook.read_bytes())
        with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as bomb:
            for _ in range(200):
                bomb.write(b"\0" * 1_000_000)

        with pytest.raises(WorkbookTooLarge):
            keep(workbook.read_bytes())
        assert failed(workbook.read_bytes(), shape) == WorkbookTooLarge().message

    def test_that_is_cut_off_is_refused_and_fails_where_it_is_imported_unseen(self, workbook: Path) -> None:
        _, shape = keep(workbook.read_bytes())
        half = workbook.read_bytes()[:3_000]

        with pytest.raises(WorkbookDamaged):
            keep(half)
        assert failed(half, shape) == WorkbookDamaged().message
