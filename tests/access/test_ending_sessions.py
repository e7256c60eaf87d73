"""Sessions are known by where they come from, and whoever ends one throws its browser out with its next request."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.console.staff import counted
from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.access import sessions
from twofold.access.models import Seat
from twofold.access.queries import CONTEXT
from twofold.core import unit
from twofold.directory.models import Account, AccountIdentifier, Person
from twofold.directory.verbs import accounts, memberships


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    sessions._noted.clear()
    yield
    sessions._noted.clear()


@pytest.fixture
def priya() -> Person:
    return a_person(name="Priya", email="priya@atlas.example")


def a_browser(person: Person, name: str = "") -> Client:
    browser = Client(headers={"User-Agent": name or "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"})
    browser.force_login(person)
    assert browser.get("/my/").status_code == 200
    return browser


def is_in(browser: Client) -> bool:
    return bool(browser.get("/my/").status_code == 200)


def writes(statements: list[str]) -> list[str]:
    return [one for one in statements if "usersessions" in one]


class TestASession:
    def test_is_noted_with_where_it_comes_from(self, priya: Person) -> None:
        a_browser(priya, "curl/8.5")

        noted = UserSession.objects.get(user=priya)
        assert (noted.ip, noted.user_agent) == ("127.0.0.1", "curl/8.5")

    def test_is_written_down_once_a_minute(self, priya: Person) -> None:
        browser = a_browser(priya)
        with counted() as statements:
            browser.get("/my/")
        assert writes(statements) == []

        sessions._noted.clear()  # another process
        before = UserSession.objects.get(user=priya).last_seen_at
        browser.get("/my/")
        assert UserSession.objects.get(user=priya).last_seen_at == before

        UserSession.objects.update(last_seen_at=unit.now() - timedelta(hours=1))
        sessions._noted.clear()
        browser.get("/my/")
        assert UserSession.objects.get(user=priya).last_seen_at > unit.now() - timedelta(minutes=1)

    def test_of_anothers_is_left_alone(self, priya: Person) -> None:
        other = a_browser(a_person(name="Ben"))
        a_browser(priya)

        assert sessions.end_all(priya.id) == 1
        assert is_in(other)


class TestEndingAll:
    def test_throws_every_browser_out_but_this(self, priya: Person) -> None:
        here, there = a_browser(priya), a_browser(priya)

        assert sessions.end_all(priya.id, except_key=here.session.session_key) == 1

        assert is_in(here)
        assert not is_in(there)

    def test_leaves_nothing_to_be_revived(self, priya: Person) -> None:
        browser = a_browser(priya)
        key = browser.cookies["sessionid"].value
        sessions.end_all(priya.id)

        again = Client()
        again.cookies["sessionid"] = key
        assert again.get("/my/").status_code == 302
        assert not UserSession.objects.filter(user=priya).exists()


class TestTheEndOfAPlace:
    """Sessions that were begun with what is the account's own end; the others go on as their person."""

    @pytest.fixture
    def atlas(self) -> Account:
        return an_account(name="Atlas")

    def a_session(self, priya: Person, atlas: Account, **way: str) -> Client:
        browser = a_browser(priya)
        session = browser.session
        session["account_authentication_methods"] = [{"at": 1.0, **way}]
        session.save()
        browser.post("/my/context", {"account": str(atlas.id)})
        return browser

    def test_leaves_whoever_came_in_by_themselves_signed_in(self, priya: Person, atlas: Account) -> None:
        place = a_membership(priya, atlas)
        its_domain(atlas, proven=True)
        browser = self.a_session(priya, atlas, method="password", email="priya@atlas.example")

        memberships.end(SYSTEM, place.id)
        assert sessions.end_of_account(priya.id, atlas.id) == 0

        answer = browser.get("/my/organisation/people")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/my/")
        page = browser.get("/my/").content.decode()
        assert "You no longer have a place in <b>Atlas</b>" in page
        assert "portal-switch-name" not in page

    def test_does_nothing_of_what_was_asked_for_as_somebody_else(self, priya: Person, atlas: Account) -> None:
        place = a_membership(priya, atlas)
        browser = self.a_session(priya, atlas, method="password")
        memberships.end(SYSTEM, place.id)

        answer = browser.post("/my/account/profile", {"given_name": "Mallory"}, headers={"HX-Request": "true"})

        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/my/")
        assert Person.objects.get(id=priya.id).given_name != "Mallory"

    @pytest.mark.parametrize(("proven", "ended"), [(True, 1), (False, 0)])
    def test_signs_out_whoever_came_in_by_a_code_to_an_address_of_its_domain(
        self, priya: Person, atlas: Account, *, proven: bool, ended: int
    ) -> None:
        a_membership(priya, atlas)
        its_domain(atlas, proven=proven)
        by_code = self.a_session(priya, atlas, method="code", email="priya@atlas.example")
        elsewhere = self.a_session(priya, atlas, method="code", email="priya@home.example")

        assert sessions.end_of_account(priya.id, atlas.id) == ended
        assert (is_in(by_code), is_in(elsewhere)) == (not ended, True)

    @pytest.mark.parametrize("told", [{"email": "priya@atlas.example"}, {"userinfo": {"email": "Priya@Atlas.example"}}])
    def test_signs_out_whoever_came_in_by_their_work(
        self, priya: Person, atlas: Account, told: dict[str, object]
    ) -> None:
        a_membership(priya, atlas)
        its_domain(atlas, proven=True)
        SocialAccount.objects.create(user_id=priya.id, provider="microsoft", uid="7", extra_data=told)
        browser = self.a_session(priya, atlas, method="socialaccount", provider="microsoft", uid="7")

        assert sessions.end_of_account(priya.id, atlas.id) == 1
        assert not is_in(browser)


class TestBeingHere:
    def test_is_noted_of_the_place_that_one_acts_in(self, priya: Person) -> None:
        atlas, globex = (a_membership(priya, an_account(name=name)) for name in ("Atlas", "Globex"))
        browser = a_browser(priya)
        browser.post("/my/context", {"account": str(atlas.account_id)})

        assert is_in(browser)

        assert Seat.objects.get(membership=atlas).used_at == unit.now()
        assert not Seat.objects.filter(membership=globex).exists()

    def test_is_written_once_in_some_minutes_by_the_statement_that_notes_the_session(self, priya: Person) -> None:
        place = a_membership(priya, an_account(name="Atlas"))
        browser = a_browser(priya)
        browser.post("/my/context", {"account": str(place.account_id)})
        with counted() as statements:
            browser.get("/my/")
        assert len(writes(statements)) == 1
        with counted() as statements:
            browser.get("/my/")
        assert writes(statements) == []

        for ago, is_renewed in ((timedelta(minutes=4), False), (timedelta(minutes=6), True)):
            Seat.objects.update(used_at=unit.now() - ago)
            sessions._noted.clear()
            browser.get("/my/")
            assert (Seat.objects.get(membership=place).used_at == unit.now()) is is_renewed

    def test_is_not_noted_of_a_place_that_is_over(self, priya: Person) -> None:
        place = a_membership(priya, an_account(name="Atlas"))
        Seat.objects.create(membership=place, expires_at=unit.now() - timedelta(seconds=1))
        browser = a_browser(priya)
        session = browser.session
        session[CONTEXT] = str(place.account_id)
        session.save()

        browser.get("/my/")

        assert Seat.objects.get(membership=place).used_at is None


def its_domain(account: Account, *, proven: bool) -> None:
    accounts.add_identifier(SYSTEM, account.id, kind="domain", value="atlas.example")
    AccountIdentifier.objects.filter(account=account).update(proven_at=unit.now() if proven else None)
