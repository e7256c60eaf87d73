"""Who reads what of the log: staff all of it, people their own, an account's people what is shown of their account."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection

from tests.makers import SYSTEM, a_colleague, a_customer, a_person, an_account
from twofold.core import clock, ids, queries
from twofold.core.actor import Actor, ActorKind, PermissionMissing
from twofold.core.audit.facts import AccessRefused
from twofold.core.facts import Audience, Fact, record
from twofold.core.permissions import Permission
from twofold.core.queries import Asked, LogNotFound
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Person


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Fact):
    """Shown to everybody it is about."""

    audience: ClassVar[Audience] = Audience.PERSON | Audience.ACCOUNT
    person_id: UUID | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DoorRemarked(Fact):
    """For staff alone, as every fact is that does not say otherwise."""

    person_id: UUID | None = None
    account_id: UUID | None = None


def an_admin(person: Person, account: Account) -> Actor:
    return Actor(
        ActorKind.CUSTOMER, person.name, person.id, frozenset({Permission.SEE_ACCOUNT_LEDGER}), frozenset({account.id})
    )


def names(page: queries.LedgerPage) -> list[str]:
    return [entry.name for entry in page.entries]


class TestAPerson:
    def test_sees_what_is_shown_to_them_and_what_they_did(self) -> None:
        ada, ben = a_person(name="Ada"), a_person(name="Ben")
        me = a_customer(ada)
        record(DoorOpened(person_id=ada.id), by=SYSTEM)
        record(DoorOpened(person_id=ben.id), by=SYSTEM)
        record(DoorRemarked(person_id=ada.id), by=SYSTEM)
        with unit_of_work(me):
            record(DoorRemarked(), by=me)

            assert names(queries.own_entries(me)) == ["core.door.remarked", "core.door.opened"]

    def test_is_kept_to_it_by_the_database_too(self) -> None:
        ada, helio = a_person(name="Ada"), an_account()
        for fact in (DoorOpened, DoorRemarked):
            record(fact(person_id=ada.id), by=SYSTEM)
            record(fact(account_id=helio.id), by=SYSTEM)
            record(fact(person_id=a_person().id, account_id=an_account().id), by=SYSTEM)

        with unit_of_work(a_customer(ada, helio)), connection.cursor() as cursor:
            cursor.execute("SELECT name, person_id, account_id FROM core_ledgerentry ORDER BY seq")
            found = cursor.fetchall()

        assert found == [("core.door.opened", ada.id, None), ("core.door.opened", None, helio.id)]


class TestAnAccount:
    def test_is_shown_what_concerns_it_and_nothing_internal(self) -> None:
        ada, helio = a_person(), an_account()
        record(DoorOpened(account_id=helio.id, person_id=a_person().id), by=SYSTEM)
        record(DoorOpened(account_id=an_account().id), by=SYSTEM)
        record(DoorRemarked(account_id=helio.id), by=SYSTEM)
        admin = an_admin(ada, helio)

        with unit_of_work(admin):
            assert names(queries.entries_of_account(admin, helio.id)) == ["core.door.opened"]

    def test_has_no_log_for_those_without_the_permission_or_from_elsewhere(self) -> None:
        helio, atlas = an_account(), an_account()
        admin, member = an_admin(a_person(), atlas), a_customer(a_person(), helio)

        with pytest.raises(LogNotFound), unit_of_work(admin):
            queries.entries_of_account(admin, helio.id)
        with pytest.raises(PermissionMissing), unit_of_work(member):
            queries.entries_of_account(member, helio.id)


class TestStaff:
    def test_search_by_who_did_it_and_in_which_time(self) -> None:
        jana = a_colleague()
        record(DoorOpened(), by=jana)
        record(DoorOpened(), by=SYSTEM)
        now = clock.now()

        for asked, count in (
            (Asked(name="core.door", actor_id=jana.person_id), 1),
            (Asked(name="core.door", since=now - timedelta(minutes=1)), 2),
            (Asked(name="core.door", since=now + timedelta(minutes=1)), 0),
            (Asked(name="core.door", until=now - timedelta(minutes=1)), 0),
            (Asked(name="core.door", until=now + timedelta(minutes=1)), 2),
            (Asked(since=datetime(1960, 1, 1, tzinfo=UTC), until=datetime(1961, 1, 1, tzinfo=UTC)), 0),
        ):
            assert len(queries.ledger(jana, asked).entries) == count, asked

    def test_find_a_refusal_by_what_it_says(self) -> None:
        jana = a_colleague()
        record(AccessRefused(code="permission_missing", what="POST /people/7", address="203.0.113.9"), by=SYSTEM)
        record(AccessRefused(code="person_not_found", what="GET /my/orders/8"), by=SYSTEM)

        assert [entry.body["what"] for entry in queries.ledger(jana, Asked(refusal="203.0.113")).entries] == [
            "POST /people/7"
        ]

    def test_need_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            queries.ledger(a_colleague(without=Permission.SEE_LEDGER))
        with pytest.raises(PermissionMissing):
            queries.ledger(a_customer(a_person()))


@pytest.mark.usefixtures("committed")
class TestAllOfIt:
    def test_comes_a_page_at_a_time_in_units_of_its_own(self) -> None:
        me = Actor(ActorKind.STAFF, "Jana", ids.new(), frozenset({Permission.SEE_LEDGER}))
        with unit_of_work(SYSTEM):
            for _ in range(3):
                record(DoorOpened(), by=SYSTEM)

        pages = list(queries.every_entry(me))

        assert [len(page) for page in pages] == [3]
        assert list(queries.every_entry(me, Asked(name="nothing"))) == []
