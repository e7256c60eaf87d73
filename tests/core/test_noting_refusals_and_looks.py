"""What was refused and who looked at whose record stands in the ledger, told often enough and never too often."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.makers import SYSTEM, a_colleague, a_customer, a_person
from twofold.core import ids
from twofold.core.actor import Actor, ActorKind
from twofold.core.audit import note_read, note_refusal
from twofold.core.audit.noting import tell_what_was_refused_again
from twofold.core.models import AuditNote, LedgerEntry
from twofold.core.unit import unit_of_work


def refusals() -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(name="core.access.refused").order_by("seq"))


def looks() -> list[tuple[str, UUID | None]]:
    found = LedgerEntry.objects.filter(name="core.record.read").order_by("seq")
    return [(entry.actor_name, entry.person_id) for entry in found]


def later(by: timedelta) -> None:
    """As if all notes had been made that much earlier."""
    for note in AuditNote.objects.all():
        note.noted_at -= by
        note.save()


class TestARefusal:
    def test_is_told_with_who_what_and_where_from(self) -> None:
        jana = a_colleague()

        note_refusal(jana, code="permission_missing", what="POST /people/7", permission="x:y:z", address="203.0.113.9")

        (entry,) = refusals()
        assert (entry.actor_kind, entry.actor_id) == ("staff", jana.person_id)
        assert entry.body["what"] == "POST /people/7"
        assert (entry.body["permission"], entry.body["address"], entry.body["times"]) == ("x:y:z", "203.0.113.9", 1)

    def test_is_told_once_a_minute_with_how_often_it_happened(self) -> None:
        jana = a_colleague()

        for number in range(40):
            note_refusal(jana, code="no", what=f"/people/{number}", place="person")
        later(timedelta(minutes=2))
        note_refusal(jana, code="no", what="/people/99", place="person")

        assert [(entry.body["what"], entry.body["times"]) for entry in refusals()] == [
            ("/people/0", 1),
            ("/people/99", 40),
        ]

    def test_that_was_only_counted_is_told_a_little_later(self) -> None:
        jana = a_colleague()
        for _ in range(3):
            note_refusal(jana, code="no", what="/people/1")

        tell_what_was_refused_again(timestamp=0)
        assert len(refusals()) == 1
        later(timedelta(minutes=2))
        tell_what_was_refused_again(timestamp=0)
        tell_what_was_refused_again(timestamp=0)

        assert [entry.body["times"] for entry in refusals()] == [1, 2]
        assert {entry.actor_id for entry in refusals()} == {jana.person_id}

    def test_is_not_mistaken_for_that_of_another_or_elsewhere(self) -> None:
        jana, ben = a_colleague("Jana"), a_colleague("Ben")

        note_refusal(jana, code="no", what="/a")
        note_refusal(ben, code="no", what="/a")
        note_refusal(jana, code="never", what="/a")
        note_refusal(jana, code="no", what="/b")

        assert len(refusals()) == 4

    def test_of_somebody_unknown_is_told_to_whom_it_was_meant(self) -> None:
        ada = a_person()

        note_refusal(Actor.system("sign-in"), code="wrong_password", what="sign-in", person_id=ada.id)

        assert refusals()[0].person_id == ada.id


class TestALook:
    def test_is_told_once_an_hour_for_each_reader_and_person(self) -> None:
        jana, ada, ben = a_colleague(), a_person(), a_person()
        key = Actor(ActorKind.SERVICE, "Nightly sync")

        for _ in range(3):
            note_read(jana, [ada.id], where="console")
        note_read(jana, [ada.id, ben.id], where="console")
        note_read(key, [ada.id], where="api")
        later(timedelta(minutes=61))
        note_read(jana, [ada.id], where="console")

        assert looks() == [
            ("Jana Okoye", ada.id),
            ("Jana Okoye", ben.id),
            ("Nightly sync", ada.id),
            ("Jana Okoye", ada.id),
        ]

    def test_by_a_customer_or_by_twofold_itself_is_not_told(self) -> None:
        ada = a_person()
        me = a_customer(ada)

        note_read(SYSTEM, [ada.id], where="worker")
        with unit_of_work(me):
            note_read(me, [ada.id], where="portal")

        assert looks() == []

    def test_at_many_is_one_statement_and_one_more_for_what_is_new(self) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        jana, people = a_colleague(), [ids.new() for _ in range(500)]

        with CaptureQueriesContext(connection) as first:
            note_read(jana, people, where="console")
        with CaptureQueriesContext(connection) as second:
            note_read(jana, people, where="console")

        assert (len(first), len(second)) == (2, 1)
        assert len(looks()) == 500


class TestNotes:
    def test_are_forgotten_when_they_hold_nothing_back_any_more(self) -> None:
        note_refusal(a_colleague(), code="no", what="/a")
        note_read(a_colleague(), [a_person().id], where="console")
        later(timedelta(hours=2))

        tell_what_was_refused_again(timestamp=0)

        assert not AuditNote.objects.exists()

    @pytest.mark.parametrize("what", ["x" * 10_000])
    def test_are_short_however_long_what_was_asked_for(self, what: str) -> None:
        note_refusal(a_colleague(), code="no", what=what)

        assert len(refusals()[0].body["what"]) == 500
