"""Somebody with a customer's connection to Postgres asks for everything there is."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.makers import a_customer, a_membership, a_person, an_account
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work

OPEN = {
    "directory_person": "SELECT", "directory_account": "SELECT", "directory_membership": "SELECT",
    "directory_identifier": "SELECT", "directory_consent": "INSERT,SELECT", "directory_peer": "SELECT",
    "access_acceptance": "SELECT", "access_application": "SELECT", "access_assignment": "SELECT",
    "access_download": "SELECT", "access_farewell": "SELECT", "access_grant": "SELECT", "access_group": "SELECT",
    "access_groupmember": "SELECT", "access_guestterms": "SELECT", "access_invitation": "SELECT",
    "access_joinrequest": "SELECT", "access_offer": "SELECT", "access_role": "SELECT", "access_seat": "SELECT",
    "access_logo": "SELECT",
    "access_site": "SELECT",
    "directory_purpose": "SELECT",
    "core_ledgerentry": "INSERT,SELECT",  # what they did themselves
}  # fmt: skip


@pytest.fixture
def eve() -> Actor:
    """A customer in a house where others are, too."""
    person, home = a_person(name="Eve", email="eve@atlas.example"), an_account(name="Atlas")
    a_membership(person, home)
    a_membership(a_person(name="Ada", email="ada@helio.example"), an_account(name="Helio"))
    return a_customer(person, home)


def asked(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor)


class TestACustomersRole:
    def test_has_these_rights_and_no_other(self) -> None:
        rights = asked(
            """SELECT c.relname, string_agg(DISTINCT p.a_right, ',' ORDER BY p.a_right)
               FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p (a_right)
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
                 AND CASE WHEN p.a_right IN ('DELETE', 'TRUNCATE') THEN has_table_privilege('twofold_customer', c.oid, p.a_right)
                     ELSE has_any_column_privilege('twofold_customer', c.oid, p.a_right) END GROUP BY 1"""
        )

        assert dict(rights) == OPEN

    def test_may_take_no_other_role_by_itself(self) -> None:
        roles = "'twofold_customer', other, 'MEMBER'"
        others = asked(
            f"SELECT other FROM unnest(ARRAY['twofold_staff', 'twofold_app']) AS other WHERE pg_has_role({roles})"
        )

        assert others == []

    def test_calls_nothing_that_acts_for_the_owner(self) -> None:
        callable_ = asked(
            """SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
               AND has_function_privilege('twofold_customer', oid, 'EXECUTE')"""
        )

        assert callable_ == []

    def test_reads_nothing_of_what_the_company_makes_of_a_membership(self) -> None:
        for column in ("buying_role", "attributes", "source"):
            assert asked(
                f"SELECT has_column_privilege('twofold_customer', 'directory_membership', '{column}', 'SELECT')"
            ) == [(False,)]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE directory_person SET is_staff = true",
            "UPDATE directory_membership SET account_id = account_id",
            "DELETE FROM directory_person",
            "INSERT INTO directory_identifier SELECT * FROM directory_identifier",
            "SELECT directory_index_custom_field('person', 'x')",
            "SELECT write_key FROM events_source",
            "SELECT session_data FROM django_session",
            "UPDATE core_ledgerentry SET body = body",
            "CREATE TABLE mine (a int)",
        ],
    )
    def test_is_refused(self, eve: Actor, statement: str) -> None:
        with unit_of_work(eve), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_finds_nobody_by_asking_sideways(self, eve: Actor) -> None:
        with unit_of_work(eve):
            assert asked("SELECT name FROM directory_person WHERE true OR id IS NOT NULL") == [("Eve",)]
            assert asked("SELECT name FROM directory_account") == [("Atlas",)]
            assert asked("SELECT value FROM directory_identifier") == [("eve@atlas.example",)]
            assert len(asked("SELECT 1 FROM directory_membership")) == 1
            assert asked("SELECT name FROM core_ledgerentry") == [("directory.membership.added",)]
