"""Reading tables out of files as people have them: every encoding and separator, and whatever may be wrong with them."""

import csv
import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from twofold.directory.importing import workbooks
from twofold.directory.importing.guessing import Said, guess
from twofold.directory.importing.lines import BIG_CELL, NEVER_CLOSED, NUL, STRAY_QUOTE, TOO_LONG, UNREADABLE
from twofold.directory.importing.reading import rows
from twofold.directory.importing.shapes import (
    NotATable,
    NothingInside,
    Row,
    Shape,
    TooManyColumns,
    WorkbookDamaged,
    WorkbookTooLarge,
    as_text,
)

pytestmark = pytest.mark.no_database

PEOPLE = "First name;E-mail;City\nJosé;jose@helio.example;Zürich\nAda;ada@helio.example;Köln\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people"


def read(path: Path, said: Said | None = None) -> tuple[Shape, list[Row]]:
    shape = guess(path, said)
    return shape, list(rows(path, shape))


def cells(path: Path, said: Said | None = None) -> list[Sequence[Any]]:
    return [row.cells for row in read(path, said)[1]]


def problems(path: Path) -> dict[int, str]:
    return {row.number: row.problem for row in read(path)[1] if row.problem}


def a_workbook(path: Path, *sheets: list[list[Any]], rows_of: int = 0) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for sheet in sheets:
            page = book.add_worksheet()
            for number, row in enumerate(sheet):
                page.write_row(number, 0, row)
        if rows_of:
            page = book.add_worksheet()
            page.write_row(0, 0, ["Name", "E-mail", "Since", "Revenue"])
            for number in range(1, rows_of):
                page.write_row(number, 0, [f"Ada {number}", f"ada{number}@x.example", date(2024, 1, 2), number / 4])
    return path


class TestTheEncoding:
    @pytest.mark.parametrize(
        ("encoding", "guessed"),
        [
            ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32"), ("latin-1", "cp1252"), ("cp1252", "cp1252"),
            ("mac-roman", "mac-roman"),
        ],
    )  # fmt: skip
    def test_is_guessed(self, file: Path, encoding: str, guessed: str) -> None:
        file.write_bytes(PEOPLE.encode(encoding))

        shape, found = read(file)

        assert shape.encoding == guessed
        assert [list(row.cells) for row in found] == [
            ["José", "jose@helio.example", "Zürich"],
            ["Ada", "ada@helio.example", "Köln"],
        ]

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("cp1251", "Имя,Город\nИван Петров,Москва\nОльга Кузнецова,Казань\n"),
            ("cp1250", "Imię,Miasto\nŁukasz Wójcik,Łódź\nJiří Dvořák,Plzeň\n"),
            ("cp932", "名前,都市\n山田太郎,東京都\n鈴木花子,大阪府\n"),
            ("gb18030", "姓名,城市\n王小明,北京市\n李娜,上海市\n"),
        ],
    )
    def test_is_guessed_beyond_western_europe(self, file: Path, encoding: str, text: str) -> None:
        file.write_bytes(text.encode(encoding))

        assert cells(file) == [line.split(",") for line in text.splitlines()[1:]]

    def test_is_found_late_in_the_file(self, file: Path) -> None:
        file.write_bytes(b"name,city\n" + b"Ada,Porto\n" * 50_000 + "Zoë,Köln\n".encode("latin-1"))

        shape, found = read(file)

        assert (shape.encoding, found[-1].cells) == ("cp1252", ["Zoë", "Köln"])

    def test_can_be_overruled(self, file: Path) -> None:
        file.write_bytes("name,city\nŁukasz,Łódź\n".encode("iso8859-2"))

        assert cells(file, Said(encoding="iso8859-2")) == [["Łukasz", "Łódź"]]

    def test_is_utf_8_although_a_row_is_not(self, file: Path) -> None:
        good = "Zoë,Köln\n".encode()
        file.write_bytes(b"name,city\n" + good * 30 + b"Ren\xe9,Paris\n" + good)

        assert read(file)[0].encoding == "utf-8"
        assert problems(file) == {32: UNREADABLE}


