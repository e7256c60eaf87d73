"""What old entries say of somebody is erased for good, and the chain still proves that nothing else was changed."""

import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console

from tests.core.chained import ME, link_all, links, spend, the_owner, verified
from twofold.core import erasing, ids, operations, queries
from twofold.core.actor import Actor, ActorKind, PermissionMissing
from twofold.core.erasing import carrying, log
from twofold.core.facts import Fact, record
from twofold.core.models import LedgerEntry, Operation
from twofold.core.proof.checking import LineBroken, check_lines
from twofold.core.proof.lines import lines_after
from twofold.core.unit import unit_of_work

pytestmark = pytest.mark.usefixtures("committed")

ADA, BEN = ids.new(), ids.new()


@dataclass(frozen=True, kw_only=True)
class LetterWritten(Fact):
    """Something with everything in it that a fact may have."""

    person_id: UUID | None
    address: str
    due_at: datetime
    pages: int
    is_urgent: bool
    changes: list[dict[str, Any]]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room keeps anything: what is erased is what the log says."""
    monkeypatch.setattr(carrying, "declared", dict)


def write(person: UUID | None, address: str, by: Actor = ME) -> UUID:
    changes = [{"field": "birthday", "old": "1991-02-03", "new": 7, "by": str(BEN)}]
    with unit_of_work(by):
        return record(
            LetterWritten(
                person_id=person, address=address, due_at=datetime(2026, 1, 2, tzinfo=UTC), pages=3, is_urgent=True,
                changes=changes,
            ),
            by=by,
        ).id  # fmt: skip


@dataclass(frozen=True)
class World:
    """Entries about Ada, by Ada about Ben, that name Ada's address, and of Ben alone."""

    about: UUID
    by: UUID
    naming: UUID
    other: UUID


@pytest.fixture
def world() -> World:
    spend(1, 2)
    ada = replace(ME, kind=ActorKind.STAFF, name="Ada Brandt", person_id=ADA)
    made = World(
        write(ADA, "ada@helio.example"),
        write(BEN, "ben@helio.example", by=ada),
        write(None, "Ada@Helio.example"),
        write(BEN, "a%a@helio.example"),
    )
    link_all()
    return made


def erase(*words: str, person: UUID = ADA) -> int:
    with unit_of_work(ME):
        begun = erasing.begin(ME, person, reason="Request 4711", words=words)
    count: int = operations.carry(begun.id).counts.get("log.entries", 0)
    link_all()
    return count


def entry(entry_id: UUID) -> LedgerEntry:
    with unit_of_work(ME):
        return LedgerEntry.objects.get(id=entry_id)


def exported() -> list[bytes]:
    with unit_of_work(ME):
        return [line.text for line in lines_after(0, 1_000)]


