"""The pages below /my/security: what stands there, and what follows from what one does there."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM
from tests.portal.security import BASE_URL, PASSWORD, Visitor, a_user
from twofold.access import second_steps, sessions
from twofold.access.circumstances import called
from twofold.access.facts import AddressProven
from twofold.access.facts.selves import AddressDropped
from twofold.access.queries import customer_of
from twofold.access.queries.security import my_security
from twofold.access.reactions import (
    sign_out_whoever_was_removed,
    tell_of_an_address_that_was_dropped,
    tell_of_another_address,
)
from twofold.core.models import LedgerEntry
from twofold.directory.facts import PersonRemoved
from twofold.directory.models import Person

MAIL = "ada@helio.example"
NEW = "another quiet morning in Porto"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def named_site() -> Iterator[None]:
    cache.clear()
    sessions._noted.clear()
    with override_settings(BASE_URL=BASE_URL, ALLOWED_HOSTS=["twofold.example"]):
        yield


@pytest.fixture
def ada() -> Person:
    return a_user()


@pytest.fixture
def here(ada: Person) -> Visitor:
    return Visitor().signed_in(ada)


def another(person: Person, user_agent: str = "") -> Visitor:
    browser = Visitor().signed_in(person)
    browser.get("/my/", secure=True, headers={"User-Agent": user_agent} if user_agent else {})
    return browser


def page(browser: Visitor, path: str = "") -> str:
    return str(browser.get(f"/my/security{path}", secure=True).content.decode())


class TestTheOverview:
    def test_says_what_would_do_most(self, here: Visitor, ada: Person) -> None:
        assert "Add a passkey." in page(here)
        with override_settings(BASE_URL="http://127.0.0.1:8000"):
            assert "Turn on two-step sign-in." in page(here)
        second_steps.keep_app(ada.id, second_steps.new_secret(), 0)
        with override_settings(BASE_URL="http://127.0.0.1:8000"):
            assert "recovery codes are left" in page(here)

    def test_is_there_for_staff_as_well(self, here: Visitor, ada: Person) -> None:
        Person.objects.filter(id=ada.id).update(is_staff=True)

        assert here.get("/my/security", secure=True).status_code == 200

    def test_shows_nothing_of_another(self, here: Visitor) -> None:
        ben = a_user("Ben", "ben@atlas.example")
        another(ben, PHONE)

        assert "iOS" not in page(here, "/devices")


class TestAPassword:
    def test_that_is_new_signs_every_other_browser_out(self, here: Visitor, ada: Person, mailbox: Mailbox) -> None:
        there = another(ada)
        answer = here.post("/my/security/password", {"password": NEW}, secure=True)

        assert answer.headers["Location"] == "/my/security"
        assert here.is_in()
        assert not there.is_in()
        assert mailbox.letter(MAIL)["Subject"] == "Your password was changed"
        assert LedgerEntry.objects.filter(name="access.password.changed", person_id=ada.id).count() == 1
        assert Visitor().sign_in(ada, password=NEW).headers["Location"] == "/my/"

    def test_keeps_its_browser_in_the_list(self, here: Visitor, ada: Person) -> None:
        here.get("/my/", secure=True)
        here.post("/my/security/password", {"password": NEW}, secure=True)

        assert page(here, "/devices").count("This browser") == 1
        assert len(my_security(customer_of(ada.id), session_key=None).sessions) == 1

    def test_that_is_weak_changes_nothing(self, here: Visitor, ada: Person) -> None:
        there = another(ada)

        answer = here.post("/my/security/password", {"password": "password1"}, secure=True)

        assert answer.status_code == 200
        assert there.is_in()
        assert Visitor().sign_in(ada, password=PASSWORD).headers["Location"] == "/my/"

    def test_is_never_chosen_by_a_session_that_proved_nothing_lately(self, ada: Person) -> None:
        browser = Visitor()
        browser.force_login(ada)

        answer = browser.post("/my/security/password", {"password": NEW}, secure=True)

        assert answer.headers["Location"].startswith("/my/security/confirm")
        ada.refresh_from_db()
        assert ada.check_password(PASSWORD)


class TestDevices:
    def test_are_called_as_people_know_them(self) -> None:
        assert called(PHONE) == "Safari on iOS"
        assert called("") == "Unknown browser"

    def test_show_where_one_is_signed_in(self, here: Visitor, ada: Person) -> None:
        another(ada, PHONE)

        shown = page(here, "/devices")

        assert "Safari on iOS" in shown
        assert "Firefox on Linux" in shown
        assert "127.0.0.1" in shown
        assert shown.count("This browser") == 1

    def test_are_signed_out_one_by_one(self, here: Visitor, ada: Person) -> None:
        there, third = another(ada), another(ada)
        key = there.session.session_key
        session = next(one for one in sessions.of_person(ada.id) if one.session_key == key)

        here.post(f"/my/security/devices/{session.pk}/end", secure=True)

        assert (here.is_in(), there.is_in(), third.is_in()) == (True, False, True)
        assert LedgerEntry.objects.filter(name="access.sessions.ended", person_id=ada.id).exists()

    def test_of_another_cannot_be_signed_out(self, here: Visitor) -> None:
        ben = a_user("Ben", "ben@atlas.example")
        there = another(ben)
        session = sessions.of_person(ben.id)[0]

        assert here.post(f"/my/security/devices/{session.pk}/end", secure=True).status_code == 404
        assert there.is_in()

    def test_are_all_signed_out_but_this(self, here: Visitor, ada: Person) -> None:
        others = [another(ada) for _ in range(3)]

        here.post("/my/security/devices/end-others", secure=True)

        assert here.is_in()
        assert [one.is_in() for one in others] == [False] * 3

    def test_are_all_signed_out(self, here: Visitor, ada: Person) -> None:
        there = another(ada)

        assert here.post("/my/security/devices/end-all", secure=True).status_code == 302

        assert (here.is_in(), there.is_in()) == (False, False)

    def test_are_signed_out_when_a_person_is_removed(self, here: Visitor, ada: Person) -> None:
        here.get("/my/", secure=True)

        sign_out_whoever_was_removed(SYSTEM, PersonRemoved(person_id=ada.id))

        assert not here.is_in()


class TestSomebodyInAnothersStead:
    @pytest.mark.parametrize("path", ["/password", "/passkeys/add", "/two-step/app", "/two-step/codes"])
    def test_changes_nothing(self, here: Visitor, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        from dataclasses import replace

        from twofold.core import ids
        from twofold.run import middleware

        mine = middleware._actor
        monkeypatch.setattr(middleware, "_actor", lambda request: replace(mine(request), impersonator_id=ids.new()))

        assert here.post(f"/my/security{path}", {"password": NEW}, secure=True).status_code == 403


class TestALetter:
    def test_tells_of_another_address_where_one_is_written_to(self, ada: Person, mailbox: Mailbox) -> None:
        first = AddressProven(person_id=ada.id, email=MAIL)
        tell_of_another_address(SYSTEM, first)
        assert mailbox.letters() == []

        tell_of_another_address(SYSTEM, AddressProven(person_id=ada.id, email="ada@home.example"))
        assert "ada@home.example" in text_of(mailbox.letter(MAIL))
        tell_of_an_address_that_was_dropped(SYSTEM, AddressDropped(person_id=ada.id, email="ada@home.example"))
        assert mailbox.letter(MAIL)["Subject"] == "An e-mail address was removed"

    def test_is_written_in_the_language_of_its_reader(self, ada: Person, here: Visitor, mailbox: Mailbox) -> None:
        from twofold.access.models import Site

        Site.objects.update(languages=["en", "de"])
        Person.objects.filter(id=ada.id).update(locale="de")

        here.post("/my/security/password", {"password": NEW}, secure=True)

        assert 'lang="de"' in text_of(mailbox.letter(MAIL), "html")
