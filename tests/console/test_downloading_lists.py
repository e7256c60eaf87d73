"""What a list shows is downloaded as a file: all that it asks for, or the rows that were selected, in its columns."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.console.staff import Staff
from tests.makers import SYSTEM, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory.models import Person


def people_named(*names: str, **fields: Any) -> list[Person]:
    with unit_of_work(SYSTEM):
        return [a_person(given_name=name, **fields) for name in names]


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def rows(response: Any) -> list[list[str]]:
    assert response.status_code == 200, response.content
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"))))


class TestDownloadingAList:
    def test_gives_all_that_it_asks_for_in_the_columns_it_has(self, jana: Staff) -> None:
        people_named("Ben", "Ada", city="Porto")
        people_named("Carl", city="Lund")

        answer = jana.get("/people.csv", {"where": "city = Porto", "columns": "name,city", "sort": "name"})

        assert rows(answer) == [["Name", "City"], ["Ada", "Porto"], ["Ben", "Porto"]]
        assert answer["Content-Type"].startswith("text/csv")
        assert answer["Content-Disposition"].startswith('attachment; filename="people-')

    def test_gives_the_selected_rows_alone(self, jana: Staff) -> None:
        ada, ben, _ = people_named("Ada", "Ben", "Carl")
        url = "/people.csv?columns=name"

        some = rows(jana.post(url, {"ids": [str(ben.id), str(ada.id)], "everything": ""}))
        everything = rows(jana.post(url, {"ids": [str(ben.id)], "everything": "1"}))

        assert some == [["Name"], ["Ben"], ["Ada"]]
        assert len(everything) == 1 + 4  # with Jana herself

    def test_gives_a_workbook(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            an_account(name="Helio", employees=40)

        answer = jana.get("/accounts.xlsx", {"columns": "name,employees"})

        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content(answer))).get_sheet_by_index(0).to_python()
        assert sheet == [["Name", "Employees"], ["Helio", 40]]
        assert answer["Content-Disposition"].endswith('.xlsx"')

    def test_is_offered_where_the_list_is(self, jana: Staff) -> None:
        people_named("Ada", city="Porto")

        page = jana.get("/people?where=city+%3D+Porto").content.decode()

        assert 'href="/people.csv?where=city+%3D+Porto"' in page
        assert 'data-download="/people.xlsx?where=city+%3D+Porto"' in page

    def test_says_what_is_wrong_with_what_is_asked(self, jana: Staff) -> None:
        answer = jana.get("/people.csv", {"where": "no_such = 1"})

        assert answer.status_code == 422
        assert "There is no field" in answer.content.decode()

    @pytest.mark.usefixtures("committed")
    def test_is_for_staff(self) -> None:
        assert Client().get("/people.csv").status_code == 302