class TestTheSeparator:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_is_guessed(self, file: Path, separator: str) -> None:
        file.write_text(PEOPLE.replace(";", separator))

        assert read(file)[0].separator == separator

    def test_is_not_a_comma_because_prices_have_one(self, file: Path) -> None:
        file.write_text("Name;Umsatz\nAda;1,50\nBob;2,75\nCem;3,10\n")

        assert cells(file)[0] == ["Ada", "1,50"]

    def test_is_the_one_that_excel_is_told(self, file: Path) -> None:
        file.write_text("sep=;\nname;note\nAda;a,b,c\n")

        shape, found = read(file)

        assert (shape.separator, shape.header, shape.columns) == (";", 2, ("name", "note"))
        assert [(row.number, row.cells) for row in found] == [(3, ["Ada", "a,b,c"])]

    def test_can_be_overruled(self, file: Path) -> None:
        file.write_text("a,b;c\nd,e;f\n")

        assert read(file, Said(separator=";", header=0))[0].columns == ("Column 1", "Column 2")

    def test_is_needed_by_no_file_of_one_column(self, file: Path) -> None:
        file.write_text("email\nada@helio.example\nbob@helio.example\n")

        assert cells(file) == [["ada@helio.example"], ["bob@helio.example"]]


class TestTheHeader:
    def test_is_missing_when_the_first_row_says_values(self, file: Path) -> None:
        file.write_text("Ada,ada@helio.example,2024\nBob,bob@helio.example,2023\n")

        shape, found = read(file)

        assert (shape.header, shape.columns, len(found)) == (0, ("Column 1", "Column 2", "Column 3"), 2)

    def test_is_found_below_a_title(self, file: Path) -> None:
        file.write_text("Contacts of 2026,,\n,,\nName,E-mail,City\nAda,ada@x.example,Porto\nBob,b@x.example,Faro\n")

        shape, found = read(file)

        assert (shape.header, shape.columns) == (3, ("Name", "E-mail", "City"))
        assert [row.number for row in found] == [4, 5]

    def test_can_be_overruled(self, file: Path) -> None:
        file.write_text("a,b\nc,d\ne,f\n")

        assert read(file, Said(header=2))[0].columns == ("c", "d")
        assert len(cells(file, Said(header=0))) == 3

    def test_names_what_has_no_name(self, file: Path) -> None:
        file.write_text("name,,city\nAda,x,Porto\n")

        assert read(file)[0].columns == ("name", "Column 2", "city")


