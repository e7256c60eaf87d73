"""One transaction, one actor, one moment; and a database that fails loudly outside of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from twofold.core import clock, ids, unit
from twofold.core.actor import Actor, ActorKind, PermissionMissing
from twofold.core.facts import Fact, record
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb


@dataclass(frozen=True, kw_only=True)
class Told(Fact):
    """Something happened."""


OPEN_TO_ALL = {"access_site", "access_logo", "directory_purpose"}  # what a sign-in page shows to anybody
CUSTOMER = Actor(ActorKind.CUSTOMER, "Ada", ids.new(), account_ids=frozenset({ids.new()}))


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        (value,) = cursor.fetchone()
        return str(value)


class TestAUnitOfWork:
    def test_takes_the_role_of_the_actor_and_gives_it_back(self) -> None:
        assert _setting("role") == "twofold_staff"

        with unit_of_work(CUSTOMER):
            assert _setting("role") == "twofold_customer"
            assert UUID(_setting("twofold.person")) == CUSTOMER.person_id

        assert _setting("role") == "twofold_staff"
        assert _setting("twofold.person") == ""

    def test_gives_the_role_back_when_the_inner_one_fails(self) -> None:
        with pytest.raises(ZeroDivisionError), unit_of_work(CUSTOMER):
            _ = 1 / 0

        assert _setting("role") == "twofold_staff"

    def test_gives_the_role_back_when_the_inner_one_is_rolled_back(self) -> None:
        with unit_of_work(CUSTOMER):
            transaction.set_rollback(True)

        assert _setting("role") == "twofold_staff"

    def test_has_one_moment(self) -> None:
        before = unit.now()

        with unit_of_work(CUSTOMER):
            assert unit.now() == before

    @pytest.mark.usefixtures("committed")
    def test_has_an_earlier_moment_where_it_is_told_one(self) -> None:
        then = clock.now() - timedelta(days=9)

        with unit_of_work(CUSTOMER, at=then):
            assert unit.now() == then
            with unit_of_work(CUSTOMER, at=clock.now()):
                assert unit.now() == then

    @pytest.mark.usefixtures("committed")
    def test_is_in_the_ledger_when_it_was_written_down(self) -> None:
        before = clock.now()

        with unit_of_work(Actor.system("test"), at=before - timedelta(days=9)):
            entry = record(Told(), by=Actor.system("test"))

        assert entry.recorded_at >= before

    @pytest.mark.usefixtures("committed")
    def test_is_needed_to_touch_any_table_of_a_room(self) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM directory_person")

    @pytest.mark.usefixtures("committed")
    def test_is_needed_to_call_a_verb(self) -> None:
        @verb("test:thing:do")
        def do(actor: Actor) -> None:
            raise AssertionError(actor)

        with pytest.raises(RuntimeError, match="No unit of work is open"):
            do(Actor.system("test"))


class TestAVerb:
    def test_refuses_an_actor_without_the_permission(self) -> None:
        @verb("test:thing:do")
        def do(actor: Actor) -> str:
            return actor.name

        with pytest.raises(PermissionMissing):
            do(CUSTOMER)
        assert do(Actor(ActorKind.STAFF, "Jana", permissions=frozenset({"test:thing:do"}))) == "Jana"


class TestTheCustomersRole:
    def test_sees_nothing_but_its_own_in_any_table_it_may_read(self) -> None:
        """Every table is either closed to customers or has a policy that confines them; a new one fails here first."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT c.relname, c.relrowsecurity,
                       has_any_column_privilege('twofold_customer', c.oid, 'SELECT,INSERT,UPDATE')
                       OR has_table_privilege('twofold_customer', c.oid, 'DELETE'),
                       (SELECT bool_and(p.qual IS DISTINCT FROM 'true') FROM pg_policies p
                        WHERE p.tablename = c.relname AND 'twofold_customer' = ANY (p.roles))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'
                """
            )
            tables = cursor.fetchall()

        rooms = ("core_", "directory_", "access_", "events_", "insight_")
        unguarded = [
            name
            for name, has_security, *_ in tables
            if name.startswith(rooms) and not has_security and name != "core_cache"
        ]
        exposed = {
            name for name, has_security, readable, confined in tables if readable and not (has_security and confined)
        }
        assert len(tables) > 20
        assert unguarded == []
        assert exposed == OPEN_TO_ALL

    def test_writes_nothing_but_facts_and_its_own_consent(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname = 'public'
                AND (has_any_column_privilege('twofold_customer', c.oid, 'INSERT,UPDATE')
                     OR has_table_privilege('twofold_customer', c.oid, 'DELETE,TRUNCATE'))
                """
            )
            assert {name for (name,) in cursor.fetchall()} == {"core_ledgerentry", "directory_consent"}

    def test_cannot_run_as_it_without_saying_who_it_is(self) -> None:
        as_customer = "SELECT set_config('role', 'twofold_customer', true); SELECT count(*) FROM directory_person"

        with (
            connection.cursor() as cursor,
            pytest.raises(DataError, match="invalid input syntax for type uuid"),
            transaction.atomic(),
        ):
            cursor.execute(as_customer)
