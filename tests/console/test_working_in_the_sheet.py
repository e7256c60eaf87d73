"""Working in a list as in a sheet: cells that are edited in place, blocks that are pasted, and back again."""

import json
from typing import Any

import pytest

from tests.console.staff import Staff, counted, text
from tests.makers import SYSTEM, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.verbs import custom_fields, memberships


def send(jana: Staff, *cells: tuple[Any, str, Any], subject: str = "person") -> dict[str, Any]:
    """What the page sends for some cells, and what it is answered."""
    sent = [{"id": str(one), "field": field, "value": value} for one, field, value in cells]
    response = jana.post(f"/lists/{subject}/cells", json.dumps({"cells": sent}), content_type="application/json")
    assert response.status_code == 200, text(response)
    answer: dict[str, Any] = response.json()
    return answer


def values(one: Any, *columns: str, subject: str = "person") -> list[Any]:
    with unit_of_work(SYSTEM):
        (row,) = directory.rows_by_id(SYSTEM, subject, [one], columns=columns)
    return [row.values[column] for column in columns]


@pytest.fixture
def ada(committed: None) -> Any:
    with unit_of_work(SYSTEM):
        for key, kind in (("worth", "money"), ("since", "date"), ("mentor", "person"), ("score", "number")):
            custom_fields.define(SYSTEM, subject="person", key=key, label=key.capitalize(), kind=kind)
        custom_fields.define(
            SYSTEM, subject="person", key="likes", label="Likes", kind="multi_choice", choices=["A", "B"]
        )
        return a_person(name="Ada Brandt", city="Rome").id


