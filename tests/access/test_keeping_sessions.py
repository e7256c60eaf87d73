"""Sessions in their table: ended ones stay ended, keys change, and each is written once."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import SYSTEM
from twofold.access.session_store import SessionStore
from twofold.core.unit import unit_of_work

pytestmark = pytest.mark.usefixtures("_unit")


@pytest.fixture
def _unit() -> object:
    with unit_of_work(SYSTEM):
        yield


def a_session(**holds: str) -> SessionStore:
    session = SessionStore()
    session.update(holds)
    session.save()
    return session


class TestASession:
    def test_holds_what_was_put_into_it(self) -> None:
        key = a_session(colour="green").session_key

        assert dict(SessionStore(key).items()) == {"colour": "green"}

    def test_that_nobody_has_begun_gives_its_key_away(self) -> None:
        planted = SessionStore("chosen-by-a-stranger")

        assert dict(planted.items()) == {}
        assert planted.session_key is None

    def test_has_no_key_that_could_be_none(self) -> None:
        assert SessionStore("zero\0in-between").session_key is None

    def test_that_is_over_holds_nothing(self) -> None:
        session = a_session(colour="green")
        Session.objects.update(expire_date="2001-01-01T00:00Z")

        assert dict(SessionStore(session.session_key).items()) == {}

    def test_that_was_ended_elsewhere_does_not_come_back(self) -> None:
        session = a_session(colour="green")
        here = SessionStore(session.session_key)
        here["colour"] = "red"
        session.flush()

        with pytest.raises(UpdateError):
            here.save()
        assert not Session.objects.exists()


class TestTwoRequestsAtOnce:
    def test_each_write_what_they_have_changed(self) -> None:
        key = a_session(tries="1", place="home", name="Ada").session_key
        one, other = SessionStore(key), SessionStore(key)
        one["seen"] = "news"
        del one["place"]
        other["tries"] = "2"
        del other["name"]

        other.save()
        one.save()

        assert dict(SessionStore(key).items()) == {"tries": "2", "seen": "news"}

    def test_go_on_with_what_both_wrote(self) -> None:
        key = a_session(tries="1").session_key
        one, other = SessionStore(key), SessionStore(key)
        one["seen"], other["tries"] = "news", "2"
        other.save()
        one.save()

        one["tries"] = f"{one['tries']} and more"
        one.save()

        assert dict(SessionStore(key).items()) == {"tries": "2 and more", "seen": "news"}


class TestANewKey:
    def test_holds_the_same_and_ends_the_old_one_at_once(self) -> None:
        session = a_session(colour="green")
        before = session.session_key

        session.cycle_key()
        assert dict(SessionStore(before).items()) == {}
        session.save()

        assert session.session_key != before
        assert dict(SessionStore(session.session_key).items()) == {"colour": "green"}

    def test_is_written_once_with_all_that_came_after(self) -> None:
        session = SessionStore()

        with CaptureQueriesContext(connection) as asked:
            session.cycle_key()
            session["person"] = "ada"
            session.save()

        assert len(asked) == 1
        session["person"] = "ben"
        session.save()
        assert SessionStore(session.session_key)["person"] == "ben"