@pytest.mark.usefixtures("alone")
class TestErasing:
    def test_takes_what_names_them_and_leaves_that_something_happened(self, world: World) -> None:
        before = entry(world.about)

        assert erase("ada@helio.example") == 3

        after = entry(world.about)
        assert after.body == {
            "person_id": str(ADA), "address": "", "due_at": "2026-01-02T00:00:00Z", "pages": 3, "is_urgent": True,
            "changes": [{"field": "", "old": "", "new": 0, "by": str(BEN)}],
        }  # fmt: skip
        assert (after.seq, after.name, after.recorded_at) == (before.seq, before.name, before.recorded_at)
        assert entry(world.naming).body["address"] == ""

    def test_takes_the_name_of_whoever_did_something_and_leaves_what_they_did_with_others(self, world: World) -> None:
        erase()

        assert (entry(world.by).actor_name, entry(world.by).actor_id) == ("", ADA)
        assert entry(world.by).body["address"] == "ben@helio.example"

    def test_leaves_everybody_else_alone(self, world: World) -> None:
        assert erase("a_a@helio.example", "%") == 2

        assert entry(world.other).body["address"] == "a%a@helio.example"
        assert entry(world.naming).body["address"] == "Ada@Helio.example"

    def test_leaves_the_chain_whole_with_the_heads_that_were_noted(self, world: World) -> None:
        noted = link_all()

        erase("ada@helio.example")

        assert verified(noted) == ""

    def test_leaves_nothing_to_guess_from(self, world: World) -> None:
        erase()

        salts = [bytes(link.salt) for link in links()]
        assert salts.count(b"") == 2

    def test_is_told_with_who_when_why_and_how_many(self, world: World) -> None:
        erase("ada@helio.example")

        with unit_of_work(ME):
            (told,) = queries.erasures(ME)
        assert (told.by, told.reason, told.person_id, told.entries) == (ME.name, "Request 4711", ADA, 3)
        verified()
        with unit_of_work(ME):
            assert queries.chain_state(ME).erased == 3

    def test_again_finds_nothing_left(self, world: World) -> None:
        assert [erase("ada@helio.example") for _ in range(2)] == [3, 0]
        assert verified() == ""

    def test_of_very_many_is_told_in_several_facts(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(log, "AT_ONCE", 2)

        assert erase("ada@helio.example") == 3

        assert verified() == ""
        with unit_of_work(ME):
            assert LedgerEntry.objects.filter(name="core.entries.erased").count() == 2

    def test_waits_for_what_is_not_linked_yet(self, world: World) -> None:
        young = write(ADA, "ada@helio.example")
        with unit_of_work(ME):
            begun = erasing.begin(ME, ADA, reason="Request 4711")

        _, waiting = operations.advance(), operations.advance()
        assert waiting
        assert (waiting.is_over, waiting.counts, waiting.failures) == (False, {"log.entries": 2}, 0)
        assert entry(young).body["address"] == "ada@helio.example"

        link_all()
        assert operations.carry(begun.id).counts == {"log.entries": 3}
        assert entry(young).body["address"] == ""
        link_all()
        assert verified() == ""

    def test_goes_through_a_long_log_in_pieces(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(log, "CHUNK", 3)
        monkeypatch.setattr(log, "MOST_OF_A_CHUNK", 1)

        assert erase("ada@helio.example") == 3
        assert verified() == ""

    def test_leaves_whoever_has_a_longer_address_alone(self, world: World) -> None:
        others = [
            write(None, address)
            for address in ("diana.ada@helio.example", "ada@helio.example.org", "x-ada@helio.example")
        ]
        theirs = [
            write(None, text) for text in ("(ADA@helio.example)", "Dear\nada@helio.example.", "ada@helio.example")
        ]
        link_all()

        erase("ada@helio.example")

        assert all(entry(one).body["address"] for one in others)
        assert not any(entry(one).body["address"] for one in theirs)

    def test_takes_a_number_for_theirs_only_as_a_whole(self, world: World) -> None:
        other, theirs = write(None, "Order 471142"), write(None, "471142")
        link_all()

        with unit_of_work(ME):
            begun = erasing.begin(ME, ADA, reason="Request 4711", values=["471142"])
        operations.carry(begun.id)

        assert entry(other).body["address"] == "Order 471142"
        assert entry(theirs).body["address"] == ""

    def test_takes_what_is_about_those_who_turned_out_to_be_them(self, world: World) -> None:
        part = ids.new()
        about = write(part, "ada@old.example")
        link_all()

        with unit_of_work(ME):
            begun = erasing.begin(ME, ADA, reason="Request 4711", parts=[part])
        operations.carry(begun.id)

        assert entry(about).body["address"] == ""

    def test_keeps_no_word_of_what_was_looked_for(self, world: World) -> None:
        erase("ada@helio.example")

        with unit_of_work(ME):
            assert "helio" not in str(Operation.objects.values_list("told", "position").get())

    def test_keeps_them_where_it_is_broken_off_until_it_has_come_to_its_end(self, world: World) -> None:
        with unit_of_work(ME):
            begun = erasing.begin(ME, ADA, reason="Request 4711", words=["ada@helio.example"])
            operations.cancel(ME, begun.id)

        assert erase() == 3  # though nobody says the address again

        with unit_of_work(ME):
            assert "helio" not in str(list(Operation.objects.values_list("told", "position", "error")))

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
    def test_needs_a_reason(self, reason: str) -> None:
        with pytest.raises(erasing.ReasonMissing), unit_of_work(ME):
            erasing.begin(ME, ADA, reason=reason)

    def test_needs_the_permission(self) -> None:
        intern = Actor(ActorKind.STAFF, "Intern", permissions=frozenset({"core:ledger:see"}))
        with pytest.raises(PermissionMissing), unit_of_work(intern):
            erasing.begin(intern, ADA, reason="Because")


TAMPERING = {
    "what is left": (
        """UPDATE core_ledgerentry SET person_id = gen_random_uuid() WHERE id = %s""",
        "was erased, and changed after that",
    ),
    "the word of who erased it": (
        "UPDATE core_ledgerentry SET actor_name = 'Ben' WHERE name = 'core.entries.erased' AND %s::uuid IS NOT NULL",
        "was changed after it was linked",
    ),
    "that it was told": (
        "DELETE FROM core_auditerasure WHERE entry = %s",
        "was erased, though nothing tells who did it",
    ),
    "the fact": (
        "DELETE FROM core_ledgerentry WHERE name = 'core.entries.erased' AND %s::uuid IS NOT NULL",
        "was erased, though nothing tells who did it",
    ),
}


@pytest.mark.usefixtures("alone")
class TestAnErasedEntry:
    @pytest.mark.parametrize("what", TAMPERING)
    def test_is_no_cover_for_changing(self, world: World, what: str) -> None:
        erase("ada@helio.example")
        statement, found = TAMPERING[what]
        with the_owner() as owner:
            owner.execute(statement, [world.about])

        assert found in verified()

    def test_cannot_be_made_by_emptying_one_in_silence(self, world: World) -> None:
        with unit_of_work(ME):
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("SELECT core_erase_entries(%s::uuid[], '{}')", [[world.other]])

        assert "was erased, though nothing tells who did it" in verified()

    def test_holds_in_files_together_with_who_erased_it(self, world: World) -> None:
        erase("ada@helio.example")
        lines = exported()

        assert check_lines(lines) == link_all()
        with pytest.raises(LineBroken, match="no later line tells who did it"):
            check_lines(lines[: next(at for at, line in enumerate(lines) if b'"core.entries.erased"' in line)])

    def test_is_no_cover_for_changing_a_line(self, world: World) -> None:
        erase("ada@helio.example")
        lines = exported()
        place = next(at for at, line in enumerate(lines) if json.loads(line)["id"] == str(world.about))
        lines[place] = lines[place].replace(b'"pages":3', b'"pages":4').replace(b'"pages": 3', b'"pages": 4')

        with pytest.raises(LineBroken, match="was changed after it was erased"):
            check_lines(lines)

    def test_is_told_by_the_terminal(self, world: World) -> None:
        from twofold.run import auditing

        erase("ada@helio.example")
        said = io.StringIO()

        assert auditing.verify(Console(file=said, width=200), expected=[])
        assert "Of 3 what they said was erased since" in said.getvalue()
        assert f"3 about {ADA}, Request 4711" in said.getvalue()


class TestTheTerminal:
    def test_erases_what_names_a_persons_addresses(self) -> None:
        from tests.makers import a_person
        from twofold.run import erasing as terminal

        with unit_of_work(ME):
            ada = a_person(name="Ada Brandt", email="ada@helio.example").id
        naming = write(None, "to ada@helio.example and Adele")
        said = io.StringIO()

        terminal.erase(Console(file=said, width=200), ada, reason="Request 4711", also=["Adele"])

        assert entry(naming).body["address"] == ""
        assert "log.entries" in said.getvalue()
        with unit_of_work(ME):
            assert not LedgerEntry.objects.filter(person_id=ada, body__icontains="helio").exists()


class TestAClockThatGoesBack:
    def test_is_found_and_the_entries_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from twofold.core import clock
        from twofold.run import auditing

        spend(1)
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() - timedelta(days=3))
        spend(2, 3)
        monkeypatch.setattr(clock, "now", real)
        spend(4)
        link_all()

        assert verified() == ""
        with unit_of_work(ME):
            assert list(queries.chain_state(ME).backdated) == [2]
        said = io.StringIO()
        auditing.verify(Console(file=said, width=200), expected=[])
        assert "Older than the entry before by more than an hour: 2." in said.getvalue()

    def test_is_found_across_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from twofold.core import clock
        from twofold.core.audit import verifying

        monkeypatch.setattr(verifying, "CHUNK", 1)
        real = clock.now
        for days in (0, 0, 3, 3, 0):
            monkeypatch.setattr(clock, "now", lambda days=days: real() - timedelta(days=days))
            spend(1)
        monkeypatch.setattr(clock, "now", real)
        link_all()

        assert verified() == ""
        with unit_of_work(ME):
            assert list(queries.chain_state(ME).backdated) == [3]
