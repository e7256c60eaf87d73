"""The audit page: searched by its address, taken out, and verified by the worker."""

import json
from datetime import timedelta

import pytest

from tests.console.staff import Staff, text
from tests.console.test_downloading_lists import content
from tests.core.chained import link_all, the_owner
from tests.makers import SYSTEM, a_colleague, a_person, an_account
from twofold.core import clock, operations
from twofold.core.audit import note_refusal
from twofold.core.models import LedgerEntry, Operation
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import people

EVIL = "=HYPERLINK(A1)"


def verified() -> Operation:
    with unit_of_work(SYSTEM):
        newest = Operation.objects.latest("id")
    return operations.carry(newest.id)


class TestTheAuditPage:
    def test_tells_what_happened_with_the_names_of_whom_it_was_about(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada, helio = a_person(name="Ada Brandt"), an_account(name="Helio")

        page = text(jana.get("/ledger"))

        assert "Added as" in page
        assert f'<a href="/people/{ada.id}">Ada Brandt</a>' in page
        assert f'<a href="/accounts/{helio.id}">Helio</a>' in page

    def test_is_searched_by_what_who_when_about_whom_and_what_a_refusal_says(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ben = a_colleague("Ben Ruiz")
            people.add(ben, fields={"name": "Ada Brandt"})
            eve = a_person(name="Eve Ek")
            note_refusal(ben, code="permission_missing", what="POST /sources/new", address="203.0.113.9")
        today = clock.now().date()

        for query, found, hidden in (
            (f"who={ben.person_id}", "Ada Brandt", "Eve Ek"),
            (f"about={eve.id}", "Eve Ek", "Ada Brandt"),
            ("refusal=203.0.113", "POST /sources/new", "Eve Ek"),
            ("name=directory.person.added&actor=ben", "Ada Brandt", "Eve Ek"),
            (f"name=directory.person&since={today}&until={today}", "Eve Ek", "Nothing like that"),
            ("name=Added+as&actor=ben", "Ada Brandt", "Eve Ek"),
            ("name=refused", "POST /sources/new", "Eve Ek"),
            ("name=no+such+thing", "Nothing like that", "Eve Ek"),
            (f"since={today + timedelta(days=2)}", "Nothing like that", "Eve Ek"),
            (f"until={today - timedelta(days=2)}", "Nothing like that", "Eve Ek"),
        ):
            page = text(jana.get(f"/ledger?{query}"))
            assert (found in page, hidden in page) == (True, False), query

    @pytest.mark.parametrize(
        "query", ["since=yesterday", "until=9999-12-31", "who=x", "since=0001-01-01", "since=1960-01-01", "name=%00"]
    )
    def test_takes_any_address(self, jana: Staff, query: str) -> None:
        assert jana.get(f"/ledger?{query}").status_code in {200, 400}
        assert jana.get(f"/ledger.csv?{query}").status_code in {200, 400}

    def test_is_taken_out_as_it_is_searched_without_formulas_and_says_so(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            people.add(a_colleague(EVIL), fields={"name": "Ada Brandt"})

        table = content(jana.get("/ledger.csv?name=directory.person.added")).decode()
        lines = content(jana.get("/ledger.jsonl?name=directory.person.added")).decode().splitlines()

        assert f",'{EVIL},staff," in table
        assert len(table.splitlines()) == len(lines) + 1
        assert {json.loads(line)["name"] for line in lines} == {"directory.person.added"}
        with unit_of_work(SYSTEM):
            told = LedgerEntry.objects.filter(name="core.ledger.exported").order_by("seq")
            assert [entry.body["format"] for entry in told] == ["csv", "jsonl"]
            assert told[0].body["asked"] == {"name": "directory.person.added"}

    def test_says_how_far_it_was_verified_and_what_broke_it(self, jana: Staff) -> None:
        assert "Not verified yet" in text(jana.get("/ledger"))
        head = link_all()

        jana.post("/ledger/verify")
        assert "Being verified" in text(jana.get("/ledger"))
        assert verified().state == "done"
        page = text(jana.get("/ledger"))
        assert f"Verified up to entry <b>{head.number}</b>" in page
        assert str(head) in page

        with the_owner() as owner:
            owner.execute("DELETE FROM core_ledgerentry WHERE name = 'directory.person.added'")
        jana.post("/ledger/verify")
        assert verified().state == "failed"
        page = text(jana.get("/ledger"))
        assert "The log does not hold." in page
        assert "was removed: its link is there, the entry is not." in page
