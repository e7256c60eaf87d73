"""Facts are written with the change, and every reader reads every one of them."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from twofold.core import clock, ids, readers
from twofold.core.actor import Actor
from twofold.core.facts import Fact, name_of, read, record
from twofold.core.models import LedgerEntry, Reader
from twofold.core.readers import Reading
from twofold.core.unit import unit_of_work

ME = Actor.system("test")


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Fact):
    person_id: UUID
    degrees: int


def _boil(degrees: int) -> LedgerEntry:
    return record(KettleBoiled(person_id=ids.new(), degrees=degrees), by=ME)


class Cup:
    """A reader that keeps what it read."""

    def __init__(self, name: str = "test.cup", *, spills_at: int | None = None) -> None:
        self.degrees: list[int] = []
        self.spills_at = spills_at
        self.reading = Reading(name, self.pour, frozenset({name_of(KettleBoiled)}))
        with unit_of_work(ME):
            Reader.objects.get_or_create(name=name)

    def pour(self, entries: Sequence[LedgerEntry]) -> None:
        for entry in entries:
            if entry.body["degrees"] == self.spills_at:
                msg = "too hot"
                raise ValueError(msg)
            self.degrees.append(entry.body["degrees"])

    def drink(self) -> None:
        while readers.advance(self.reading):
            pass

    def drink_elsewhere(self) -> None:
        """On a connection of this thread's own."""
        readers.advance(self.reading)
        connection.close()

    def place(self) -> Reader:
        with unit_of_work(ME):
            return Reader.objects.get(name=self.reading.name)


class TestAFact:
    def test_comes_back_as_it_was(self) -> None:
        fact = KettleBoiled(person_id=ids.new(), degrees=100)

        entry = record(fact, by=ME)

        assert entry.name == "core.kettle.boiled"
        assert read(KettleBoiled, LedgerEntry.objects.get(id=entry.id).body) == fact

    def test_cannot_be_changed_or_removed(self) -> None:
        entry = _boil(90)

        for statement in ("UPDATE core_ledgerentry SET name = 'x'", "DELETE FROM core_ledgerentry"):
            with (
                pytest.raises(Exception, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert LedgerEntry.objects.filter(id=entry.id).exists()


@pytest.mark.usefixtures("committed")
class TestAReader:
    def test_reads_every_fact_once_and_in_order(self) -> None:
        cup = Cup()
        with unit_of_work(ME):
            for degrees in range(1_200):
                _boil(degrees)

        cup.drink()
        cup.drink()

        assert cup.degrees == list(range(1_200))

    def test_does_not_skip_a_fact_that_was_committed_late(self) -> None:
        cup = Cup()
        is_written, may_commit = threading.Event(), threading.Event()

        def boil_slowly() -> None:
            with unit_of_work(ME):
                _boil(1)
                is_written.set()
                may_commit.wait(10)
            connection.close()

        slow = threading.Thread(target=boil_slowly)
        slow.start()
        is_written.wait(10)
        with unit_of_work(ME):
            _boil(2)
        cup.drink()
        seen_before = list(cup.degrees)
        may_commit.set()
        slow.join()
        cup.drink()

        assert seen_before == []
        assert cup.degrees == [1, 2]

    def test_rests_after_a_failure_and_then_goes_on_where_it_stopped(self) -> None:
        cup = Cup(spills_at=3)
        with unit_of_work(ME):
            for degrees in range(5):
                _boil(degrees)

        cup.drink()
        place = cup.place()
        assert place.failures == 1
        assert place.last_error == "ValueError: too hot"
        assert place.next_try_at is not None
        assert place.next_try_at > clock.now()

        cup.spills_at = None
        cup.degrees.clear()
        with unit_of_work(ME):
            Reader.objects.filter(name=place.name).update(next_try_at=clock.now() - timedelta(seconds=1))
        cup.drink()

        assert cup.degrees == [0, 1, 2, 3, 4]
        assert cup.place().failures == 0

    def test_is_not_held_up_by_another_that_fails(self) -> None:
        broken, fine = Cup("test.broken", spills_at=1), Cup("test.fine")
        with unit_of_work(ME):
            _boil(1)

        broken.drink()
        fine.drink()

        assert fine.degrees == [1]

    def test_of_the_same_name_reads_in_one_process_at_a_time(self) -> None:
        cup = Cup()
        with unit_of_work(ME):
            _boil(1)
        with unit_of_work(ME):
            Reader.objects.select_for_update().get(name=cup.reading.name)
            other = threading.Thread(target=cup.drink_elsewhere)
            other.start()
            other.join()

        assert cup.degrees == []
