"""Two at the same moment: one of them waits, neither breaks what the other did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.errors import BelongsToAnother, MemberAlready, WouldBeItsOwnParent
from twofold.directory.models import Identifier, Membership, Merge
from twofold.directory.verbs import accounts, identifiers, memberships, people

pytestmark = pytest.mark.usefixtures("committed")


def both(one: Callable[[], object], other: Callable[[], object]) -> list[str]:
    """What came of doing both at once: the name of the refusal, or nothing."""
    start = Barrier(2)

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            with unit_of_work(SYSTEM):
                act()
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, (one, other)))


def made(make: Callable[[], object]) -> UUID:
    with unit_of_work(SYSTEM):
        return make().id  # type: ignore[attr-defined, no-any-return]


class TestAtOnce:
    def test_an_identifier_goes_to_one_person(self) -> None:
        ada, ben = made(a_person), made(a_person)

        outcome = both(
            lambda: identifiers.add(SYSTEM, ada, kind="user_id", value="u1"),
            lambda: identifiers.add(SYSTEM, ben, kind="user_id", value="u1"),
        )

        assert outcome == ["", BelongsToAnother.__name__]
        with unit_of_work(SYSTEM):
            assert Identifier.objects.filter(value="u1").count() == 1

    def test_a_person_is_in_an_account_once(self) -> None:
        ada, helio = made(a_person), made(an_account)

        outcome = both(*2 * [lambda: memberships.add(SYSTEM, ada, helio)])

        assert outcome == ["", MemberAlready.__name__]
        with unit_of_work(SYSTEM):
            assert Membership.objects.count() == 1

    def test_two_moves_do_not_close_a_ring(self) -> None:
        helio, atlas = made(an_account), made(an_account)

        outcome = both(
            lambda: accounts.move(SYSTEM, helio, parent_id=atlas), lambda: accounts.move(SYSTEM, atlas, parent_id=helio)
        )

        assert outcome == ["", WouldBeItsOwnParent.__name__]

    def test_two_people_do_not_become_each_other(self) -> None:
        ada, ben = made(a_person), made(a_person)
        made(lambda: a_membership(None))

        outcome = both(lambda: people.merge(SYSTEM, ada, ben), lambda: people.merge(SYSTEM, ben, ada))

        assert outcome == ["", "PersonNotFound"]
        with unit_of_work(SYSTEM):
            assert Merge.objects.count() == 1
            assert len({queries.person(SYSTEM, one).id for one in (ada, ben)}) == 1
