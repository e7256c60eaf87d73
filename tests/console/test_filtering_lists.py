"""Building what a list asks for: step by step, in words, as text; and groups, sums and columns of it."""

from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from tests.console.staff import Staff, text
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.console.lists import builder
from twofold.core.unit import unit_of_work
from twofold.directory.conditions import parse
from twofold.directory.verbs import custom_fields

BACK = {"back": "/people?sort=name"}


def where(url: str) -> str:
    """The condition of an address."""
    return parse_qs(urlsplit(url).query).get("where", [""])[0]


class TestABuilder:
    @pytest.mark.no_database
    @pytest.mark.parametrize(
        "condition",
        [
            "country = DE",
            "country = DE AND (tag = VIP OR owner = me)",
            "NOT (country = DE OR city IS EMPTY)",
            "membership(role = champion AND account UNDER 0198) AND NOT membership(standing = guest)",
            "NOT country = DE AND seen > -30d",
            "country IN (DE, PT) OR NOT NOT city:*",
        ],
    )
    def test_says_what_it_was_given(self, condition: str) -> None:
        root = builder.taken_apart(parse(condition))

        assert builder.put_together(root) == parse(condition)

    def test_grows_line_by_line_and_asks_for_what_is_missing(self, jana: Staff) -> None:
        first = {"n:what": "group", "n-0:what": "line", "n-0:field": "country", **BACK}
        drawn = text(jana.send("/lists/person/filter", first))
        assert "is any of" in drawn
        assert "Portugal" in drawn

        lacking = jana.send("/lists/person/filter", {**first, "n-0:is": "IN", "do": "show"})
        assert lacking.status_code == 422
        assert "Give a value." in text(lacking)

        grown = text(jana.send("/lists/person/filter", {**first, "n-0:is": "IN", "n-0:value": ["PT"], "do": "scope@n"}))
        assert 'name="n-1:relation" value="membership"' in grown
        assert "Country is <b>Portugal</b>" in grown

    def test_leads_to_the_list_that_it_asks_for(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person(name="Ada", country="PT")
            a_membership(ada, an_account(name="Helio"), buying_role="champion")
            a_membership(a_person(name="Ben", country="PT"), buying_role="user")
        form = {
            "n:what": "group", "n:joint": "all", "n-0:what": "line", "n-0:field": "country", "n-0:is": "IN",
            "n-0:value": ["PT", "DE"], "n-1:what": "scope", "n-1:relation": "membership", "n-1-0-0:what": "line",
            "n-1-0-0:field": "role", "n-1-0-0:is": "=", "n-1-0-0:value": "champion", "do": "show", **BACK,
        }  # fmt: skip

        shown = jana.send("/lists/person/filter", form)
        plain = jana.post("/lists/person/filter", form)

        assert shown.headers["HX-Retarget"] == "#list"
        assert where(shown.headers["HX-Push-Url"]) == "country IN (PT, DE) AND membership(role = champion)"
        assert where(plain.headers["Location"]) == where(shown.headers["HX-Push-Url"])
        assert "Ada" in text(shown)
        assert ">Ben<" not in text(shown)
        assert "in some account: Role is <b>Champion</b>" in text(shown)

    def test_speaks_of_accounts_with_somebody_in_them(self, jana: Staff) -> None:
        assert "with some person: Role is <b>Champion</b>" in text(jana.get("/accounts?where=member(role = champion)"))

    def test_takes_a_part_away_and_turns_and_into_or(self, jana: Staff) -> None:
        form = {
            "n:what": "group", "n:joint": "any", "n-0:what": "line", "n-0:field": "city", "n-0:is": "=", "n-0:value": "Rome",
            "n-1:what": "line", "n-1:field": "city", "n-1:is": "IS EMPTY", **BACK,
        }  # fmt: skip

        assert "City is <b>Rome</b> or City <b>is empty</b>" in text(jana.send("/lists/person/filter", form))
        without = text(jana.send("/lists/person/filter", {**form, "do": "drop@n-0"}))
        assert "Rome" not in without
        assert "City <b>is empty</b>" in without

    def test_offers_custom_fields_money_times_and_people(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            custom_fields.define(SYSTEM, subject="person", key="worth", label="Worth", kind="money")
        asked = f'custom.worth > "5000 EUR" AND seen > -30d AND owner = {jana.person.id}'

        page = text(jana.get(f"/lists/person/filter?{urlencode({'in': urlencode({'where': asked})})}"))

        assert 'value="5000" aria-label="Amount"' in page
        assert 'value="30" aria-label="How many"' in page
        assert "Last seen is after <b>30 days ago</b>" in page
        assert "Owner is <b>Jana Okoye</b>" in page


class TestAFilterAsText:
    def test_says_at_which_character_it_cannot_be_read(self, jana: Staff) -> None:
        refused = jana.send("/lists/person/filter", {"do": "text", "where": "country = DE AND", **BACK})

        assert refused.status_code == 422
        assert "At character 17" in text(refused)
        assert "<mark>" in text(refused)

    def test_is_refused_when_a_field_does_not_take_it(self, jana: Staff) -> None:
        for asked in ("shoe = 42", "seen > soon", "country = DE AND ("):
            page = jana.get(f"/people?where={quote(asked)}")
            assert page.status_code == 422
            assert "The filter cannot be understood." in text(page)
            assert asked in text(page).replace("&gt;", ">")

    def test_goes_with_the_quick_filters(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            a_person(name="Ada", country="PT", city="Lisbon")
            a_person(name="Ben", country="PT", city="Porto")
            a_person(name="Cleo", country="DE", city="Lisbon")

        page = text(jana.get("/people?country=PT&where=city+%3D+Lisbon"))

        assert "Ada" in page
        assert ">Ben<" not in page
        assert ">Cleo<" not in page


class TestGroups:
    def test_have_counts_and_their_rows_page_by_page(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            for number in range(27):
                a_person(name=f"Person {number:02}", country="PT")
            a_person(name="Cleo", country="DE")

        page = text(jana.get("/people?group=country&sort=name"))
        rows_url = page.split('hx-get="/lists/person/group')[1].split('"')[0].replace("&amp;", "&")
        rows = text(jana.ask(f"/lists/person/group{rows_url}"))
        more_url = rows.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

        assert "Portugal" in page
        assert "Person 00" not in page
        assert "Person 00" in rows
        assert "Person 26" not in rows
        assert "Person 26" in text(jana.ask(more_url))


class TestTheFiguresBelow:
    def test_are_counted_added_up_and_shared_out(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            an_account(name="Helio", employees=40)
            an_account(name="Atlas", employees=2)
            an_account(name="Nordlys")

        row = text(jana.ask(f"/lists/account/sums?in={quote('sum=name:rows,employees:total')}"))
        share = text(jana.ask(f"/lists/account/sums?in={quote('sum=employees:filled')}"))

        assert 'Count</span><span class="sum-said">3' in row
        assert 'Sum</span><span class="sum-said">42' in row
        assert "67 %" in share


class TestColumns:
    def test_are_remembered_for_the_list_and_kept_in_the_address_of_a_view(self, jana: Staff) -> None:
        jana.send("/lists/person/columns", {"columns": "name:300,country:90,nonsense", "back": "/people"})
        page = text(jana.get("/people"))
        assert 'data-column="country" data-width="90"' in page
        assert 'data-column="email"' not in page

        view = jana.send("/views/person/new", {"name": "Narrow", "query": ""}).headers["HX-Redirect"]
        response = jana.send("/lists/person/columns", {"column": ["name", "email"], "back": view})
        assert "columns=name%3A300%2Cemail" in response.headers["HX-Push-Url"]
        assert 'data-column="country"' in text(jana.get("/people"))
        assert "edited" in text(jana.get(response.headers["HX-Push-Url"]))

    def test_are_chosen_without_scripts_too(self, jana: Staff) -> None:
        assert "Show these" in text(jana.get("/lists/account/columns"))

        jana.post("/lists/account/columns", {"column": ["domain"], "back": "/accounts"})

        assert 'data-column="domain"' in text(jana.get("/accounts?q=")) or "No accounts yet" in text(
            jana.get("/accounts")
        )


class TestAView:
    def test_is_saved_over_renamed_and_removed_with_a_way_back(self, jana: Staff) -> None:
        url = jana.send("/views/person/new", {"name": "Germans", "query": "country=DE"}).headers["HX-Redirect"]
        view = parse_qs(urlsplit(url).query)["view"][0]

        jana.send(f"/views/{view}/save", {"query": "country=PT"})
        jana.send(f"/views/{view}", {"name": "Portuguese", "is_shared": "on"})
        page = text(jana.get(f"/people?view={view}&country=PT"))
        assert "Portuguese" in page

        jana.post(f"/views/{view}/remove")
        page = text(jana.get("/people"))
        undo = page.split('hx-post="/undo/')[1].split('"')[0]
        assert 'view={view}"' not in page
        jana.send(f"/undo/{undo}")
        assert "Portuguese" in text(jana.get("/people"))
