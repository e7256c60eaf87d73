"""Somebody of staff who is signed in. Requests commit, as in life, since one follows upon another."""

import pytest

from tests.console.staff import Staff


@pytest.fixture
def jana(committed: None) -> Staff:
    """Jana, who may do everything."""
    from tests.makers import SYSTEM, a_person, an_administrator
    from twofold.core.unit import unit_of_work

    with unit_of_work(SYSTEM):
        person = an_administrator(a_person(name="Jana Okoye", email="jana@twofold.example"))
        client = Staff()
        client.force_login(person)
        client.enter_admin_mode()
    client.person = person
    return client
