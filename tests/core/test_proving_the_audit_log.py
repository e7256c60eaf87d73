"""Nobody removes, changes, reorders or adds anything in the ledger without being found out, not even who owns the database."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from tests.core.chained import ME, CoinSpent, link_all, links, spend, the_owner, verified
from twofold.core import readers
from twofold.core.audit import chain
from twofold.core.audit.verifying import CHUNK, HeadNotUnderstood
from twofold.core.facts import record
from twofold.core.models import Reader
from twofold.core.proof.entries import COLUMNS, START, Head, digest_of
from twofold.core.unit import unit_of_work

pytestmark = pytest.mark.usefixtures("committed")

Owner = psycopg.Connection[object]


def _remove_an_entry(owner: Owner) -> None:
    owner.execute("DELETE FROM core_ledgerentry WHERE body->>'coins' = '2'")


def _change_an_entry(owner: Owner) -> None:
    owner.execute("UPDATE core_ledgerentry SET body = '{\"coins\": 2000}' WHERE body->>'coins' = '2'")


def _change_who_did_it(owner: Owner) -> None:
    owner.execute("UPDATE core_ledgerentry SET actor_name = 'Somebody else' WHERE body->>'coins' = '2'")


def _change_when_it_was(owner: Owner) -> None:
    owner.execute("UPDATE core_ledgerentry SET recorded_at = 'infinity' WHERE body->>'coins' = '2'")


def _show_it_to_others(owner: Owner) -> None:
    owner.execute("UPDATE core_ledgerentry SET audience = 3 WHERE body->>'coins' = '2'")


def _swap_two_bodies(owner: Owner) -> None:
    owner.execute("UPDATE core_ledgerentry SET body = jsonb_build_object('coins', 5 - (body->>'coins')::int)")


def _swap_two_entries(owner: Owner) -> None:
    owner.execute("UPDATE core_auditlink SET entry = gen_random_uuid() WHERE number = 2 RETURNING entry")
    owner.execute(
        """UPDATE core_auditlink l SET entry = e.id FROM core_ledgerentry e
           WHERE l.number IN (2, 3) AND (e.body->>'coins')::int = 5 - l.number"""
    )


def _swap_two_links(owner: Owner) -> None:
    owner.execute("UPDATE core_auditlink SET number = -number WHERE number IN (2, 3)")
    owner.execute("UPDATE core_auditlink SET number = 5 + number WHERE number < 0")


def _remove_a_link(owner: Owner) -> None:
    owner.execute("DELETE FROM core_auditlink WHERE number = 2")


def _remove_an_entry_and_its_link(owner: Owner) -> None:
    _remove_an_entry(owner)
    _remove_a_link(owner)


def _remove_an_entry_and_close_the_gap(owner: Owner) -> None:
    _remove_an_entry_and_its_link(owner)
    owner.execute("UPDATE core_auditlink SET number = number - 1 WHERE number = 3")
    owner.execute("UPDATE core_auditlink SET number = number - 1 WHERE number = 4")


def _remove_the_beginning(owner: Owner) -> None:
    owner.execute("DELETE FROM core_ledgerentry WHERE body->>'coins' = '1'")
    owner.execute("DELETE FROM core_auditlink WHERE number = 1")


def _put_one_in_between(owner: Owner) -> None:
    owner.execute(
        """INSERT INTO core_ledgerentry (id, xid, name, body, actor_kind, actor_name, recorded_at)
           SELECT gen_random_uuid(), xid, name, '{"coins": 99}', actor_kind, actor_name, recorded_at
           FROM core_ledgerentry WHERE body->>'coins' = '2'"""
    )
    owner.execute("UPDATE core_ledgerentry SET xid = '4' WHERE body->>'coins' = '99'")


def _put_one_into_the_future(owner: Owner) -> None:
    owner.execute(
        """INSERT INTO core_ledgerentry (id, xid, name, body, actor_kind, actor_name, recorded_at)
           SELECT gen_random_uuid(), '999999999', name, body, actor_kind, actor_name, recorded_at
           FROM core_ledgerentry WHERE body->>'coins' = '2'"""
    )


def _hide_one_behind_a_link_of_ones_own(owner: Owner) -> None:
    _put_one_in_between(owner)
    owner.execute(
        """INSERT INTO core_auditlink SELECT -7, id, '', '', '' FROM core_ledgerentry WHERE body->>'coins' = '99'"""
    )


TAMPERING: list[tuple[Callable[[Owner], None], str]] = [
    (_remove_an_entry, "Entry number 2 was removed"),
    (_change_an_entry, "Entry number 2 (core.coin.spent, 2 in the ledger) was changed"),
    (_change_who_did_it, "Entry number 2 (core.coin.spent, 2 in the ledger) was changed"),
    (_change_when_it_was, "Entry number 2 (core.coin.spent, 2 in the ledger) was changed"),
    (_show_it_to_others, "Entry number 2 (core.coin.spent, 2 in the ledger) was changed"),
    (_swap_two_bodies, "Entry number 1 (core.coin.spent, 1 in the ledger) was changed"),
    (_swap_two_entries, "entries were reordered"),
    (_swap_two_links, "Links 2 and 3 were reordered"),
    (_remove_a_link, "Link 2 was removed"),
    (_remove_an_entry_and_its_link, "Link 2 was removed"),
    (_remove_an_entry_and_close_the_gap, "Link 2 does not follow from the one before"),
    (_remove_the_beginning, "Link 1 was removed"),
    (_put_one_in_between, "was put in behind Twofold's back"),
    (_put_one_into_the_future, "was put in behind Twofold's back"),
    (_hide_one_behind_a_link_of_ones_own, "Link -7 was never made by Twofold"),
]


class TestTheChain:
    def test_of_an_untouched_ledger_holds(self) -> None:
        assert verified() == ""
        spend(1, 2)
        spend(3, 4)
        head = link_all()

        assert [link.number for link in links()][:4] == [1, 2, 3, 4]
        assert verified(head) == ""
        link_all()
        assert verified(head) == ""

    @pytest.mark.parametrize(("tamper", "found"), TAMPERING, ids=[tamper.__name__[1:] for tamper, _ in TAMPERING])
    def test_gives_away_whoever_tampers_with_it(self, tamper: Callable[[Owner], None], found: str) -> None:
        spend(1, 2, 3, 4)
        link_all()
        with the_owner() as owner:
            tamper(owner)

        assert found in verified()

    def test_whose_end_was_removed_is_shorter_than_the_head_that_was_noted(self) -> None:
        spend(1, 2, 3, 4)
        noted = link_all()
        with the_owner() as owner:
            owner.execute("DELETE FROM core_ledgerentry WHERE (body->>'coins')::int > 2")
            owner.execute("DELETE FROM core_auditlink WHERE number > 2")
        assert verified() == ""  # nobody can tell from what is left

        spend(5)
        link_all()

        assert "its end was removed" in verified(noted) or "was written anew" in verified(noted)

    def test_that_was_written_anew_is_not_the_one_that_was_noted(self) -> None:
        spend(1, 2, 3, 4)
        noted = link_all()
        with the_owner() as owner:
            _change_an_entry(owner)
            owner.execute("TRUNCATE core_auditlink")
            owner.execute("DELETE FROM core_reader")
        link_all()
        assert verified() == ""  # it holds, but it is another

        assert "was written anew" in verified(noted)

    def test_is_verified_across_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("twofold.core.audit.verifying.CHUNK", 3)
        spend(*range(20))
        link_all()
        assert verified() == ""
        with the_owner() as owner:
            owner.execute("UPDATE core_ledgerentry SET name = 'x' WHERE body->>'coins' = '17'")

        assert "Entry number 18 (x, 18 in the ledger) was changed" in verified()
        assert CHUNK == 10_000

    def test_takes_no_head_that_is_none(self) -> None:
        for text in ("", "12", "12:abc", "x:" + "00" * 32, "-1:" + "00" * 32):
            with pytest.raises(HeadNotUnderstood):
                verified(text)

    def test_cannot_be_changed_by_those_who_run_twofold(self) -> None:
        spend(1)
        link_all()

        for statement in (
            "UPDATE core_auditlink SET number = 2",
            "DELETE FROM core_auditlink",
            "TRUNCATE core_auditlink",
        ):
            with (
                pytest.raises(Exception, match="permission denied"),
                unit_of_work(ME),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


class TestALink:
    def test_is_of_every_column_of_the_entry(self) -> None:
        with unit_of_work(ME), connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'core_ledgerentry'::regclass AND attnum > 0"
            )
            columns = {name for (name,) in cursor} - {"xid"}

        covered = {
            name
            for name in columns
            if any(column.startswith(f"{name}::") or f".{name})" in column for column in COLUMNS)
        }
        assert covered == columns
        assert len(COLUMNS) == len(columns)

    def test_can_be_computed_by_anybody(self) -> None:
        (entry,) = spend(7)
        head = link_all()
        (link,) = links()
        with unit_of_work(ME), connection.cursor() as cursor:
            cursor.execute("SELECT body::text, extract(epoch FROM recorded_at)::text FROM core_ledgerentry")
            body, at = cursor.fetchone()

        parts = [
            str(entry.id), str(entry.seq), "core.coin.spent", body, "system", None, "test", None, None, None, "0", at,
        ]  # fmt: skip
        assert bytes(link.digest) == digest_of(bytes(link.salt), parts)
        assert Head(1, bytes(link.hash)) == START.then(bytes(link.digest)) == head

    def test_of_the_same_fact_is_another_each_time(self) -> None:
        spend(1, 1)
        link_all()

        first, second = links()
        assert first.digest != second.digest
        assert first.salt != second.salt


class TestTheReaderOfTheChain:
    def test_links_what_is_committed_late_when_it_is_there(self) -> None:
        is_written, may_commit = threading.Event(), threading.Event()

        def spend_slowly() -> None:
            with unit_of_work(ME):
                record(CoinSpent(coins=1), by=ME)
                is_written.set()
                may_commit.wait(10)
            connection.close()

        slow = threading.Thread(target=spend_slowly)
        slow.start()
        is_written.wait(10)
        spend(2)
        assert link_all().number == 0
        assert verified() == ""
        may_commit.set()
        slow.join()

        head = link_all()
        assert head.number >= 2
        assert verified(head) == ""

    def test_keeps_up_with_several_who_write_at_once(self) -> None:
        def spend_often() -> None:
            for coins in range(25):
                spend(coins, coins)
            connection.close()

        spenders = [threading.Thread(target=spend_often) for _ in range(4)]
        for spender in spenders:
            spender.start()
        while any(spender.is_alive() for spender in spenders):
            link_all()
        for spender in spenders:
            spender.join()

        head = link_all()
        assert head.number == 200
        assert verified(head) == ""

    def test_gives_no_entry_a_second_link_when_everything_is_read_once_more(self) -> None:
        spend(1, 2, 3)
        head = link_all()
        with the_owner() as owner:  # as after a restore
            owner.execute("DELETE FROM core_reader")
            owner.execute("UPDATE core_ledgerentry SET xid = '3'")
        spend(4)

        again = link_all()

        assert (head.number, again.number) == (3, 4)
        assert verified(head, again) == ""

    def test_leaves_nothing_half_when_it_fails_in_the_middle(self, monkeypatch: pytest.MonkeyPatch) -> None:
        spend(1, 2)
        link_all()
        with monkeypatch.context() as broken:
            broken.setattr("twofold.core.audit.chain.LINK", chain.LINK + "; SELECT 1/0")
            spend(3)
            assert link_all().number == 2
        with unit_of_work(ME):
            Reader.objects.filter(name=chain.NAME).update(next_try_at=None)

        assert link_all().number == 3
        assert verified() == ""


LINKER = """
import django
django.setup()
from dataclasses import replace
from django.db import connection
from twofold.core import readers
from twofold.core.audit import chain
reading = replace(readers.register[chain.NAME], page=3)
connection.ensure_connection()
print(connection.connection.info.backend_pid, flush=True)
while True:
    readers.advance(reading)
"""


def _wait_until_postgres_has_noticed(backend: int) -> None:
    """Whoever was killed holds its place until the statement it was at is over: nobody else reads on until then."""
    deadline = time.monotonic() + 30
    with the_owner() as owner:
        owner.autocommit = True
        while owner.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone() is not None:
            assert time.monotonic() < deadline
            time.sleep(0.01)


class TestKilling:
    def test_the_reader_of_the_chain_with_9_leaves_neither_a_gap_nor_a_fork(self) -> None:
        for _ in range(8):
            spend(*range(250))
        readers.enrol()
        for wait in (0.05, 0.2, 0.0, 0.3):
            linker = subprocess.Popen([sys.executable, "-c", LINKER], stdout=subprocess.PIPE)
            assert linker.stdout
            backend = int(linker.stdout.readline())
            time.sleep(wait)
            linker.kill()
            linker.wait()
            linker.stdout.close()
            _wait_until_postgres_has_noticed(backend)

        head = link_all()

        assert head.number == 2_000
        assert verified(head) == ""
