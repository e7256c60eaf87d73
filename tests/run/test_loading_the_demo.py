"""Loading the demo into a Twofold that serves: all of it once, also when the loading is interrupted."""

import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest
from django.contrib.auth import authenticate
from rich.console import Console

from twofold.access import queries as access
from twofold.access.queries.selves import my_purposes
from twofold.access.sites import site_with
from twofold.core import queries as core
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.verbs import people
from twofold.run.config import Config, config
from twofold.run.demo import door, loading, memory, notice, office, organisations
from twofold.run.demo.loading import DemoNotPossible, Loading
from twofold.run.demo.memory import ACTOR
from twofold.run.demo.organisations import Organisation
from twofold.run.demo.people import Seat
from twofold.run.demo.world import Scale

pytestmark = pytest.mark.usefixtures("committed")

SMALL = Scale(customers=150, accounts=150, people=1_100, both=30)
INVITED_IN = len(organisations.STAYING) + 2  # the guests, and the owner who is in two accounts more


class Interrupted(Exception):
    """As if the power went."""


@pytest.fixture
def served() -> Iterator[Config]:
    """A process that takes events, as `twofold serve` has one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"TWOFOLD_PORT": str(port), "TWOFOLD_CHILD": str(os.getpid())}
    process = subprocess.Popen([sys.executable, "-m", "twofold.run.cli", "ingest"], env=environment)
    yield config().model_copy(update={"port": port})
    process.terminate()
    process.wait(20)


def fill(served: Config, out: io.StringIO | None = None) -> Loading:
    return loading.fill(served, Console(file=out or io.StringIO()), scale=SMALL)


def facts(name: str) -> int:
    with unit_of_work(ACTOR):
        return len(core.ledger(ACTOR, core.Asked(name=name), limit=100_000).entries)


def counts() -> dict[str, int]:
    with unit_of_work(ACTOR):
        return {
            "people": directory.people_visible_to(ACTOR).filter(known_at__isnull=False).count(),
            "visitors": directory.people_visible_to(ACTOR).filter(known_at=None).count(),
            "accounts": directory.accounts_visible_to(ACTOR).count(),
            "memberships": directory.memberships_visible_to(ACTOR).count(),
            "notes": len(core.ledger(ACTOR, core.Asked(name="directory.note.added"), limit=10_000).entries),
        }


class TestLoading:
    def test_brings_everybody_once_however_often_it_is_done(self, served: Config) -> None:
        out = io.StringIO()
        made = fill(served, out)
        first = counts()
        again = fill(served)

        assert again.world == made.world
        assert counts() == first
        assert first["accounts"] == 150
        assert first["memberships"] == len(made.world.staffing.seats) + INVITED_IN
        others, mailboxes = 10 + len(door.STRANGERS), len({mailbox.email for mailbox in made.world.staffing.mailboxes})
        assert first["people"] >= 1_100 + 150 - 30 + others
        assert first["people"] <= 1_100 + 150 - 30 + others + mailboxes
        assert facts("directory.merge.refused") > 0
        assert facts("events.device.moved") > 0
        assert "Who sits where ..." in out.getvalue().splitlines()
        assert "Who sits where: there after" in out.getvalue()
        self.makes_a_few_people_both_contacts_and_consumers(made)
        self.has_strangers_who_wait(made)
        self.has_an_account_that_its_owner_runs(made.organisations[0])

    def makes_a_few_people_both_contacts_and_consumers(self, made: Loading) -> None:
        both = [human for human in made.world.staffing.humans if human.is_consumer]
        with unit_of_work(ACTOR):
            persons = office.person_ids(human.user_id for human in both)
            seated = directory.memberships_visible_to(ACTOR).filter(person__in=persons.values())
            assert set(seated.values_list("person_id", flat=True)) == set(persons.values())
        assert len(persons) == 30

    def has_strangers_who_wait(self, made: Loading) -> None:
        with unit_of_work(ACTOR):
            waiting = access.requests(ACTOR)
            assert sorted(one.kind for one in waiting) == ["join", "join", "sign_up", "sign_up", "sign_up", "sign_up"]
            assert any(one.is_late for one in waiting)
            assert site_with(None).flow.is_open
            assert authenticate(None, email=made.organisations[0].owner.human.email, password=made.password) is not None

    def has_an_account_that_its_owner_runs(self, shown: Organisation) -> None:
        with unit_of_work(ACTOR):
            account = office.account_ids([shown.company.key])[shown.company.key]
            person = office.person_ids([shown.owner.human.user_id]).popitem()[1]
            owner, themselves = access.customer_of(person, account), access.customer_of(person)
        with unit_of_work(owner):
            people = access.members(owner, account, access.WhichMembers(), limit=500).members
            assert len({role.name for one in people for role in one.roles}) > 5
            assert len([one for one in people if one.is_guest]) >= 4
            assert len(access.groups(owner, account)) == 3
            assert len(access.account_applications(owner, account)) == 4
            assert len(access.invitations(owner, account)) >= 4
            assert len(access.reviews(owner)) == 2
            assert len(access.my_contexts(owner)) > 3
        with unit_of_work(themselves):
            said = {one.purpose: one.agrees for one in my_purposes(themselves)}
        assert said == {"newsletter": True, "offers": True, "research": None}

    def test_goes_on_where_it_was_interrupted(self, served: Config, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(few: Sequence[Seat]) -> None:
            office_seat(few)
            if facts("run.demo_part.loaded") > 6:
                raise Interrupted

        office_seat = office.seat
        monkeypatch.setattr(office, "seat", interrupted)
        with pytest.raises(Interrupted):
            fill(served)
        monkeypatch.setattr(office, "seat", office_seat)

        made = fill(served)

        assert counts()["memberships"] == len(made.world.staffing.seats) + INVITED_IN
        assert counts()["accounts"] == 150

    def test_refuses_a_twofold_with_customers_of_its_own(self, served: Config) -> None:
        with unit_of_work(ACTOR):
            people.add(ACTOR, fields={"name": "Somebody Real"})

        with pytest.raises(DemoNotPossible):
            fill(served)

        with unit_of_work(ACTOR):
            assert memory.recall() is None


class TestTheNotice:
    def test_is_there_once_a_demo_was_begun(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(notice, "_Known", type("_Known", (), {"notice": None, "until": 0.0}))
        assert not notice.demo()["demo"]

        begun = memory.begin()
        notice._Known.until = 0.0

        shown = notice.demo()["demo"]
        assert shown
        assert isinstance(shown, notice.Notice)
        assert f"{shown.moved_days:,} days" in shown.real
        assert memory.begin() == begun
