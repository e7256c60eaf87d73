"""Two do at the same moment what fits together: one waits for the other, and neither is thrown out with an error."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from tests.access.inviting import BEN, World, a_guests_place, an_organisation, by_link, who_signs_in
from tests.access.organisations import role_id, someone
from tests.makers import SYSTEM
from twofold.access import queries, theirs
from twofold.access.joining import staying
from twofold.access.joining.inviting import Drafting
from twofold.access.models import Seat
from twofold.access.verbs import grants, invitations
from twofold.core import unit
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import accounts

PATIENCE = 5
WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


@pytest.fixture
def atlas(committed: None) -> World:
    with unit_of_work(SYSTEM):
        return an_organisation(role="owner")


def both(first: Callable[[], object], then: Callable[[], object], *, meanwhile: Callable[[], object]) -> None:
    """One does two things, and between them another begins theirs, and comes as far as they come."""
    with ThreadPoolExecutor(1) as another:
        with unit_of_work(SYSTEM):
            first()
            theirs_to_do = another.submit(_in_a_unit, meanwhile)
            _let_come(theirs_to_do)
            then()
        theirs_to_do.result()


def _in_a_unit(do: Callable[[], object]) -> None:
    try:
        with unit_of_work(SYSTEM):
            do()
    finally:
        connection.close()


def _let_come(doing: Future[None]) -> None:
    until = time.monotonic() + PATIENCE
    with connections["owner"].cursor() as cursor:
        while not doing.done() and time.monotonic() < until:
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)


class TestTwo:
    def test_give_a_role_and_take_it(self, atlas: World) -> None:
        with unit_of_work(SYSTEM):
            ben = someone(atlas.atlas, "owner").id

        both(
            lambda: theirs.hold([ben]),
            lambda: grants.give(SYSTEM, [ben], role_id("owner")),
            meanwhile=lambda: grants.take(SYSTEM, [ben], role_id("owner")),
        )

    def test_come_in_and_are_invited_again(self, atlas: World) -> None:
        with unit_of_work(SYSTEM):
            who = queries.customer_of(who_signs_in(BEN).id)
            digest = by_link(atlas.actor, atlas.atlas)

        both(
            lambda: accounts.hold(SYSTEM, atlas.atlas.id),
            lambda: Drafting(atlas.actor, atlas.atlas.id, [BEN]),
            meanwhile=lambda: invitations.redeem(who, digest),
        )

    def test_keep_a_guest_and_run_out_of_time(self, atlas: World) -> None:
        with unit_of_work(SYSTEM):
            ben = who_signs_in(BEN)
            invitations.redeem(queries.customer_of(ben.id), by_link(atlas.actor, atlas.atlas, a_guests_place()))
            seat = Seat.objects.get(membership__person=ben).membership_id
            Seat.objects.update(expires_at=unit.now() - timedelta(minutes=1))

        both(
            lambda: theirs.hold([seat]),
            lambda: staying.lock_guest(seat),
            meanwhile=lambda: staying.end_expired(10),
        )
