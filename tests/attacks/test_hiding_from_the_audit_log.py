"""Somebody tries to leave no trace, to leave another's, or to bury theirs under a thousand others."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.api.rest import Program
from tests.console.staff import Staff
from tests.makers import SYSTEM, a_colleague, a_customer, a_person, an_account
from twofold.access.verbs import keys
from twofold.core import ids
from twofold.core.unit import unit_of_work

if TYPE_CHECKING:
    from twofold.core.models import LedgerEntry

FORGED = """
INSERT INTO core_ledgerentry (id, name, body, actor_kind, actor_id, actor_name, person_id, account_id, recorded_at)
VALUES (gen_random_uuid(), 'access.signed.in', '{}', %s, %s, 'Ada', %s, NULL, now())
"""


def told(name: str) -> "list[LedgerEntry]":
    from twofold.core.models import LedgerEntry

    with unit_of_work(SYSTEM):
        return list(LedgerEntry.objects.filter(name=name).order_by("seq"))


class TestACustomer:
    def test_who_tries_the_doors_of_staff_stands_in_the_ledger(self, ada: Staff) -> None:
        other = ids.new()
        assert ada.get(f"/people/{other}").status_code == 404
        assert ada.post("/people/new", {"name": "Eve"}).status_code == 404

        entries = told("core.access.refused")
        assert [(entry.actor_kind, entry.actor_id, entry.body["what"]) for entry in entries] == [
            ("customer", ada.person.id, f"GET /people/{other}"),
            ("customer", ada.person.id, "POST /people/new"),
        ]

    def test_who_tries_a_thousand_ids_floods_nothing(self, ada: Staff) -> None:
        for _ in range(60):
            ada.get(f"/people/{ids.new()}")

        assert len(told("core.access.refused")) == 1

    def test_writes_nothing_in_the_name_of_another(self) -> None:
        ada, ben = a_person(name="Ada"), a_person(name="Ben")
        forgeries: list[tuple[Any, ...]] = [
            ("customer", ben.id, ada.id),
            ("staff", ada.id, ada.id),
            ("system", None, ada.id),
        ]
        for forgery in forgeries:
            with (
                pytest.raises(ProgrammingError, match="row-level security"),
                unit_of_work(a_customer(ada)),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(FORGED, forgery)

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT 1 FROM core_auditlink",
            "INSERT INTO core_auditlink VALUES (1, gen_random_uuid(), '', '', '')",
            "DELETE FROM core_auditnote",
            "UPDATE core_auditstream SET number = 0",
            "DELETE FROM core_ledgerentry",
            "UPDATE core_ledgerentry SET audience = 3",
        ],
    )
    def test_touches_neither_the_chain_nor_what_was_written(self, statement: str) -> None:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            unit_of_work(a_customer(a_person(), an_account())),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


class TestAProgram:
    def test_that_lacks_a_scope_or_was_revoked_stands_in_the_ledger(self, committed: None) -> None:
        with unit_of_work(SYSTEM):
            jana = a_colleague()
            made = keys.create(jana, name="Sync", scopes=["directory:person:see"])
        program = Program(made.token)
        assert program.post("/people", {"name": "Eve"}).status == 403
        with unit_of_work(SYSTEM):
            keys.revoke(SYSTEM, made.id)
        assert program.get("/people").status == 401

        refused = told("core.access.refused")
        assert [(entry.actor_id, entry.body["code"], entry.body["what"]) for entry in refused] == [
            (jana.person_id, "permission_missing", "POST /api/v1/people"),
            (None, "key_revoked", "GET /api/v1/people"),
        ]
        assert told("directory.person.added")[-1].person_id == jana.person_id


class TestAColleague:
    def test_who_looks_at_a_record_stands_in_the_ledger(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person(name="Ada")

        for _ in range(3):
            assert jana.get(f"/people/{ada.id}").status_code == 200

        (entry,) = told("core.record.read")
        assert (entry.actor_id, entry.person_id, entry.body["where"]) == (jana.person.id, ada.id, "console")

    def test_who_reads_over_the_api_does_too_and_once_for_both(self, committed: None) -> None:
        with unit_of_work(SYSTEM):
            ada = a_person(name="Ada")
            colleague = a_colleague()
            made = keys.create(colleague, name="Sync", scopes=["directory:person:see"])

        for _ in range(3):
            assert Program(made.token).get(f"/people/{ada.id}").status == 200

        assert [entry.actor_id for entry in told("core.record.read")] == [colleague.person_id]