class TestACell:
    def test_is_kept_and_answered_as_it_is_drawn(self, jana: Staff, ada: Any) -> None:
        answer = send(jana, (ada, "country", "portugal"))

        assert answer["cells"] == [{"id": str(ada), "field": "country", "html": "Portugal", "value": "PT"}]
        assert answer["notice"] == "Country changed"

        jana.send(answer["undo"])
        assert values(ada, "country") == [None]

    @pytest.mark.parametrize(
        ("field", "typed", "kept"),
        [
            ("custom.worth", "€ 1,284.50", {"minor": 128450, "currency": "EUR"}),
            ("custom.worth", "1.284,50 EUR", {"minor": 128450, "currency": "EUR"}),
            ("custom.score", "1 200", 1200),
            ("custom.score", "-3.5", -3.5),
            ("custom.likes", ["B", "A"], ("A", "B")),
            ("custom.likes", "b, a", ("A", "B")),
            ("name", "Ada Lovelace", "Ada Lovelace"),
        ],
    )
    def test_takes_what_people_write(self, jana: Staff, ada: Any, field: str, typed: Any, kept: Any) -> None:
        assert "refusal" not in send(jana, (ada, field, typed))["cells"][0]

        assert values(ada, field) == [kept]

    def test_takes_days_as_spreadsheets_write_them(self, jana: Staff, ada: Any) -> None:
        for typed in ("2026-03-01", "01.03.2026", "1 Mar 2026", "March 1, 2026", "Mar 1, 2026"):
            answer = send(jana, (ada, "custom.since", typed))["cells"][0]
            assert answer.get("value", answer) == "2026-03-01", typed

    @pytest.mark.parametrize(
        ("field", "typed", "refusal"),
        [
            ("email", "ada@", "This is not an e-mail address."),
            ("custom.worth", "much", "This is not an amount of money."),
            ("custom.since", "soon", "Since is a day, as in 2026-03-01."),
            ("custom.score", "many", "Score is a number."),
            ("custom.mentor", "Nobody Known", "Nobody is called “Nobody Known”."),
            ("kind", "staff", "Kind cannot be changed here."),
            ("job.title", "CFO", "They are in no account."),
        ],
    )
    def test_refuses_with_a_sentence_and_changes_nothing(
        self, jana: Staff, ada: Any, field: str, typed: str, refusal: str
    ) -> None:
        answer = send(jana, (ada, field, typed))

        assert answer["cells"][0]["refusal"] == refusal
        assert answer["undo"] == ""

    def test_finds_people_by_name_and_refuses_one_that_two_have(self, jana: Staff, ada: Any) -> None:
        with unit_of_work(SYSTEM):
            ben = a_person(name="Ben Carter")
            a_person(name="Two Alike")
            a_person(name="Two Alike")

        assert send(jana, (ada, "custom.mentor", "Ben Carter"))["cells"][0]["value"] == str(ben.id)
        assert send(jana, (ada, "owner", "jana@twofold.example"))["cells"][0]["value"] == str(jana.person.id)
        assert (
            send(jana, (ada, "custom.mentor", "Two Alike"))["cells"][0]["refusal"] == "Several are called “Two Alike”."
        )

    def test_of_a_membership_changes_the_one_that_the_list_shows(self, jana: Staff, ada: Any) -> None:
        with unit_of_work(SYSTEM):
            memberships.add(SYSTEM, ada, an_account(name="Helio").id)

        answer = send(jana, (ada, "job.title", "CFO"), (ada, "job.role", "Champion"), (ada, "job.ends", "tomorrow"))

        assert values(ada, "job.title", "job.role", "job.account")[:2] == ["CFO", "champion"]
        assert "refusal" in answer["cells"][2]
        jana.send(answer["undo"])
        assert values(ada, "job.title", "job.role") == [None, None]

    def test_moves_an_account_and_back(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            group, helio = an_account(name="Helio Group"), an_account(name="Helio Pumps")

        answer = send(jana, (helio.id, "parent", "Helio Group"), (group.id, "parent", str(group.id)), subject="account")

        assert values(helio.id, "parent", subject="account")[0].name == "Helio Group"
        assert answer["cells"][1]["refusal"] == "An account cannot be below itself."
        jana.send(answer["undo"])
        assert values(helio.id, "parent", subject="account") == [None]


class TestABlock:
    def test_is_kept_as_far_as_it_goes_and_taken_back_as_a_whole(self, jana: Staff, ada: Any) -> None:
        with unit_of_work(SYSTEM):
            ben = a_person(name="Ben", city="Oslo").id

        answer = send(
            jana, (ada, "city", "Lisbon"), (ada, "country", "PT"), (ben, "city", "Porto"), (ben, "country", "Narnia")
        )

        assert answer["notice"] == "3 cells changed of 2 people, 1 refused"
        assert answer["cells"][3]["refusal"] == "This is not a country."
        assert values(ben, "city", "country") == ["Porto", None]

        jana.send(answer["undo"])
        assert values(ada, "city", "country") == ["Rome", None]
        assert values(ben, "city") == ["Oslo"]

    def test_costs_the_same_statements_however_long_it_is(self, jana: Staff, ada: Any) -> None:
        with unit_of_work(SYSTEM):
            crowd = [a_person().id for _ in range(40)]

        def cost(number: int, mark: str) -> int:
            with counted() as statements:
                send(
                    jana,
                    *((one, field, f"Anna {mark} {one}") for one in crowd[:number] for field in ("city", "given_name")),
                )
            return len(statements)

        cost(1, "z")
        assert cost(2, "a") == cost(40, "b")

    def test_is_refused_when_it_is_no_block_at_all(self, jana: Staff) -> None:
        for body in ("", "{}", '{"cells": [{"id": "x"}]}', "[]"):
            assert jana.post("/lists/person/cells", body, content_type="application/json").status_code == 404
        assert jana.get("/lists/person/cells").status_code == 405
        assert jana.post("/lists/robot/cells", "{}", content_type="application/json").status_code == 404

    def test_passes_over_who_is_gone(self, jana: Staff, ada: Any) -> None:
        gone = "01900000-0000-7000-8000-000000000000"

        answer = send(jana, (gone, "city", "Rome"), (ada, "city", "Lisbon"))

        assert answer["cells"][0]["refusal"] == "There is no such person, or not for you to see."
        assert values(ada, "city") == ["Lisbon"]
