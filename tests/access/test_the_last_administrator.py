"""Somebody always may do everything: the last administrator is not lost, whatever is done to them, and by how many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from tests.makers import SYSTEM, a_colleague, a_person
from twofold.access import queries
from twofold.access.errors import LastAdministrator
from twofold.access.errors.selves import StaffStay
from twofold.access.models import StaffGrant, StaffRole
from twofold.access.sites import site_with
from twofold.access.verbs import farewells, staff, staff_roles
from twofold.core.actor import Actor
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.directory.errors import StaffStaysApart, WorksHere
from twofold.directory.models import Person
from twofold.directory.verbs import people, putting_aside


def administrator() -> UUID:
    found: UUID = StaffRole.objects.get(key="administrator").id
    return found


def administrators() -> int:
    return StaffGrant.objects.filter(role=administrator(), person__is_staff=True, person__deleted_at=None).count()


def of(actor: Actor) -> UUID:
    assert actor.person_id
    return actor.person_id


@pytest.fixture
def jana() -> Actor:
    return a_colleague()


class TestTheLastAdministrator:
    def test_does_not_lose_the_role(self, jana: Actor) -> None:
        with pytest.raises(LastAdministrator):
            staff_roles.take(jana, of(jana), administrator())

    def test_is_not_dismissed(self, jana: Actor) -> None:
        with pytest.raises(LastAdministrator):
            staff.dismiss(jana, of(jana))

    def test_is_not_removed(self, jana: Actor) -> None:
        with pytest.raises(WorksHere):
            people.remove(jana, of(jana))

        assert putting_aside.remove_people(jana, [of(jana), a_person().id]) != [of(jana)]
        assert Person.objects.get(id=of(jana)).deleted_at is None

    def test_does_not_become_somebody_else(self, jana: Actor) -> None:
        with pytest.raises(StaffStaysApart):
            people.merge(jana, a_person().id, of(jana))

    def test_stays_who_they_are_when_they_turn_out_to_be_a_contact_as_well(self, jana: Actor) -> None:
        people.merge(jana, of(jana), a_person().id)

        assert administrators() == 1
        assert queries.actor_of(of(jana)).permissions

    def test_is_not_forgotten_by_asking_for_it(self, jana: Actor) -> None:
        with pytest.raises(StaffStay):
            farewells.ask(queries.customer_of(of(jana)), reason="", site=site_with(None))

    def test_is_the_last_one_also_beside_those_who_were_dismissed(self, jana: Actor) -> None:
        ida = a_colleague("Ida")
        staff.dismiss(jana, of(ida))

        with pytest.raises(LastAdministrator):
            staff_roles.take(jana, of(jana), administrator())


class TestStaff:
    def test_are_dismissed_before_they_are_removed(self, jana: Actor) -> None:
        ida = a_colleague("Ida")
        with pytest.raises(WorksHere):
            people.remove(jana, of(ida))

        staff.dismiss(jana, of(ida))
        people.remove(jana, of(ida))

        assert Person.objects.get(id=of(ida)).deleted_at


LOSING: dict[str, Callable[[Actor, UUID], object]] = {
    "taking the role": lambda by, one: staff_roles.take(by, one, administrator()),
    "dismissing": staff.dismiss,
}


@pytest.mark.parametrize("ways", [("taking the role",) * 2, ("dismissing",) * 2, ("taking the role", "dismissing")])
def test_two_who_demote_each_other_at_the_same_moment_leave_one(committed: None, ways: tuple[str, str]) -> None:
    with unit_of_work(SYSTEM):
        both = [a_colleague(name) for name in ("Jana", "Ida")]
    ready = Barrier(2)

    def demote(number: int) -> str:
        try:
            with unit_of_work(both[number]):
                ready.wait()
                LOSING[ways[number]](both[number], of(both[1 - number]))
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        became = sorted(threads.map(demote, range(2)))

    assert became == ["done", "last_administrator"]
    with unit_of_work(SYSTEM):
        assert administrators() == 1
