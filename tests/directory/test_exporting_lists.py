"""A list is taken out as a file: exactly those in it, in its order, with nothing a spreadsheet would run, in flat memory."""

import csv
import io
import tracemalloc
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.makers import SYSTEM, a_colleague, a_person, an_account
from twofold.core.actor import PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory import bulk
from twofold.directory.conditions import ConditionNotUnderstood, parse
from twofold.directory.exporting import files
from twofold.directory.exporting.cells import as_text
from twofold.directory.permissions import Permission
from twofold.directory.queries import Asked
from twofold.directory.verbs import custom_fields, exports, people, tags
from twofold.directory.verbs.exports import Export, ExportFormat

XLSX = ExportFormat.XLSX


def read_csv(export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(export.content()).decode("utf-8-sig"))))


def read_xlsx(export: Export) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(export.content())))
    return [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]


def exported(columns: Sequence[str] = ("name",), *, subject: str = "person", **wish: Any) -> Export:
    return exports.export(SYSTEM, subject, wish.pop("whom", Asked()), columns=columns, **wish)


class TestAnExport:
    def test_has_those_of_the_list_in_its_order_and_no_other_columns(self) -> None:
        for name in ("Carl", "Ada", "Bea"):
            a_person(given_name=name, city="Porto")
        a_person(given_name="Dora", city="Lund")

        export = exported(("given_name", "city"), whom=Asked(where=parse("city = Porto")), sort="name")

        assert read_csv(export) == [["Given name", "City"], ["Ada", "Porto"], ["Bea", "Porto"], ["Carl", "Porto"]]
        assert export.count == 3

    def test_of_a_selection_has_these_as_they_were_selected(self) -> None:
        ada, ben = a_person(name="Ada"), a_person(name="Ben")

        assert read_csv(exported(whom=[ben.id, ada.id, ben.id])) == [["Name"], ["Ben"], ["Ada"]]

    def test_may_be_of_those_who_were_removed(self) -> None:
        a_person(name="Ada")
        people.remove(SYSTEM, a_person(name="Ben").id)

        assert read_csv(exported(whom=Asked(removed=True))) == [["Name"], ["Ben"]]

    def test_has_custom_fields_money_tags_and_whom_values_point_at(self) -> None:
        custom_fields.define(SYSTEM, subject="account", key="budget", label="Budget", kind="money")
        custom_fields.define(SYSTEM, subject="account", key="since", label="Since", kind="date")
        helio = an_account(
            name="Helio", kind="partner", employees=40, budget={"minor": 412050, "currency": "EUR"}, since="2024-02-29"
        )
        an_account(name="Lumen", parent=helio)
        tags.tag_accounts(SYSTEM, [helio.id], tag="VIP")
        tags.tag_accounts(SYSTEM, [helio.id], tag="Key")
        columns = ("name", "kind", "employees", "custom.budget", "custom.since", "tag", "parent")

        told, (sheet,) = (
            read_csv(exported(columns, subject="account")),
            read_xlsx(exported(columns, subject="account", format=XLSX)),
        )

        header = ["Name", "Kind", "Employees", "Budget", "Budget (currency)", "Since", "Tags", "Part of"]
        assert told[:2] == [header, ["Helio", "Partner", "40", "4120.50", "EUR", "2024-02-29", "Key; VIP", ""]]
        assert told[2] == ["Lumen", "Prospect", "", "", "", "", "", "Helio"]
        assert sheet[1] == ["Helio", "Partner", 40, 4120.5, "EUR", date(2024, 2, 29), "Key; VIP", ""]

    def test_is_told_in_the_ledger_with_how_many_and_of_what(self) -> None:
        a_person()

        exported(("name", "email"))

        body = LedgerEntry.objects.get(name="directory.list.exported").body
        assert body == {"subject": "person", "count": 1, "columns": ["name", "email"], "format": "csv"}

    def test_needs_its_permission_columns_and_fields_that_there_are(self) -> None:
        with pytest.raises(PermissionMissing):
            exports.export(a_colleague(without=Permission.EXPORT), "person", Asked(), columns=("name",))
        with pytest.raises(exports.NothingToExport):
            exported(())
        with pytest.raises(ConditionNotUnderstood):
            exported(("no_such",))


class TestACell:
    @pytest.mark.parametrize(
        "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+A1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x", "'=1"]
    )
    def test_that_looks_like_a_formula_is_text(self, text: str) -> None:
        assert as_text(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["+351912345678", "-5", "+1 (555) 010-22", "Ada", "a=b", "12-3", ""])
    def test_that_is_a_number_or_plain_stays_as_it_is(self, text: str) -> None:
        assert as_text(text) == text

    def test_in_a_workbook_is_never_a_formula(self) -> None:
        a_person(given_name="=HYPERLINK(1)", city="https://evil.example")

        ((_, row),) = read_xlsx(exported(("given_name", "city"), format=XLSX))

        assert row == ["=HYPERLINK(1)", "https://evil.example"]


class TestAWorkbook:
    def test_goes_on_on_another_sheet_where_one_is_full(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "ROWS_OF_A_SHEET", 3)
        for name in ("Ada", "Ben", "Cleo"):
            a_person(name=name)

        assert read_xlsx(exported(sort="name", format=XLSX)) == [
            [["Name"], ["Ada"], ["Ben"]],
            [["Name"], ["Cleo"]],
        ]


def _many(number: int) -> None:
    bulk.run(
        "INSERT INTO directory_person (id, given_name, family_name, name, sort_name, email, phone, locale, time_zone,"
        " country, city, photo, attributes, created_at, known_at, is_staff, is_active, password)"
        " SELECT gen_random_uuid(), 'P', n::text, 'P ' || n, 'p ' || n, n || '@example.com', '', '', '', 'PT', 'Porto', '',"
        " '{}', now(), now(), false, true, '' FROM generate_series(1, %s) AS n",
        [number],
        fetch=False,
    )


class TestVeryManyRows:
    @pytest.mark.slow
    @pytest.mark.parametrize("format_", [ExportFormat.CSV, XLSX])
    def test_take_no_more_memory_than_a_page(self, committed: None, format_: ExportFormat) -> None:
        number = 60_000
        with unit_of_work(SYSTEM):
            _many(number)
        with unit_of_work(SYSTEM):
            export = exported(("name", "email", "country", "city"), sort="name", format=format_)
        tracemalloc.start()

        size = sum(len(chunk) for chunk in export.content())

        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert export.count == number
        assert size > number * 4
        assert most < 16_000_000
