"""A person is erased for good: from every table of both engines, whatever happens meanwhile, and a receipt says so."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from clickhouse_connect.driver.exceptions import OperationalError

from tests.core.chained import verified
from tests.events.tracking import Endpoint, a_track, an_endpoint, person_of, read_ledger, tape
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_colleague, a_membership, a_person
from tests.portal.proving import with_a_proven_address
from tests.run.erased import MAIL, WORDS, carried, found, somebody, work
from twofold.access.models import Farewell
from twofold.access.queries import customer_of
from twofold.access.sites import site_at
from twofold.access.verbs import farewells
from twofold.core import clock, operations
from twofold.core.actor import PermissionMissing
from twofold.core.models import File, LedgerEntry, Operation
from twofold.core.unit import unit_of_work
from twofold.directory import erasing as directory_erasing
from twofold.directory import queries as directory
from twofold.directory.errors import PersonNotFound
from twofold.directory.models import Identifier, ImportRow, Membership, Person
from twofold.directory.verbs import erasures, people
from twofold.events import erasing
from twofold.events.store.client import client

pytestmark = pytest.mark.usefixtures("committed", "in_no_hurry")
REASON = "Request 4711"


@pytest.fixture
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else comes, so nobody is waited for."""
    monkeypatch.setattr(erasing, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(erasing, "LOOK_SECONDS", 0.05)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with an_endpoint() as one:
        yield one


def erase(person_id: UUID) -> Operation:
    with unit_of_work(SYSTEM):
        begun = erasures.begin(SYSTEM, person_id, reason=REASON)
    return carried(begun.id)


class TestErasing:
    def test_leaves_no_word_in_any_table_of_either_engine(self, endpoint: Endpoint, mailbox: Mailbox) -> None:
        zwera = somebody(endpoint)
        before = found(*WORDS)
        assert {word for word, _ in before} == set(WORDS)

        done = erase(zwera)

        assert done.state == Operation.State.DONE, done.error
        assert found(*WORDS) == set()
        assert verified() == ""
        with unit_of_work(SYSTEM):
            assert not File.objects.filter(name="my-data.zip").exists()

    def test_ends_their_places_however_many_also_one_that_has_not_begun(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(directory_erasing, "ENDED_AT_ONCE", 2)
        with unit_of_work(SYSTEM):
            ines = a_person(name="Inês Duarte")
            places = [a_membership(person=ines).id for _ in range(4)]
            places.append(a_membership(person=ines, starts_on=clock.now().date() + timedelta(days=9)).id)

        done = erase(ines.id)

        assert done.state == Operation.State.DONE, done.error
        with unit_of_work(SYSTEM):
            assert Membership.objects.filter(id__in=places, ended_at__isnull=False).count() == 5

    def test_leaves_an_empty_row_and_a_receipt(self, endpoint: Endpoint, mailbox: Mailbox) -> None:
        zwera = somebody(endpoint)

        done = erase(zwera)

        with unit_of_work(SYSTEM):
            shell = Person.objects.get(id=zwera)
            assert (shell.name, shell.email, shell.attributes, shell.known_at) == ("", "", {}, None)
            receipt = LedgerEntry.objects.get(name="core.person.erased")
            assert receipt.body["erased"] == {what: count for what, count in done.counts.items() if count}
            assert receipt.body["erased"].keys() >= {
                "directory.identifiers", "directory.notes", "access.addresses", "events.events", "log.entries", "tape.facts",
            }  # fmt: skip
            assert directory.names_of_people(a_colleague(), [zwera]) == {zwera: "Erased person"}
            assert directory.names_of_people(SYSTEM, [zwera]) == {}  # customers are told of nobody
            with pytest.raises(PersonNotFound):
                people.restore(SYSTEM, zwera)
            with pytest.raises(PersonNotFound):
                directory.person(SYSTEM, zwera)

    def test_lets_no_undo_bring_anything_back(self, endpoint: Endpoint, mailbox: Mailbox) -> None:
        erase(somebody(endpoint))

        with unit_of_work(SYSTEM):
            assert not ImportRow.objects.filter(person_id__isnull=False).exists()
            before = Operation.objects.filter(kind__in=["directory.edit_person", "directory.import"], undoes=None)
            undoings = [operations.undo(SYSTEM, one.id).id for one in before if one.done]
        for one in undoings:
            assert carried(one).state == Operation.State.DONE

        assert len(undoings) >= 2
        assert found(*WORDS) == set()

    def test_takes_the_tape_s_events_of_who_they_were_before_and_leaves_everybody_elses(
        self, endpoint: Endpoint
    ) -> None:
        endpoint.batch(a_track("Theirs", anonymousId="one"), a_track("Of a part", anonymousId="two"))
        endpoint.batch(a_track("Another's", anonymousId="three"))
        one, two = person_of("anonymous_id", "one"), person_of("anonymous_id", "two")
        with unit_of_work(SYSTEM):
            people.merge(SYSTEM, one, two)
        read_ledger()

        erase(one)

        assert tape() == ["Another's"]

    def test_again_changes_nothing(self, endpoint: Endpoint) -> None:
        with unit_of_work(SYSTEM):
            ada = with_a_proven_address().id
        erase(ada)

        again = erase(ada)

        assert again.state == Operation.State.DONE
        assert again.counts.get("directory.identifiers", 0) == 0


class TestWhileItGoesOn:
    def test_begun_again_it_is_the_one_that_is_under_way(self) -> None:
        with unit_of_work(SYSTEM):
            ada = with_a_proven_address().id
        begun: list[UUID] = []

        def begin() -> None:
            with unit_of_work(SYSTEM):
                begun.append(erasures.begin(SYSTEM, ada, reason=REASON).id)

        threads = [threading.Thread(target=begin) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert len(begun) == 4
        assert len(set(begun)) == 1
        assert carried(begun[0]).state == Operation.State.DONE

    def test_what_arrives_is_somebody_elses_and_nothing_stays_with_the_shell(self, endpoint: Endpoint) -> None:
        ada = {"type": "identify", "userId": "ada-4711", "anonymousId": "browser-1", "traits": {"shirt": "Smerlock"}}
        endpoint.batch(ada)
        person = person_of("user_id", "ada-4711")
        stop = threading.Event()

        def send() -> None:
            while not stop.is_set():
                endpoint.batch(ada, a_track("Looked", anonymousId="browser-1"))

        sending = threading.Thread(target=send)
        sending.start()
        try:
            done = erase(person)
        finally:
            stop.set()
            sending.join(30)
        read_ledger()

        assert done.state == Operation.State.DONE, done.error
        assert str(person) not in {str(one) for one in tape("person_id")}
        assert person_of("user_id", "ada-4711") != person
        with unit_of_work(SYSTEM):
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM directory_trait t WHERE identifier_id IS NOT NULL"
                    " AND NOT EXISTS (SELECT FROM directory_identifier i WHERE i.id = t.identifier_id)"
                )
                assert cursor.fetchone() == (0,)

    def test_those_who_are_erased_together_share_one_rewriting_of_the_tape(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(erasing, "GATHER_SECONDS", 1.0)
        endpoint.batch(a_track("One", anonymousId="one"), a_track("Two", anonymousId="two"))
        endpoint.batch(a_track("Three", anonymousId="three"))
        both = [person_of("anonymous_id", name) for name in ("one", "two")]
        with unit_of_work(SYSTEM):
            begun = {erasures.begin(SYSTEM, one, reason=REASON).id for one in both}

        while begun:
            if (one := operations.advance()) and one.is_over:
                begun.discard(one.id)
            work()

        assert tape() == ["Three"]
        asked = client().query("SELECT command FROM system.mutations WHERE table = 'events'").result_rows
        assert len([command for (command,) in asked if all(str(one) in command for one in both)]) == 1

    def test_waits_where_the_tape_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        times = iter(range(7))

        def is_away() -> bool:
            if next(times, None) is not None:
                raise OperationalError
            return False

        monkeypatch.setattr(erasing, "AWAY_SECONDS", 0.0)
        monkeypatch.setattr("twofold.events.store.erase.is_under_way", is_away)
        with unit_of_work(SYSTEM):
            ada = with_a_proven_address().id

        assert erase(ada).state == Operation.State.DONE

    def test_the_last_letter_goes_out_before_the_address_is_gone(self, mailbox: Mailbox) -> None:
        with unit_of_work(SYSTEM):
            ada = with_a_proven_address(MAIL)
            farewells.ask(customer_of(ada.id), reason="", site=site_at(""))
        mailbox.forget()
        with unit_of_work(SYSTEM):
            Farewell.objects.update(due_at=clock.now() - timedelta(minutes=1))
            assert farewells.carry_out(SYSTEM) == 1
            begun = Operation.objects.latest("id").id
        while (one := operations.advance()) and one.position.get("room") != "letters":
            read_ledger()

        assert "deleted" in str(mailbox.letter(MAIL)["Subject"]).lower()
        assert carried(begun).state == Operation.State.DONE
        assert found("xulvane") == set()


class TestWhoMay:
    def test_a_customer_may_not_not_even_themselves(self) -> None:
        with unit_of_work(SYSTEM):
            ada, ben = with_a_proven_address(), a_person(name="Ben Ruiz")
            me = customer_of(ada.id)
        for whom in (ada.id, ben.id):
            with pytest.raises(PermissionMissing), unit_of_work(me):
                erasures.begin(me, whom, reason=REASON)

    def test_a_colleague_without_the_permission_may_not(self) -> None:
        with unit_of_work(SYSTEM):
            jana, ada = a_colleague(without="core:ledger:erase"), a_person(name="Ada Brandt")
            with pytest.raises(PermissionMissing):
                erasures.begin(jana, ada.id, reason=REASON)

    def test_whoever_was_merged_away_is_erased_with_whom_they_became(self) -> None:
        with unit_of_work(SYSTEM):
            ada, part = a_person(name="Ada Brandt"), a_person(name="A. Brandt")
            people.merge(SYSTEM, ada.id, part.id)
            with pytest.raises(PersonNotFound):
                erasures.begin(SYSTEM, part.id, reason=REASON)
        erase(ada.id)
        with unit_of_work(SYSTEM):
            assert Person.objects.filter(erased_at__isnull=False).count() == 2
            assert not Identifier.objects.exists()
