"""Seeing how Twofold runs, and putting right what does not: home, sources, dead letters, ledger, jobs, what Ctrl K finds."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.console.staff import Staff, counted, text
from tests.events.tracking import Endpoint, an_endpoint
from tests.makers import SYSTEM, a_person, an_account
from twofold.core import clock
from twofold.core.models import Reader
from twofold.core.post import Letter, send
from twofold.core.unit import unit_of_work
from twofold.events import queries as events
from twofold.events.store import measure
from twofold.events.verbs import sources


@pytest.fixture
def shop(jana: Staff) -> Iterator[Endpoint]:
    """Something that sends events."""
    with an_endpoint() as endpoint:
        yield endpoint


def a_source(name: str = "Web shop") -> Any:
    with unit_of_work(SYSTEM):
        return sources.create(SYSTEM, name)


def a_job(status: str) -> int:
    with unit_of_work(SYSTEM), connection.cursor() as cursor:
        send(Letter("ada@example.com", "Hello", "Hello"))
        cursor.execute("UPDATE procrastinate_jobs SET status = %s RETURNING id", [status])
        return int(cursor.fetchone()[0])


def letters() -> list[events.Letter]:
    with unit_of_work(SYSTEM):
        return events.dead_letters(SYSTEM).letters


class TestHome:
    def test_teaches_how_to_begin_while_nothing_has_come_in(self, jana: Staff) -> None:
        assert "Create a source" in text(jana.get("/"))

        source = a_source()
        page = text(jana.get("/?sdk=python"))

        assert source.write_key in page
        assert "segment.analytics" in page
        assert "Waiting for the first event" in page

    def test_shows_the_day_once_something_has(self, jana: Staff, shop: Endpoint) -> None:
        shop.batch(
            {"type": "identify", "userId": "u1", "traits": {"firstName": "Ada", "lastName": "Brandt"}},
            {"type": "track", "userId": "u1", "event": "Order Completed", "properties": {"revenue": 9}},
        )

        page = text(jana.get("/"))

        for said in ("Events today", "Orders today", "New people today", "Active people", "Ada Brandt", "PostgreSQL 1"):
            assert said in page

    def test_takes_as_many_statements_whatever_there_is(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            an_account(name="Helio Pumps")
        jana.get("/")
        with counted() as few:
            jana.get("/")
        with unit_of_work(SYSTEM):
            for number in range(8):
                a_person(name=f"Person {number}")
        with counted() as many:
            jana.get("/")

        assert len(many) <= len(few) + 1

    def test_says_so_when_the_tape_does_not_answer(self, jana: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
        from clickhouse_connect.driver.exceptions import OperationalError

        def silent() -> None:
            raise OperationalError

        monkeypatch.setattr(measure, "health", silent)

        page = text(jana.get("/"))

        assert "The tape does not answer" in page
        assert "New people today" in page


class TestASource:
    def test_is_made_and_shows_what_to_copy(self, jana: Staff) -> None:
        answer = jana.send("/sources/new", {"name": "Web shop"})

        page = text(jana.get(answer.headers["HX-Redirect"]))
        assert "@segment/analytics-next" in page
        assert "apiHost: &quot;testserver/v1&quot;" in page

    def test_without_a_name_is_refused_in_its_form(self, jana: Staff) -> None:
        answer = jana.send("/sources/new", {"name": " "})

        assert answer.status_code == 422
        assert "A source needs a name." in text(answer)

    def test_is_revoked_and_taken_back(self, jana: Staff) -> None:
        source = a_source()

        page = text(jana.post(f"/sources/{source.id}/revoke", follow=True))
        assert "takes no more events" in page
        assert "data-toast-undo" in page

        page = text(jana.post(f"/sources/{source.id}/restore", follow=True))
        assert "takes events again" in page

    def test_gets_another_key(self, jana: Staff) -> None:
        source = a_source()

        page = text(jana.post(f"/sources/{source.id}/rotate", follow=True))

        assert source.write_key not in page

    def test_that_is_not_there_is_not_found(self, jana: Staff) -> None:
        assert jana.get("/sources/01900000-0000-7000-8000-000000000000").status_code == 404


class TestADeadLetter:
    @pytest.fixture(autouse=True)
    def _not_taken(self, shop: Endpoint) -> None:
        shop.batch(
            {"type": "track", "event": "Nobody"},
            {"type": "track", "event": "Nobody"},
            {"type": "track", "userId": "u1", "event": "<script>alert(1)</script>", "timestamp": "yesterday"},
        )

    def test_is_shown_by_reason_with_what_to_do(self, jana: Staff) -> None:
        page = text(jana.get("/dead-letters"))
        assert "Nobody named" in page
        assert "Unreadable time" in page
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

        page = text(jana.get("/dead-letters?reason=nobody_named"))
        assert "An event needs a userId or an anonymousId" in page
        assert "Send all 2 through again" in page

    def test_goes_through_again_alone_or_with_all_of_its_reason(self, jana: Staff) -> None:
        answer = jana.post("/dead-letters/replay", {"reason": "nobody_named"}, follow=True)

        assert "2 letters go through again" in text(answer)
        assert sum(letter.replayed_at is not None for letter in letters()) == 2

    def test_is_thrown_away(self, jana: Staff) -> None:
        one = next(letter for letter in letters() if letter.reason == "time_unreadable")

        jana.post("/dead-letters/discard", {"letter": str(one.id), "reason": one.reason})

        assert {letter.reason for letter in letters()} == {"nobody_named"}

    def test_is_not_thrown_away_by_a_request_that_names_none(self, jana: Staff) -> None:
        jana.post("/dead-letters/discard", {"letter": "nonsense"})

        assert len(letters()) == 3


class TestTheLedger:
    def test_tells_facts_in_words_and_can_be_narrowed(self, jana: Staff) -> None:
        a_source("Billing")

        page = text(jana.get("/ledger?name=events.source"))
        assert "Source created" in page
        assert "Person added" not in page

        assert "Nothing like that" in text(jana.get("/ledger?name=no.such"))

    @pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "about=nobody", "after=-1"])
    def test_takes_any_address(self, jana: Staff, query: str) -> None:
        assert jana.get(f"/ledger?{query}").status_code == 200

    def test_shows_why_a_reader_rests_and_lets_it_try_again(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            Reader.objects.create(
                name="events.tape", failures=3, next_try_at=clock.now().replace(year=2100), last_error="OSError: full"
            )
        page = text(jana.get("/ledger/readers"))
        assert "Failed 3 times" in page
        assert "OSError: full" in page

        jana.post("/ledger/readers/events.tape/wake")

        with unit_of_work(SYSTEM):
            woken = Reader.objects.get(name="events.tape").next_try_at
        assert woken is not None
        assert woken <= clock.now()


class TestAJob:
    def test_that_failed_is_done_again(self, jana: Staff) -> None:
        number = a_job("failed")
        assert "Do it again" in text(jana.get("/jobs?state=failed"))

        answer = jana.post(f"/jobs/{number}/retry", {"state": "failed"}, follow=True)

        assert "Queued again" in text(answer)
        assert "Nothing has failed" in text(answer)

    def test_that_is_under_way_is_not_cancelled(self, jana: Staff) -> None:
        number = a_job("doing")

        assert jana.post(f"/jobs/{number}/cancel").status_code == 409

    def test_that_starts_by_the_clock_says_when(self, jana: Staff) -> None:
        page = text(jana.get("/jobs/by-the-clock"))

        assert "Forget old jobs" in page
        assert "23 3 * * *" in page


class TestWhatCtrlKFinds:
    def test_are_people_and_accounts_first_then_pages_and_what_can_be_done(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            person = a_person(name="Ada Newman", email="ada@example.com")

        groups = jana.get("/find?q=new").json()

        assert groups[0]["label"] == "People"
        assert groups[0]["items"][0]["href"] == f"/people/{person.id}"
        assert {item["title"] for item in groups[-1]["items"]} >= {"New person", "New source"}

    def test_are_the_pages_when_nothing_was_typed(self, jana: Staff) -> None:
        groups = jana.get("/find").json()

        assert [group["label"] for group in groups] == ["Go to", "Do"]
        jobs = next(item for item in groups[0]["items"] if item["title"] == "Jobs")
        assert (jobs["href"], jobs["icon"], jobs["keys"]) == ("/jobs", "list-checks", ["G", "J"])

    def test_are_places_within_others_by_what_one_would_call_them(self, jana: Staff) -> None:
        for asked, title, href in (
            ("masks", "Roles of staff", "/staff/roles"),
            ("territory", "Teams", "/staff/teams"),
            ("sso", "New provider", "/providers/new"),
            ("invite staff", "Invite a colleague", "/staff/invite"),
        ):
            items = [item for group in jana.get(f"/find?q={asked}").json() for item in group["items"]]
            assert (title, href) in [(item["title"], item["href"]) for item in items], asked

    def test_takes_anything(self, jana: Staff) -> None:
        for asked in ("x" * 5_000, "'; DROP TABLE", "%F0%9F%98%80", "🦊 %25_"):
            assert jana.get(f"/find?q={asked}").status_code == 200


class TestEveryPage:
    @pytest.mark.parametrize(
        "page", ["/", "/live", "/live/stream", "/sources", "/dead-letters", "/ledger", "/jobs", "/fields", "/find"]
    )
    def test_is_for_staff(self, jana: Staff, page: str) -> None:
        jana.cookies.clear()

        assert jana.get(page).headers["Location"].startswith("/sign-in")
