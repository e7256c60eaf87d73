"""Staff have somebody erased, by the same way as the terminal and who deletes themselves."""

from datetime import timedelta

import pytest

from tests.access.inviting import an_organisation
from tests.console.staff import Staff, text
from tests.core.chained import link_all, verified
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_membership, a_person, an_administrator
from tests.portal.proving import with_a_proven_address
from tests.run.erased import work
from twofold.access.models import Farewell
from twofold.access.queries import customer_of
from twofold.access.sites import site_at
from twofold.access.verbs import farewells
from twofold.core import clock, operations
from twofold.core.models import LedgerEntry, Operation
from twofold.core.unit import unit_of_work
from twofold.directory.models import Person
from twofold.directory.verbs import erasures, people

REASON = "Request 4711 of 3 March"


@pytest.fixture
def ada(committed: None) -> Person:
    """Removed a while ago."""
    with unit_of_work(SYSTEM):
        ada = a_person(name="Ada Brandt", email="ada@helio.example")
        people.remove(SYSTEM, ada.id)
    link_all()
    return ada


def carried() -> Operation:
    with unit_of_work(SYSTEM):
        newest = Operation.objects.filter(kind="core.erase_person").latest("id")
    return operations.carry(newest.id, tell=lambda _: work())


def said_of(person: Person) -> str:
    """All that the log says of them, in one text."""
    with unit_of_work(SYSTEM):
        entries = LedgerEntry.objects.filter(person_id=person.id).exclude(
            name__in=["core.entries.erased", "core.person.erased"]
        )
        return " ".join(str(entry.body) for entry in entries)


class TestErasing:
    def test_begins_at_their_record_and_says_what_is_looked_for(self, jana: Staff, ada: Person) -> None:
        assert f"/people/{ada.id}/erase" in text(jana.get(f"/people/{ada.id}"))
        assert f"/people/{ada.id}/erase" in text(jana.get(f"/ledger?about={ada.id}"))

        form = text(jana.ask(f"/people/{ada.id}/erase"))

        assert "There is no way back" in form
        assert "ada@helio.example" in form

    def test_empties_what_is_said_of_them_and_the_chain_holds(self, jana: Staff, ada: Person) -> None:
        assert "Ada Brandt" in said_of(ada)

        answer = jana.send(f"/people/{ada.id}/erase", {"reason": REASON, "also": "Adele Brandt\n\n"})

        done = carried()
        assert answer.headers["HX-Redirect"] == f"/operations/{done.id}"
        assert "Entries emptied" in text(jana.get(f"/operations/{done.id}"))
        assert "Brandt" not in said_of(ada)
        link_all()
        assert verified() == ""
        assert REASON in text(jana.get("/ledger?name=core.entries.erased"))

    def test_leaves_a_page_with_the_receipt_and_no_way_back(self, jana: Staff, ada: Person) -> None:
        jana.send(f"/people/{ada.id}/erase", {"reason": REASON})
        carried()

        left = text(jana.get(f"/people/{ada.id}"))
        assert "Erased person" in left
        assert REASON in left
        assert "Their record" in left
        assert "Brandt" not in left
        assert "Brandt" not in text(jana.get("/people?removed=1"))
        assert str(ada.id) not in text(jana.get("/people?removed=1"))
        assert jana.send(f"/people/{ada.id}/restore").status_code == 404
        assert "Erased person" in text(jana.get(f"/ledger?about={ada.id}"))

    def test_begins_nothing_where_the_last_owner_of_an_account_is_refused(self, jana: Staff) -> None:
        with unit_of_work(SYSTEM):
            world = an_organisation("owner")
            a_membership(account=world.atlas)
            priya = world.priya

        answer = jana.send(f"/people/{priya.id}/erase", {"reason": REASON})

        assert answer.status_code == 422
        with unit_of_work(SYSTEM):
            assert not Operation.objects.exists()
            assert Person.objects.get(id=priya.id).deleted_at is None

    def test_needs_a_reason(self, jana: Staff, ada: Person) -> None:
        answer = jana.send(f"/people/{ada.id}/erase", {"reason": " "})

        assert answer.status_code == 422
        assert "Say in at most 500 characters why" in text(answer)

    def test_needs_admin_mode(self, ada: Person) -> None:
        with unit_of_work(SYSTEM):
            client = Staff()
            client.force_login(an_administrator(a_person(name="Ben Ruiz", email="ben@twofold.example")))

        assert f"/people/{ada.id}/erase" in text(client.get(f"/people/{ada.id}"))
        assert client.get(f"/people/{ada.id}/erase").headers["Location"].startswith("/admin-mode?next=")
        assert client.post(f"/people/{ada.id}/erase", {"reason": REASON}).status_code == 403

    def test_leaves_what_members_of_staff_did(self, jana: Staff) -> None:
        assert "/erase" not in text(jana.get(f"/people/{jana.person.id}"))

        answer = jana.send(f"/people/{jana.person.id}/erase", {"reason": REASON})

        assert answer.status_code == 422
        assert "for as long as they work here" in text(answer)


@pytest.mark.usefixtures("committed")
class TestWhoHadThemselvesDeleted:
    def test_is_erased_by_and_by(self, mailbox: Mailbox) -> None:
        with unit_of_work(SYSTEM):
            ada = with_a_proven_address()
            farewells.ask(customer_of(ada.id), reason="Ada is too old for this", site=site_at(""))
            Farewell.objects.update(due_at=clock.now() - timedelta(minutes=1))
        with unit_of_work(SYSTEM):
            farewells.carry_out(SYSTEM)
        assert "Ada is too old" in said_of(ada)

        done = carried()

        assert done.counts["log.entries"] > 2
        assert "Ada" not in said_of(ada)
        assert "helio" not in said_of(ada)
        with unit_of_work(SYSTEM):
            told = LedgerEntry.objects.filter(name="core.entries.erased", person_id=ada.id).first()
        assert told is not None
        assert told.body["reason"].endswith("to be deleted")

    def test_is_erased_also_as_whom_they_were_before_they_were_one(self) -> None:
        with unit_of_work(SYSTEM):
            ada, part = a_person(name="Ada Brandt"), a_person(name="A. Brandt", email="ada@old.example")
            people.merge(SYSTEM, ada.id, part.id)
            erasures.begin(SYSTEM, ada.id, reason=REASON)

        carried()

        assert "Brandt" not in said_of(part)
