"""Lists that are paged by keyset, and the field where everything is found."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.directory import queries
from twofold.directory.errors import CursorNotUnderstood, SortUnknown
from twofold.directory.models import Person
from twofold.directory.queries import AccountFilters, PeopleFilters
from twofold.directory.verbs import custom_fields, identifiers, people, saved_views, tags

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def names(**filters: object) -> list[str]:
    return [row.name for row in queries.people_page(SYSTEM, filters=PeopleFilters(**filters), sort="name").rows]  # type: ignore[arg-type]


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

        page, there = queries.people_page(SYSTEM, sort=sort, limit=limit), []
        pages = [page]
        there += page.rows
        while page.after:
            page = queries.people_page(SYSTEM, sort=sort, limit=limit, after=page.after)
            pages.append(page)
            there += page.rows
        for earlier in reversed(pages[:-1]):
            page = queries.people_page(SYSTEM, sort=sort, limit=limit, before=page.before)
            assert [row.id for row in page.rows] == [row.id for row in earlier.rows]

        assert page.before is None
        assert len({row.id for row in there}) == len(there) == len(seen)
        if sort == "-seen":
            moments = [row.seen_at for row in there]
            known = [moment for moment in moments if moment]
            assert moments == sorted(known, reverse=True) + [None] * (len(moments) - len(known))

    def test_shows_the_account_and_role_a_person_is_first_of_all_in(self) -> None:
        ada = a_person(name="Ada Brandt")
        a_membership(ada, an_account(name="Helio"), buying_role="champion", title="Buyer")
        a_membership(ada, an_account(name="Atlas"))
        tags.tag_people(SYSTEM, [ada.id], tag="VIP")

        (row,) = queries.people_page(SYSTEM).rows
        assert (row.account_name, row.buying_role, row.title, row.kind, row.tags) == (
            "Helio", "champion", "Buyer", "contact", ("VIP",),
        )  # fmt: skip

    def test_is_filtered_by_each_of_its_filters(self) -> None:
        jana = a_colleague("Jana")
        ada = a_person(name="Ada", country="DE")
        membership = a_membership(ada)
        ben = a_person(name="Ben", country="PT")
        people.assign_owner(SYSTEM, [ben.id], owner_id=jana.person_id)
        tags.tag_people(SYSTEM, [ben.id], tag="VIP")
        Person.objects.filter(id=ben.id).update(seen_at=NOON)

        assert names(kind="contact") == ["Ada"]
        assert names(kind="consumer") == ["Ben"]
        assert names(kind="staff") == ["Jana"]
        assert names(owner_id=jana.person_id) == ["Ben"]
        assert names(is_unowned=True) == ["Ada", "Jana"]
        assert names(tag="vip") == ["Ben"]
        assert names(tag="nobody") == []
        assert names(countries=("PT", "FR")) == ["Ben"]
        assert names(account_id=membership.account_id) == ["Ada"]
        assert names(seen_from=NOON, seen_to=NOON + timedelta(days=1)) == ["Ben"]
        assert names(created_from=datetime.now(UTC)) == []
        assert names(text="be") == ["Ben"]

    def test_is_filtered_by_custom_fields_and_brings_them_along(self) -> None:
        custom_fields.define(SYSTEM, subject="person", key="seats", label="Seats", kind="number")
        a_person(name="Ada", seats="12")
        a_person(name="Ben", seats=7)

        page = queries.people_page(SYSTEM, filters=PeopleFilters(attributes={"seats": 12}), fields=["seats"])

        assert [(row.name, row.attributes) for row in page.rows] == [("Ada", {"seats": 12})]

    def test_asks_no_more_for_many_rows_than_for_one(self) -> None:
        for _ in range(10):
            a_membership(a_person())

        with CaptureQueriesContext(connection) as asked:
            assert len(queries.people_page(SYSTEM, sort="name").rows) == 10

        assert len(asked) <= 3

    def test_refuses_a_sort_and_a_place_there_is_not(self) -> None:
        with pytest.raises(SortUnknown):
            queries.people_page(SYSTEM, sort="shoe size")
        for cursor in ("!", "WzEsMl0", "bnVsbA", "eyJhIjoxfQ"):
            with pytest.raises(CursorNotUnderstood):
                queries.people_page(SYSTEM, after=cursor)

    def test_is_counted(self) -> None:
        for name in ("Ada", "Ben"):
            a_person(name=name)

        assert queries.how_many_people(SYSTEM) == queries.About(2, is_exact=True)


class TestAPageOfAccounts:
    def test_is_sorted_and_filtered(self) -> None:
        an_account(name="Atlas", employees=10, kind="customer", country="PT")
        an_account(name="Helio", employees=1200)
        an_account(name="Vela")

        def listed(sort: str = "name", **filters: object) -> list[str]:
            page = queries.accounts_page(SYSTEM, filters=AccountFilters(**filters), sort=sort)  # type: ignore[arg-type]
            return [row.name for row in page.rows]

        assert listed("-employees") == ["Helio", "Atlas", "Vela"]
        assert listed("employees") == ["Atlas", "Helio", "Vela"]
        assert listed("-name") == ["Vela", "Helio", "Atlas"]
        assert listed(kind="customer") == listed(countries=("PT",)) == ["Atlas"]
        assert queries.how_many_accounts(SYSTEM, filters=AccountFilters(text="he")).number == 1


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
