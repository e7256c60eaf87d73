"""A member of staff who is signed in, a customer who is, too, and a tracking endpoint with its public key."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.console.staff import Staff

if TYPE_CHECKING:
    from tests.events.tracking import Endpoint

EMAIL, PASSWORD = "jana@twofold.example", "a quiet morning in Lisbon"


@pytest.fixture
def jana(committed: None) -> Staff:
    """Jana, who may do everything, and who can sign in."""
    from tests.makers import SYSTEM
    from twofold.access.verbs import staff
    from twofold.core.unit import unit_of_work
    from twofold.directory.models import Person

    with unit_of_work(SYSTEM):
        person = Person.objects.get(id=staff.admit(SYSTEM, EMAIL, name="Jana Okoye", password=PASSWORD))
        client = Staff(raise_request_exception=False)
        client.force_login(person)
        client.enter_admin_mode()
    client.person = person
    return client


@pytest.fixture
def ada(committed: None) -> Staff:
    """Ada, a customer with a session."""
    from tests.makers import SYSTEM, a_membership, a_person, an_account
    from twofold.core.unit import unit_of_work

    with unit_of_work(SYSTEM):
        person = a_person(name="Ada Brandt", email="ada@helio.example")
        a_membership(person, an_account(name="Helio"))
        client = Staff(raise_request_exception=False)
        client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def endpoint(committed: None) -> Iterator["Endpoint"]:
    """A tracking endpoint with a source; the key of a source in a browser is known to everybody."""
    from tests.events.tracking import an_endpoint

    with an_endpoint() as mine:
        yield mine
