"""Sessions are known by where and as whom, and whoever ends one throws its browser out with its next request."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.console.staff import counted
from tests.makers import a_membership, a_person, an_account
from twofold.access import sessions
from twofold.core import unit
from twofold.directory.models import Person


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


class TestEndingAContext:
    def test_throws_out_who_acts_there_and_nobody_else(self, priya: Person) -> None:
        atlas, globex = an_account(name="Atlas"), an_account(name="Globex")
        for account in (atlas, globex):
            a_membership(priya, account)
        in_atlas, in_globex, alone = a_browser(priya), a_browser(priya), a_browser(priya)
        in_atlas.post("/my/context", {"account": str(atlas.id)})
        in_globex.post("/my/context", {"account": str(atlas.id)})
        in_globex.post("/my/context", {"account": str(globex.id)})

        assert sessions.end_context(priya.id, atlas.id) == 1

        assert (is_in(in_atlas), is_in(in_globex), is_in(alone)) == (False, True, True)
