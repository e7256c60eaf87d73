"""Somebody of staff who is signed in. Requests commit, as in life, since one follows upon another."""

import pytest

from tests.console.staff import Staff


@pytest.fixture
def jana(committed: None) -> Staff:
    """Jana, who may do everything."""
    from tests.makers import SYSTEM, a_person
    from twofold.core.unit import unit_of_work
    from twofold.directory.verbs import people

    with unit_of_work(SYSTEM):
        person = people.make_staff(SYSTEM, a_person(name="Jana Okoye", email="jana@twofold.example").id)
        client = Staff()
        client.force_login(person)
    client.person = person
    return client
