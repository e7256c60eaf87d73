"""Lists in groups and in figures, exactly and from a sample, and what is refused."""

from datetime import date

import pytest

from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from twofold.directory import queries
from twofold.directory.conditions import ConditionNotUnderstood, parse, written
from twofold.directory.errors import GroupUnknown
from twofold.directory.queries import Asked, Figures
from twofold.directory.queries.lists import counting
from twofold.directory.verbs import custom_fields, people, tags


@pytest.fixture(autouse=True)
def fields() -> None:
    for key, kind, choices in (
        ("seats", "number", ()),
        ("budget", "money", ()),
        ("langs", "multi_choice", ("en", "de")),
        ("due", "date", ()),
    ):
        custom_fields.define(SYSTEM, subject="person", key=key, label=key, kind=kind, choices=choices)


def grouped(by: str, subject: str = "person", where: str = "") -> list[tuple[object, str, int]]:
    found = queries.groups(SYSTEM, subject, Asked(where=parse(where)), by=by)
    assert found.is_exact
    for group in found.groups:
        assert queries.how_many(SYSTEM, subject, Asked(where=group.where)).number == group.count
    return [(group.value, group.label, group.count) for group in found.groups]


class TestAListInGroups:
    def test_has_the_largest_first_and_those_without_a_value_last(self) -> None:
        for country in ("DE", "DE", "PT", None, None, None):
            a_person(country=country)

        assert grouped("country") == [("DE", "DE", 2), ("PT", "PT", 1), (None, "", 3)]
        assert grouped("country", where="country != DE") == [("PT", "PT", 1), (None, "", 3)]

    def test_names_who_and_what_the_groups_are(self) -> None:
        jana, helio = a_colleague("Jana"), an_account(name="Helio")
        ada = a_person(name="Ada")
        a_membership(ada, helio, buying_role="champion")
        people.assign_owner(SYSTEM, [ada.id], owner_id=jana.person_id)

        assert grouped("owner") == [(jana.person_id, "Jana", 1), (None, "", 1)]
        assert grouped("job.account") == [(helio.id, "Helio", 1), (None, "", 1)]
        assert grouped("job.role") == [("champion", "Champion", 1), (None, "", 1)]
        assert grouped("kind") == [("contact", "Contact", 1), ("staff", "Staff", 1)]
        assert grouped("kind", "account") == [("prospect", "Prospect", 1)]

    def test_has_somebody_with_several_tags_or_choices_in_several(self) -> None:
        ada = a_person(langs=["en", "de"], due="2026-03-04")
        a_person(langs=["en"], due="2026-03-31")
        tags.tag_people(SYSTEM, [ada.id], tag="VIP")
        tags.tag_people(SYSTEM, [ada.id], tag="Press")

        assert grouped("custom.langs") == [("en", "en", 2), ("de", "de", 1)]
        assert sorted(label for _, label, _ in grouped("tag")) == ["", "Press", "VIP"]
        assert grouped("custom.due") == [(date(2026, 3, 1), "March 2026", 2)]

    def test_is_refused_by_what_makes_no_groups(self) -> None:
        with pytest.raises(GroupUnknown):
            queries.groups(SYSTEM, "person", by="email")


class TestTheRowBelowAList:
    def test_says_how_many_have_a_value_and_what_numbers_come_to(self) -> None:
        a_person(seats=5, budget={"minor": 500, "currency": "EUR"})
        a_person(seats=12, budget={"minor": 100, "currency": "EUR"}, city="Rome")
        a_person(budget={"minor": 7, "currency": "USD"})

        summary = queries.summary(SYSTEM, "person", columns=["city", "custom.seats", "custom.budget"])

        assert (summary.rows, summary.is_exact) == (3, True)
        assert summary.columns["city"].filled == 1
        assert summary.columns["custom.seats"].figures == {"": Figures(2, 17, 8.5, 5, 12)}
        assert summary.columns["custom.budget"].figures == {
            "EUR": Figures(2, 600, 300, 100, 500),
            "USD": Figures(1, 7, 7, 7, 7),
        }

    def test_stands_for_all_when_only_a_sample_was_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(10):
            a_person(seats=3, country="DE")
        monkeypatch.setattr(counting, "SMALL", 0)
        monkeypatch.setattr(counting, "SAMPLED", 5)
        monkeypatch.setattr(counting, "_size", lambda everybody: 10)
        monkeypatch.setattr(counting, "_believed", lambda wanted: 10)
        monkeypatch.setattr(counting, "_sampled", lambda rows, share: rows)

        summary = queries.summary(SYSTEM, "person", columns=["custom.seats"])
        groups = queries.groups(SYSTEM, "person", by="country")

        assert (summary.rows, summary.is_exact, groups.is_exact) == (20, False, False)
        assert summary.columns["custom.seats"].figures[""] == Figures(20, 60, 3, 3, 3)
        assert groups.groups[0].count == 20


class TestAConditionThatMakesNoSense:
    @pytest.mark.parametrize(
        ("where", "said"),
        [
            ("contry = DE", "At character 1: There is no field “contry”. Did you mean “country”?"),
            (
                "name = a AND custom.seat = 5",
                "At character 14: There is no field “custom.seat”. Did you mean “custom.seats”?",
            ),
            ("custom.seats = many", "At character 1: seats takes a number, not “many”."),
            (
                "custom.budget > 5",
                "At character 1: budget takes an amount and its currency, as in “5000 EUR”, not “5”.",
            ),
            ("custom.langs = fr", "At character 1: langs takes one of en, de, not “fr”."),
            ("custom.due < soon", "a day, as in 2026-03-01, today or -30d, not “soon”."),
            ("seen > 2026-99-01", "a day or a time, as in 2026-03-01 or -30d, not “2026-99-01”."),
            ("country = Atlantis", "Country takes a country, not “Atlantis”."),
            ("owner = jana", "Owner takes the id of a colleague, or me, not “jana”."),
            ("job.account UNDER x", "Account takes an id, not “x”."),
            ("kind < staff", "At character 1: Kind knows no <, but =, !=, IN, IS EMPTY, :*."),
            ("member(role = user)", "At character 1: There is no member(…) here, but membership(…)."),
            ("membership(membership(role = user))", "There is no membership(…) here, but nothing in parentheses."),
        ],
    )
    def test_is_refused_with_what_would(self, where: str, said: str) -> None:
        for ask in (
            lambda asked: queries.rows(SYSTEM, "person", asked, columns=["name"]),
            lambda asked: queries.how_many(SYSTEM, "person", asked),
        ):
            with pytest.raises(ConditionNotUnderstood) as refused:
                ask(Asked(where=parse(where)))
            assert said in refused.value.message

    def test_may_be_written_anew_from_what_the_group_is(self) -> None:
        a_person(city="São Paulo")

        (group,) = queries.groups(SYSTEM, "person", Asked(where=parse("country IS EMPTY")), by="city").groups

        assert written(group.where) == 'country IS EMPTY AND city = "São Paulo"'
