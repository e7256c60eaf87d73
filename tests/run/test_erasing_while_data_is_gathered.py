"""What is gathered for a person while the room of access erases them goes with the rest."""

import threading
import time
from uuid import UUID

import pytest

from tests.makers import SYSTEM
from tests.portal.proving import with_a_proven_address
from twofold.access import erasing
from twofold.access.models import Download
from twofold.access.queries import customer_of
from twofold.access.verbs import downloads
from twofold.core.erasing import Meant
from twofold.core.models import File
from twofold.core.operations import Doing
from twofold.core.unit import unit_of_work

pytestmark = pytest.mark.usefixtures("committed")


def test_a_file_that_is_being_gathered_is_waited_for_and_dropped() -> None:
    with unit_of_work(SYSTEM):
        ada = with_a_proven_address()
        asked = downloads.ask(customer_of(ada.id))
    is_gathered = threading.Event()

    def gather() -> None:
        with unit_of_work(SYSTEM):
            downloads.gather(SYSTEM, asked, site_id=None)
            is_gathered.set()
            time.sleep(1)

    gathering = threading.Thread(target=gather)
    gathering.start()
    assert is_gathered.wait(30)
    erase(ada.id)
    gathering.join(30)

    with unit_of_work(SYSTEM):
        assert not Download.objects.exists()
        assert not File.objects.filter(name="my-data.zip").exists()


def erase(person_id: UUID) -> None:
    with unit_of_work(SYSTEM):
        erasing.erase(SYSTEM, Meant((person_id,)), Doing(person_id, {}))