class TestARowThatIsWrong:
    def test_is_ragged(self, file: Path) -> None:
        file.write_text("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n,,\n\n4,5,6\n")

        assert problems(file) == {
            3: "This row has 2 cells, the table has 3 columns",
            4: "This row has 4 cells, the table has 3 columns",
        }
        assert [row.number for row in read(file)[1]] == [2, 3, 4, 5, 8]

    def test_has_a_stray_quote_that_would_swallow_the_rest(self, file: Path) -> None:
        file.write_text('name,city\nAda,Porto\n"Bob,Faro\n' + "Cem,Lagos\n" * 1_000)

        assert problems(file) == {3: NEVER_CLOSED}
        assert len(cells(file)) == 1_002

    def test_has_a_stray_quote_in_a_file_that_goes_on_for_long(self, file: Path) -> None:
        file.write_text('name,city\n"Bob,Faro\n' + "Cem,Lagos\n" * 300_000)

        assert problems(file) == {2: BIG_CELL}
        assert len(cells(file)) == 300_001

    def test_has_a_stray_quote_that_another_one_closes(self, file: Path) -> None:
        file.write_text('name,city\n"Bob,Faro\nCem,Lagos\nDan,"Faro\nEve,Lagos\n')

        assert problems(file) == {2: STRAY_QUOTE, 4: NEVER_CLOSED}

    def test_has_quotes_that_swallow_rows_and_then_a_cell(self, file: Path) -> None:
        file.write_text('name,city,on\nBob,"Faro\nCem,Lagos,2\nDan,Faro",3,4\nEve,Faro,4\n')

        assert set(problems(file)) == {2, 4}
        assert [cells(file)[n] for n in (1, 3)] == [["Cem", "Lagos", "2"], ["Eve", "Faro", "4"]]

    def test_has_a_cell_of_ten_megabytes(self, file: Path) -> None:
        file.write_text("name,note\nAda," + "x" * 10_000_000 + "\nBob,fine\n")

        assert problems(file) == {2: TOO_LONG}
        assert cells(file)[-1] == ["Bob", "fine"]

    def test_has_a_cell_of_two_megabytes(self, file: Path) -> None:
        file.write_text("name,note\nAda," + "x" * 2_000_000 + "\nBob,fine\n")

        assert problems(file) == {2: BIG_CELL}

    def test_has_a_nul(self, file: Path) -> None:
        file.write_bytes(b"name,city\nA\0da,Porto\nBob,Faro\n")

        assert problems(file) == {2: NUL}

    def test_is_never_one_with_line_breaks_in_quotes(self, file: Path) -> None:
        file.write_text('name,address\nAda,"Rua 1\r\nPorto, PT"\nBob,"say ""hi"""\n')

        assert cells(file) == [["Ada", "Rua 1\r\nPorto, PT"], ["Bob", 'say "hi"']]


