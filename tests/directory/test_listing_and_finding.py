"""Lists that are paged by keyset, and the field where everything is found."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.directory import queries
from twofold.directory.conditions import Condition, parse
from twofold.directory.errors import CursorNotUnderstood, SortUnknown
from twofold.directory.models import Membership, Person
from twofold.directory.queries import About, Asked, Named
from twofold.directory.queries.lists import paging
from twofold.directory.verbs import custom_fields, identifiers, people, saved_views, tags

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def names(where: str = "", *, text: str = "", visitors: bool = False) -> list[str]:
    asked = Asked(where=parse(where), text=text, visitors=visitors)
    return [row.values["name"] for row in queries.rows(SYSTEM, "person", asked, columns=["name"], sort="name").rows]


def found(text: str) -> list[str]:
    return [one.name for one in queries.find(SYSTEM, text)]


class TestAPageOfPeople:
    @given(
        seen=st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=9),
        sort=st.sampled_from(["-seen", "seen", "name", "-name", "created", "-created"]),
        limit=st.integers(1, 4),
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_leads_to_the_next_and_back_without_missing_anybody(
        self, seen: list[int | None], sort: str, limit: int
    ) -> None:
        Person.objects.all().delete()
        for days in seen:
            at = None if days is None else NOON + timedelta(days=days)
            name = None if days is None else f"n{days}"
            Person.objects.create(known_at=NOON, created_at=at or NOON, seen_at=at, sort_name=name)

        page, there = queries.rows(SYSTEM, "person", columns=["seen"], sort=sort, limit=limit), []
        pages = [page]
        there += page.rows
        while page.after:
            page = queries.rows(SYSTEM, "person", columns=["seen"], sort=sort, limit=limit, after=page.after)
            pages.append(page)
            there += page.rows
        for earlier in reversed(pages[:-1]):
            page = queries.rows(SYSTEM, "person", columns=["seen"], sort=sort, limit=limit, before=page.before)
            assert [row.id for row in page.rows] == [row.id for row in earlier.rows]

        assert page.before is None
        assert len({row.id for row in there}) == len(there) == len(seen)
        if sort == "-seen":
            moments = [row.values["seen"] for row in there]
            known = [moment for moment in moments if moment]
            assert moments == sorted(known, reverse=True) + [None] * (len(moments) - len(known))

    def test_shows_the_account_and_role_a_person_is_first_of_all_in(self) -> None:
        ada = a_person(name="Ada Brandt")
        a_membership(ada, an_account(name="Helio"), buying_role="champion", title="Buyer")
        a_membership(ada, an_account(name="Atlas"))
        tags.tag_people(SYSTEM, [ada.id], tag="VIP")

        columns = ["job.account", "job.role", "job.title", "kind", "tag"]
        (row,) = queries.rows(SYSTEM, "person", columns=columns).rows
        helio = Membership.objects.get(person=ada, is_primary=True)
        assert list(row.values.values()) == [
            Named(helio.account_id, "Helio"), "champion", "Buyer", "contact", ("VIP",),
        ]  # fmt: skip
        assert row.job_id == helio.id

    def test_is_filtered_by_each_of_its_filters(self) -> None:
        jana = a_colleague("Jana")
        ada = a_person(name="Ada", country="DE", email="ada@helio.de", phone="+4930123456")
        membership = a_membership(ada)
        ben = a_person(name="Ben", country="PT")
        people.assign_owner(SYSTEM, [ben.id], owner_id=jana.person_id)
        tags.tag_people(SYSTEM, [ben.id], tag="VIP")
        Person.objects.filter(id=ben.id).update(seen_at=NOON)

        assert names("kind = contact") == ["Ada"]
        assert names("kind = consumer") == ["Ben"]
        assert names("kind = staff") == ["Jana"]
        assert names(f"owner = {jana.person_id}") == ["Ben"]
        assert names("owner IS EMPTY") == ["Ada", "Jana"]
        assert names("tag = vip") == ["Ben"]
        assert names("tag = nobody") == []
        assert names("country IN (PT, France)") == ["Ben"]
        assert names("email:helio") == names("email:ada") == ["Ada"]
        assert names("email:de") == names("email:helio AND phone:999") == []
        assert names("phone:030") == ["Ada"]
        assert names(f"membership(account = {membership.account_id})") == ["Ada"]
        assert names("seen = 2026-03-01") == ["Ben"]
        assert names("created > today") == []
        assert names(text="be") == ["Ben"]
        assert names(visitors=True) == []

    def test_is_filtered_by_custom_fields_and_brings_them_along(self) -> None:
        custom_fields.define(SYSTEM, subject="person", key="seats", label="Seats", kind="number")
        a_person(name="Ada", seats="12")
        a_person(name="Ben", seats=7)

        asked = Asked(where=parse("custom.seats = 12"))
        page = queries.rows(SYSTEM, "person", asked, columns=["name", "custom.seats"])

        assert [dict(row.values) for row in page.rows] == [{"name": "Ada", "custom.seats": 12}]

    def test_is_sorted_by_a_custom_field_that_has_an_index(self) -> None:
        seats = custom_fields.define(SYSTEM, subject="person", key="seats", label="Seats", kind="number")
        with pytest.raises(SortUnknown):
            queries.rows(SYSTEM, "person", columns=[], sort="custom.seats")

        custom_fields.build_index(SYSTEM, seats.id)
        for name, number in (("Ada", 12), ("Ben", 7), ("Cy", None), ("Dee", 100)):
            a_person(name=name, seats=number)

        def listed(sort: str) -> list[str]:
            page, found = queries.rows(SYSTEM, "person", columns=["name"], sort=sort, limit=1), []
            while page.rows:
                found += [row.values["name"] for row in page.rows]
                if not page.after:
                    break
                page = queries.rows(SYSTEM, "person", columns=["name"], sort=sort, limit=1, after=page.after)
            return found

        assert listed("custom.seats") == ["Ben", "Ada", "Dee", "Cy"]
        assert listed("-custom.seats") == ["Dee", "Ada", "Ben", "Cy"]

    def test_goes_the_same_way_when_few_of_many_are_wanted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paging, "STRETCH", 2)
        for number in range(60):
            a_person(name=f"Person {number:02}", country="PT" if number % 20 == 0 else "DE")

        asked = Asked(where=parse("country = PT"))
        page = queries.rows(SYSTEM, "person", asked, columns=["name"], sort="name", limit=2)
        after = queries.rows(SYSTEM, "person", asked, columns=["name"], sort="name", limit=2, after=page.after)
        before = queries.rows(SYSTEM, "person", asked, columns=["name"], sort="name", limit=2, before=after.before)

        assert [row.values["name"] for row in (*page.rows, *after.rows)] == ["Person 00", "Person 20", "Person 40"]
        assert before.rows == page.rows

    @pytest.mark.parametrize("sort", ["name", "-name", "-seen", "created"])
    def test_goes_on_where_a_stretch_ended(self, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paging, "STRETCH", 2)
        there = {
            a_person(name=f"Person {number:02}", country="PT" if number in {1, 70, 88} else "DE")
            for number in range(90)
        }
        asked = Asked(where=parse("country = PT"))

        page = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=2)
        after = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=2, after=page.after)
        before = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=2, before=after.before)

        assert {row.id for row in (*page.rows, *after.rows)} == {one.id for one in there if one.country == "PT"}
        assert (len(page.rows), len(after.rows)) == (2, 1)
        assert before.rows == page.rows

    def test_asks_no_more_for_many_rows_than_for_one(self) -> None:
        for _ in range(10):
            a_membership(a_person())

        with CaptureQueriesContext(connection) as asked:
            assert (
                len(queries.rows(SYSTEM, "person", columns=["name", "kind", "job.account", "owner"], sort="name").rows)
                == 10
            )

        assert len(asked) <= 5

    def test_refuses_a_sort_and_a_place_there_is_not(self) -> None:
        with pytest.raises(SortUnknown):
            queries.rows(SYSTEM, "person", columns=[], sort="shoe size")
        for cursor in ("!", "WzEsMl0", "bnVsbA", "eyJhIjoxfQ"):
            with pytest.raises(CursorNotUnderstood):
                queries.rows(SYSTEM, "person", columns=[], after=cursor)

    def test_is_counted(self) -> None:
        for name in ("Ada", "Ben"):
            a_person(name=name)

        assert queries.how_many(SYSTEM, "person") == queries.About(2, is_exact=True)


class TestAPageOfAccounts:
    def test_is_sorted_and_filtered(self) -> None:
        an_account(name="Atlas", employees=10, kind="customer", country="PT")
        an_account(name="Helio", employees=1200)
        an_account(name="Vela")

        def listed(sort: str = "name", where: str = "") -> list[str]:
            page = queries.rows(SYSTEM, "account", Asked(where=parse(where)), columns=["name"], sort=sort)
            return [row.values["name"] for row in page.rows]

        assert listed("-employees") == ["Helio", "Atlas", "Vela"]
        assert listed("employees") == ["Atlas", "Helio", "Vela"]
        assert listed("-name") == ["Vela", "Helio", "Atlas"]
        assert listed(where="kind = customer") == listed(where="country = PT") == ["Atlas"]
        assert queries.how_many(SYSTEM, "account", Asked(text="he")).number == 1


class TestFinding:
    @pytest.mark.parametrize(
        "text",
        [
            "Zoë", "zoe", "obrien", "o'brien", "O’Br", "zoe obri", "obrien zoe", "zoe.o@helio-pumps.de", "zoe.o@he", "zoe.o",
            "helio-pumps.de", "helio-pu", "pumps", "pumps zoe", "+351 912 345 678", "00351912345678", "912 345 678",
            "912345", "345 678", "+351-912", "LC 4021 7753", "lc4021", "40217753", "u-77",
        ],
    )  # fmt: skip
    def test_leads_to_a_person_by_any_part_one_would_type(self, text: str) -> None:
        zoe = a_person(given_name="Zoë", family_name="O'Brien", email="zoe.o@helio-pumps.de", phone="+351912345678")
        identifiers.add(SYSTEM, zoe.id, kind="loyalty_card", value="LC 4021 7753")
        identifiers.add(SYSTEM, zoe.id, kind="user_id", value="u-77")
        a_person(name="Ben Ode", email="ben@atlas.example", phone="+4915112345678")

        assert found(text) == ["Zoë O'Brien"]

    @pytest.mark.parametrize("text", ["Grupo Vela", "vela", "HRB 4711", "hrb47", "4711", "PT 509 442", "grupo-vela.pt"])
    def test_leads_to_an_account(self, text: str) -> None:
        an_account(
            name="Grupo Vela",
            company_number="HRB 4711",
            vat_number="PT509442013",
            website="https://www.grupo-vela.pt/x",
        )

        assert found(text) == ["Grupo Vela"]

    def test_puts_whole_words_first_then_who_was_seen_last(self) -> None:
        for name, day in (("Ann Old", 1), ("Anna New", 9), ("Ann New", 5), ("Ann Never", None)):
            person = a_person(name=name)
            Person.objects.filter(id=person.id).update(seen_at=day and NOON + timedelta(days=day))

        assert found("ann") == ["Ann New", "Ann Old", "Ann Never", "Anna New"]

    @pytest.mark.parametrize(
        "text", ["", "a", "'", "&|!", "\\", "'; DROP TABLE", "x" * 5_000, "a b c d e f g h", "%", "\0 x", "(:*)"]
    )
    def test_finds_nothing_in_what_is_no_question(self, text: str) -> None:
        a_person(name="Ada")

        assert found(text) == []

    def test_is_bounded_by_what_one_may_see(self) -> None:
        membership = a_membership(a_person(name="Ada In"), an_account(name="Helio In"))
        a_membership(a_person(name="Ada Out"), an_account(name="Helio Out"))
        jana = a_colleague("Jana", account_ids=frozenset({membership.account_id}))

        assert {one.name for one in queries.find(jana, "ada")} == {"Ada In"}
        assert {one.name for one in queries.find(jana, "helio")} == {"Helio In"}


class TestSavedViews:
    def test_are_ones_own_or_shared(self) -> None:
        jana, ben = a_colleague("Jana"), a_colleague("Ben")
        saved_views.save(jana, subject="person", name="Mine", definition={"sort": "name"})
        saved_views.save(jana, subject="person", name="Ours", definition={}, is_shared=True, is_pinned=True)
        saved_views.save(jana, subject="person", name="Mine", definition={"sort": "-seen"})

        assert [(one.name, one.is_mine) for one in queries.saved_views(jana, subject="person")] == [
            ("Ours", True),
            ("Mine", True),
        ]
        assert [(one.name, one.is_mine) for one in queries.saved_views(ben, subject="person")] == [("Ours", False)]
        saved_views.remove(jana, queries.saved_views(jana, subject="person")[1].id)
        assert len(queries.saved_views(jana, subject="person")) == 1


class TestAListOfWhomAnIndexKnows:
    """They are all looked up and sorted, those without a value last, and counted on the way."""

    @pytest.fixture
    def where(self) -> Condition:
        """Five of nine people, two of whom were never seen."""
        mails = [f"ada{number}@helio.example" for number in range(9)]
        everybody = [a_person(email=mail) for mail in mails]
        for number, one in enumerate(everybody[:7]):
            Person.objects.filter(id=one.id).update(seen_at=NOON - timedelta(days=number))
        return parse(f"email IN ({', '.join(mails[4:])})")

    @pytest.mark.parametrize("sort", ["seen", "-seen", "name", "created"])
    def test_is_the_same_in_pages_of_any_size_and_from_either_end(self, where: Condition, sort: str) -> None:
        asked = Asked(where=where)
        whole = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort)
        ids = [row.id for row in whole.rows]

        first = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=2)
        second = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=2, after=first.after)
        third = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=2, after=second.after)
        back = queries.rows(SYSTEM, "person", asked, columns=["name"], sort=sort, limit=3, before=third.before)

        assert [row.id for page in (first, second, third) for row in page.rows] == ids
        assert [row.id for row in back.rows] == ids[1:4]
        assert (whole.about, first.about, second.about) == (About(5, is_exact=True), About(5, is_exact=True), None)
