"""A customer's connection sees its own rows, whatever the code forgets to filter."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.makers import SYSTEM, a_customer, a_membership, a_person, an_account
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.errors import PersonNotFound
from twofold.directory.models import Account, Identifier, Membership, Person
from twofold.directory.verbs import consents

OPEN = {"person", "account", "membership", "identifier", "consent", "purpose"}


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'directory\\_%' ORDER BY 1")
        return [name for (name,) in cursor]


@pytest.fixture
def ada() -> Actor:
    """A customer in Helio, in a house where others are, too."""
    person, helio = a_person(name="Ada", email="ada@helio.example"), an_account(name="Helio")
    a_membership(person, helio)
    a_membership(a_person(name="Ben", email="ben@helio.example"), helio)
    a_membership(a_person(name="Eve", email="eve@atlas.example"), an_account(name="Atlas"))
    for one in Person.objects.all():
        consents.give(SYSTEM, one.id, purpose="news", channel="email")
    return a_customer(person, helio)


class TestACustomersConnection:
    def test_sees_its_own_rows_only(self, ada: Actor) -> None:
        with unit_of_work(ada):
            assert [one.name for one in Person.objects.all()] == ["Ada"]
            assert [one.name for one in Account.objects.all()] == ["Helio"]
            assert [one.value for one in Identifier.objects.all()] == ["ada@helio.example"]
            assert Membership.objects.count() == 2
            assert len(queries.current_consents(ada, Person.objects.get().id)) == 1

    def test_sees_nothing_of_another(self, ada: Actor) -> None:
        eve = Person.objects.get(name="Eve")

        with unit_of_work(ada):
            assert not Person.objects.filter(id=eve.id).exists()
            with pytest.raises(PersonNotFound):
                queries.person(ada, eve.id)

    def test_changes_nothing(self, ada: Actor) -> None:
        with unit_of_work(ada), pytest.raises(ProgrammingError), transaction.atomic():
            Person.objects.update(is_staff=True)

    def test_is_refused_the_tables_of_staff(self, ada: Actor) -> None:
        for table in tables():
            if table.removeprefix("directory_") in OPEN:
                continue
            with (
                unit_of_work(ada),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"SELECT count(*) FROM {table}")

    def test_reads_its_own_record_through_the_queries_of_staff(self, ada: Actor) -> None:
        assert ada.person_id

        with unit_of_work(ada):
            record = queries.person(ada, ada.person_id)
            assert (record.name, record.kind) == ("Ada", "contact")
            assert [one.value for one in queries.identity_of(ada, ada.person_id).identifiers] == ["ada@helio.example"]
            assert [one.account_name for one in queries.memberships_of_person(ada, ada.person_id)] == ["Helio"]
            assert [one.name for one in queries.find(ada, "helio")] == ["Helio", "Ada"]
            assert [one.values["name"] for one in queries.rows(ada, "person", columns=["name"]).rows] == ["Ada"]
            assert [one.values["name"] for one in queries.rows(ada, "account", columns=["name"]).rows] == ["Helio"]
            assert queries.account(ada, next(iter(ada.account_ids or ()))).name == "Helio"


class TestEveryTable:
    def test_has_its_policies(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT c.relname, c.relrowsecurity, array_agg(p.policyname ORDER BY p.policyname)
                   FROM pg_class c LEFT JOIN pg_policies p ON p.tablename = c.relname
                   WHERE c.relname = ANY (%s) AND c.relkind = 'r' GROUP BY 1, 2""",
                [tables()],
            )
            found = {name.removeprefix("directory_"): (secured, policies) for name, secured, policies in cursor}

        assert {name for name, (secured, _) in found.items() if not secured} == set()
        assert {name for name, (_, policies) in found.items() if policies == ["every_row", "own_rows"]} == OPEN
        assert {name for name, (_, policies) in found.items() if "every_row" not in policies} == set()
