"""What Ctrl K finds, what is marked of it, and where it leads when a name was mistyped."""

import pytest

from tests.console.staff import Staff
from tests.makers import SYSTEM, a_person, an_account
from twofold.console.marking import marks
from twofold.core.unit import unit_of_work
from twofold.directory.models import Person


def a_known_person(**fields: str) -> Person:
    with unit_of_work(SYSTEM):
        return a_person(**fields)


class TestFinding:
    def test_marks_what_was_asked_for_and_leads_to_the_lists(self, jana: Staff) -> None:
        zoe = a_known_person(name="Zoë Jansberg", email="zoe.j@helio-pumps.de")

        people, lists, *_ = jana.get("/find?q=zoe+jans").json()

        (item,) = people["items"]
        assert (people["label"], item["title"], item["href"]) == ("People", "Zoë Jansberg", f"/people/{zoe.id}")
        assert item["marks"] == {"title": [[0, 3], [4, 8]], "subtitle": [[0, 3]]}
        assert [(one["title"], one["href"]) for one in lists["items"]] == [
            ("All people for “zoe jans”", "/people?q=zoe+jans"),
            ("All accounts for “zoe jans”", "/accounts?q=zoe+jans"),
        ]

    def test_tells_the_number_by_which_somebody_was_found(self, jana: Staff) -> None:
        a_known_person(name="Zoë Jansberg", email="zoe.j@helio-pumps.de", phone="+493012345678")

        by_number = jana.get("/find?q=030+1234").json()[0]["items"][0]
        by_name = jana.get("/find?q=jansberg").json()[0]["items"][0]

        assert (by_number["subtitle"], by_name["subtitle"]) == ("+493012345678", "zoe.j@helio-pumps.de")

    def test_puts_an_account_that_is_called_so_before_people(self, jana: Staff) -> None:
        a_known_person(name="Hanna Vela", email="hanna@vela.pt")
        with unit_of_work(SYSTEM):
            an_account(name="Vela")

        assert [group["label"] for group in jana.get("/find?q=vela").json()[:2]] == ["Accounts", "People"]

    def test_says_what_was_meant(self, jana: Staff) -> None:
        a_known_person(name="Zoë Jansberg")

        group, lists, *_ = jana.get("/find?q=zoe+jnasberg").json()

        assert group["label"] == "Did you mean “zoe jansberg”?"
        assert group["items"][0]["marks"]["title"] == [[0, 3], [4, 12]]
        assert lists["items"][0]["href"] == "/people?q=zoe+jansberg"

    def test_of_nothing_offers_no_lists(self, jana: Staff) -> None:
        assert jana.get("/find?q=qqqqq").json() == []


class TestAListOfNobody:
    def test_says_what_was_meant(self, jana: Staff) -> None:
        a_known_person(name="Zoë Jansberg")

        page = jana.get("/people?q=jnasberg&sort=name").content.decode()

        assert "Did you mean" in page
        assert 'href="/people?q=jansberg&amp;sort=name"' in page or 'href="/people?sort=name&amp;q=jansberg"' in page
        assert "Did you mean" not in jana.get("/people?q=qqqqq").content.decode()
        assert "Did you mean" not in jana.get("/accounts?q=jnasberg").content.decode()


class TestMarking:
    @pytest.mark.parametrize(
        ("shown", "asked", "marked"),
        [
            ("Zoë O'Brien", "zoe", ["Zoë"]), ("Zoë O'Brien", "brie", ["Brie"]), ("ada.lovelace@helio.de", "love", ["love"]),
            ("Jan Jansen", "jan", ["Jan", "Jan"]), ("Jansen", "jan jans", ["Jans"]), ("Groß", "gross", ["Groß"]),
            ("Наталья", "natal", ["Натал"]), ("Ada", "", []), ("+351 912 345 678", "912 345", []),
        ],
    )  # fmt: skip
    def test_is_of_beginnings_of_words(self, shown: str, asked: str, marked: list[str]) -> None:
        assert [shown[begin:end] for begin, end in marks(shown, asked)] == marked
