"""Somebody walks through every door there is: nobody, a customer, a link scanner, another site."""

from collections import Counter

import pytest
from django.test import Client

from tests.attacks.addresses import OPEN, addresses, closed, of_staff
from tests.attacks.conftest import EMAIL, PASSWORD
from tests.console.staff import HTMX, Staff
from tests.makers import SYSTEM, a_person
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import people

LEDGER = "core_ledgerentry"
NOTED = {LEDGER: 0, "core_auditnote": 0}
TRACES = {"django_session", "usersessions_usersession", "core_cache"}  # of having been there


def rows() -> dict[str, int]:
    """How often each table was written to in this database, and by how many rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor]
    return {name: _sum_of(name) for name in names if name not in TRACES}


def _sum_of(table: str) -> int:
    from django.db import connection

    with unit_of_work(SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(hashtext(t.*::text)::bigint), 0) FROM {table} t")
        return int(cursor.fetchone()[0])


def _facts() -> Counter[str]:
    """The names of all that is in the ledger."""
    from twofold.core.models import LedgerEntry

    with unit_of_work(SYSTEM):
        return Counter(LedgerEntry.objects.values_list("name", flat=True))


class TestNobody:
    def test_sees_a_sign_in_page_instead_of_any_page(self, committed: None) -> None:
        seen = {name: Client().get(path) for name, path in closed().items()}

        assert len(seen) > 50
        assert {n: r.status_code for n, r in seen.items() if r.status_code != 302} == {}
        assert {n for n, r in seen.items() if not r.headers["Location"].startswith("/sign-in?next=/")} == set()

    def test_gets_no_part_of_a_page_and_posts_nothing(self, committed: None) -> None:
        parts = {name: Client().get(path, headers=HTMX).status_code for name, path in closed().items()}
        posts = {name: Client().post(path).status_code for name, path in closed().items()}

        assert {name: status for name, status in parts.items() if status != 401} == {}
        assert {name: status for name, status in posts.items() if status != 302} == {}

    def test_finds_these_doors_open_and_no_other(self, committed: None) -> None:
        assert addresses().keys() - closed().keys() == OPEN


class TestACustomer:
    def test_is_told_that_there_is_nothing(self, ada: Staff) -> None:
        for ask in (ada.get, ada.post):
            found = {name: ask(path).status_code for name, path in of_staff().items()}
            assert {name: status for name, status in found.items() if status != 404} == {}

    def test_who_is_no_longer_staff_is_out_with_the_next_request(self, jana: Staff) -> None:
        assert jana.get("/people").status_code == 200

        with unit_of_work(SYSTEM):
            people.dismiss_staff(SYSTEM, jana.person.id)

        assert jana.get("/people").status_code == 404


class TestASession:
    def test_ends_with_the_person(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            people.dismiss_staff(SYSTEM, jana.person.id)
            people.remove(SYSTEM, jana.person.id)

        assert jana.get("/people").status_code == 302

    def test_ends_when_somebody_turns_out_to_be_another(self, ada: Staff) -> None:
        assert ada.get("/people").status_code == 404

        with unit_of_work(SYSTEM):
            people.merge(SYSTEM, a_person(name="Ada B.").id, ada.person.id)

        assert ada.get("/people").status_code == 302


class TestAScannerOfLinks:
    def test_changes_nothing_by_following_every_one(self, jana: Staff) -> None:
        """That a list was taken out, or refused to whoever is not in admin mode, is noted, and nothing else."""
        before, facts = rows(), _facts()

        answers = {name: jana.get(path) for name, path in closed().items() if name != "live_stream"}

        assert {name for name, answer in answers.items() if answer.status_code >= 500} == set()
        assert rows() | NOTED == before | NOTED
        told = _facts().keys() - facts.keys()
        assert told - {"core.access.refused"} == {"directory.list.exported", "core.ledger.exported"}
        assert jana.get("/sign-out").status_code == 200
        assert jana.get("/people").status_code == 200


class TestAnotherSite:
    def test_posts_nothing_in_the_name_of_staff(self, jana: Staff) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.cookies = jana.cookies

        answers = {name: careful.post(path).status_code for name, path in addresses().items()}

        assert answers.pop("apple_callback") == 302  # Apple posts its answers; it is only passed on as a GET
        assert {name: status for name, status in answers.items() if status != 403} == {}

    def test_cannot_make_links_of_ours_lead_to_it(self, committed: None) -> None:
        for host in (
            "evil.example",
            "testserver.evil.example",
            "testserver@evil.example",
            "testserver:80@evil.example",
        ):
            assert Client(headers={"host": host}).get("/sign-in").status_code == 400

    def test_can_neither_frame_a_page_nor_run_a_script_in_one(self, jana: Staff) -> None:
        for path in (*addresses().values(), "/nothing/here", "/static/nothing"):
            if path == "/live/stream":
                continue
            policy = jana.get(path).headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "script-src" not in policy
            assert "frame-ancestors 'none'" in policy


class TestAGuesserOfPasswords:
    def test_is_slowed_down_whatever_the_spelling(self, jana: Staff) -> None:
        for spelling in (EMAIL, EMAIL.upper(), f" {EMAIL}", EMAIL.title(), EMAIL):
            Client().post("/sign-in", {"login": spelling, "password": "wrong"})

        answer = Client().post("/sign-in", {"login": EMAIL, "password": PASSWORD})

        assert answer.status_code != 302

    @pytest.mark.parametrize(
        "fields", [{"login": "a\0b"}, {"password": "a\0b"}, {"login": "x" * 100_000}, {"next": "/\0"}]
    )
    def test_gets_no_error_page_out_of_odd_input(self, committed: None, fields: dict[str, str]) -> None:
        answer = Client(raise_request_exception=False).post("/sign-in", {"login": EMAIL, "password": "x", **fields})

        assert answer.status_code < 500