class TestGoingOn:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
    def test_from_a_row_is_the_same_as_from_the_beginning(self, file: Path, encoding: str) -> None:
        text = "name;city\n" + "".join(f'"Zoë {n}";"Köln\n{n}"\n' for n in range(500)) + '"x;y\n' + "é;ü\n" * 5
        file.write_bytes(text.encode(encoding))
        shape, found = read(file)

        for row in found[:: len(found) // 20]:
            expected = [one for one in found if one.number >= row.number]
            assert list(rows(file, shape, from_row=row.number)) == expected
            assert list(rows(file, shape, from_row=row.number, at=row.at)) == expected

    def test_is_so_in_a_workbook_too(self, file: Path) -> None:
        a_workbook(file, rows_of=300)
        shape, found = read(file)

        assert list(rows(file, shape, from_row=150, at=found[148].at)) == found[148:]
        assert list(rows(file, shape, from_row=150)) == found[148:]


class TestAWorkbook:
    def test_is_read_with_its_types(self, file: Path) -> None:
        a_workbook(file, [["Name", "Since", "Staff", "VIP"], ["Ada", date(2024, 2, 29), 12, True], ["", "", 0.5, ""]])

        shape, found = read(file)

        assert (shape.format, shape.columns, shape.rows) == ("workbook", ("Name", "Since", "Staff", "VIP"), 2)
        assert [list(row.cells) for row in found] == [["Ada", date(2024, 2, 29), 12, True], ["", "", 0.5, ""]]

    def test_has_sheets_to_choose_from(self, file: Path) -> None:
        a_workbook(file, [["Notes"]], [["Name"], ["Ada"]], [["City"], ["Porto"], ["Faro"]])

        assert read(file)[0].sheet == "Sheet2"
        assert [sheet.rows for sheet in read(file)[0].sheets] == [1, 2, 3]
        assert cells(file, Said(sheet="Sheet3")) == [["Porto"], ["Faro"]]

    def test_numbers_its_rows_as_excel_does(self, file: Path) -> None:
        a_workbook(file, [[], [], ["", "Name"], [], ["", "Ada"]])

        shape, found = read(file)

        assert shape.header == 3
        assert [(row.number, list(row.cells)) for row in found] == [(5, ["", "Ada"])]

    def test_of_many_rows_is_read_at_once(self, file: Path) -> None:
        a_workbook(file, rows_of=10_000)

        assert sum(1 for _ in rows(file, guess(file))) == 9_999

    @pytest.mark.slow
    def test_of_200_000_rows_is_read_in_seconds(self, file: Path) -> None:
        a_workbook(file, rows_of=200_000)
        begun = time.perf_counter()

        assert sum(not row.problem for row in rows(file, guess(file))) == 199_999

        assert time.perf_counter() - begun < 30


class TestAFileThatIsRefused:
    def test_is_a_zip_bomb(self, file: Path) -> None:
        a_workbook(file, [["Name"], ["Ada"]])
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as bomb:
            for _ in range(200):
                bomb.write(b"\0" * 1_000_000)

        with pytest.raises(WorkbookTooLarge):
            guess(file)

    def test_is_a_zip_bomb_that_says_it_is_small(self, file: Path) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/bomb.xml", b"<" * 100_000_000)
        packed = file.read_bytes()
        file.write_bytes(packed.replace((100_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")))

        with pytest.raises((WorkbookTooLarge, WorkbookDamaged)):
            guess(file)

    def test_has_thousands_of_entries(self, file: Path) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(workbooks.ENTRIES + 1):
                archive.writestr(f"{number}", "")

        with pytest.raises(WorkbookTooLarge):
            guess(file)

    def test_declares_entities(self, file: Path) -> None:
        a_workbook(file, [["Name"], ["Ada"]])
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        laughs = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>'
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content.replace(b"?>", b"?>" + laughs, 1))

        with pytest.raises(WorkbookDamaged):
            guess(file)

    def test_claims_the_farthest_corner(self, file: Path) -> None:
        with xlsxwriter.Workbook(file) as book:
            page = book.add_worksheet()
            page.write(0, 0, "Name")
            page.write(1_048_575, 16_383, "far away")

        with pytest.raises(WorkbookTooLarge):
            guess(file)

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", NothingInside), (b"\n\n\n", NothingInside), (b"PK\x03\x04 nothing", WorkbookDamaged),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, WorkbookDamaged), (b"%PDF-1.7 ...", NotATable),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, NotATable), (b",".join([b"a"] * 2_000), TooManyColumns),
        ],
    )  # fmt: skip
    def test_is_no_table(self, file: Path, content: bytes, refusal: type[Exception]) -> None:
        file.write_bytes(content)

        with pytest.raises(refusal):
            guess(file)

    def test_is_an_archive_of_something_else(self, file: Path) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("people.csv", "name\nAda\n")

        with pytest.raises(WorkbookDamaged):
            guess(file)


class TestWhatWasWritten:
    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(
            st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\n\r\t'), max_size=12)
                     .filter(lambda text: "\ufffd" not in text), min_size=3, max_size=3),
            max_size=30,
        ),
        st.sampled_from([",", ";", "\t", "|"]),
        st.sampled_from(["utf-8", "utf-16"]),
    )  # fmt: skip
    def test_is_read_again(self, table: list[list[str]], separator: str, encoding: str) -> None:
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *table])
        path = Path("/dev/shm") / f"twofold-{id(table)}"
        path.write_bytes(written.getvalue().encode(encoding))
        shape = Shape("text", ("a", "b", "c"), 1, len(table), encoding, separator)
        try:
            found = list(rows(path, shape))
        finally:
            path.unlink()

        assert [list(row.cells) for row in found] == [row for row in table if any(cell.strip() for cell in row)]
        assert not any(row.problem for row in found)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"), (0.5, "0.5"), (True, "true"), (date(2024, 2, 29), "2024-02-29"), ("x", "x"),
        (datetime.fromisoformat("2024-02-29"), "2024-02-29"),
        (datetime.fromisoformat("2024-02-29T08:30"), "2024-02-29T08:30:00"),
    ],
)  # fmt: skip
def test_a_cell_is_text_as_somebody_would_read_it(cell: Any, text: str) -> None:
    assert as_text(cell) == text
