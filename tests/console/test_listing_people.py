"""Finding one's way in the list of people, and doing something to many of them at once."""

from urllib.parse import parse_qs, urlsplit

from tests.console.staff import Staff, counted, text, toast
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.conditions import Is, Operator
from twofold.directory.verbs import tags


def tagged(name: str) -> list[str]:
    with unit_of_work(SYSTEM):
        asked = directory.Asked(where=Is("tag", Operator.EQUAL, (name,)))
        return [
            str(row.values["name"])
            for row in directory.rows(SYSTEM, "person", asked, columns=["name"], sort="name").rows
        ]


class TestTheListOfPeople:
    def test_shows_who_they_are_where_they_belong_and_what_they_are_there(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            a_membership(
                a_person(name="Ada Brandt", email="ada@helio.example"),
                an_account(name="Helio Pumps"),
                buying_role="champion",
            )
            a_person(name="Mikael Sørensen", email="mikael@nordlys.example")

        page = text(jana.get("/people"))

        for said in ("Ada Brandt", "ada@helio.example", "Helio Pumps", "Champion", "Mikael Sørensen", "Consumer"):
            assert said in page

    def test_teaches_what_to_do_while_nobody_is_there(self, jana: Staff) -> None:
        page = text(jana.get("/people?kind=visitor"))

        assert "Nobody fits" in page
        assert "Ask for everyone" in page

    def test_is_narrowed_by_each_filter_and_says_by_which(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person(name="Ada Brandt", country="DE")
            a_person(name="Tomás Oliveira", country="PT")
            account = a_membership(ada).account_id
            tags.tag_people(SYSTEM, [ada.id], tag="VIP")

        for query in (
            "kind=contact",
            "country=DE",
            "tag=vip",
            "q=brandt",
            f"account={account}",
            "seen=7d&seen=",
            "created=1d&q=ada",
        ):
            page = text(jana.get(f"/people?{query}"))
            assert "Tomás Oliveira" not in page, query
        page = text(jana.get("/people?country=DE"))
        assert "Ada Brandt" in page
        assert "Country <b>Germany</b>" in page

    def test_takes_an_address_that_makes_no_sense_as_asking_for_nothing(self, jana: Staff) -> None:
        response = jana.get("/people?kind=robot&seen=soon&owner=x&account=1&view=y&country=ZZ&after=")

        assert response.status_code == 200

    def test_is_paged_both_ways_by_links(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            for number in range(55):
                a_person(name=f"Person {number:02}")

        first = text(jana.get("/people?sort=name&q=person"))
        older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        second = text(jana.get(older))

        assert "Person 00" in first
        assert "Person 54" not in first
        assert "Person 54" in second
        assert parse_qs(urlsplit(older).query)["q"] == ["person"]
        assert 'rel="prev"' in second

    def test_gives_htmx_the_rows_and_what_else_has_changed_only(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            a_person(name="Ada Brandt")

        part = text(jana.ask("/people?q=ada", target="list"))

        assert part.startswith('<div id="list">')
        assert "<html" not in part
        assert 'id="filters" hx-swap-oob="true"' in part

    def test_costs_the_same_statements_for_many_as_for_few(self, jana: Staff) -> None:
        def add(number: int) -> None:
            with unit_of_work(SYSTEM):
                for _ in range(number):
                    person = a_person(country="PT")
                    a_membership(person)
                    tags.tag_people(SYSTEM, [person.id], tag="VIP")

        add(2)
        jana.get("/people")
        with counted() as few:
            jana.get("/people")
        add(20)
        with counted() as many:
            jana.get("/people")

        assert len(many) == len(few)
        assert len(many) <= 20


class TestDoingSomethingToManyPeople:
    def test_tags_them_and_takes_it_back_from_those_only_who_did_not_wear_it(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada, ben = a_person(name="Ada"), a_person(name="Ben")
            tags.tag_people(SYSTEM, [ada.id], tag="VIP")

        response = jana.send(
            "/people/bulk", {"ids": [str(ada.id), str(ben.id)], "tag": ["", "VIP"], "back": "/people?sort=name"}
        )
        assert toast(response)["text"] == "Tagged 1 person “VIP”"
        assert tagged("VIP") == ["Ada", "Ben"]

        jana.undo(response)
        assert tagged("VIP") == ["Ada"]

    def test_gives_them_to_a_colleague_and_back_to_whom_they_belonged(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person(name="Ada")

        response = jana.send("/people/bulk", {"ids": [str(ada.id)], "owner": str(jana.person.id)})
        assert toast(response)["text"] == "Gave 1 person to Jana Okoye"
        assert "Ada" in text(jana.get("/people?owner=me"))

        jana.undo(response)
        assert "Ada" not in text(jana.get("/people?owner=me"))

    def test_removes_them_from_the_list_and_brings_them_back(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person(name="Ada Brandt")

        response = jana.send("/people/bulk", {"ids": [str(ada.id)], "do": "remove"})
        assert "Ada Brandt" not in text(response)
        assert "Ada Brandt" in text(jana.get("/people?removed=1"))

        jana.undo(response)
        assert "Ada Brandt" in text(jana.get("/people"))

    def test_is_taken_back_by_nobody_else_and_not_with_a_changed_address(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person()
        response = jana.send("/people/bulk", {"ids": [str(ada.id)], "do": "remove"})

        assert jana.send(toast(response)["undo"][:-3] + "abc").status_code == 409


class TestASavedView:
    def test_is_a_tab_that_asks_for_what_was_saved(self, jana: Staff) -> None:
        response = jana.send(
            "/views/person/new", {"name": "Champions", "query": "kind=contact&sort=name", "is_pinned": "on"}
        )
        url = response.headers["HX-Redirect"]

        page = text(jana.get(url))

        assert "Champions" in page
        assert 'aria-current="page" hx-boost="false">Champions' in page
        assert "Kind <b>Contacts</b>" in page

    def test_says_when_the_list_shows_something_else_and_can_be_removed(self, jana: Staff) -> None:
        response = jana.send("/views/person/new", {"name": "Champions", "query": "kind=contact"})
        view = parse_qs(urlsplit(response.headers["HX-Redirect"]).query)["view"][0]

        assert "edited" in text(jana.get(f"/people?view={view}&kind=consumer"))

        jana.send(f"/views/{view}/remove")
        jana.get("/people")
        assert "Champions" not in text(jana.get("/people"))

    def test_needs_a_name(self, jana: Staff) -> None:
        response = jana.send("/views/person/new", {"name": "  ", "query": ""})

        assert response.status_code == 422
        assert "It needs a name." in text(response)
