"""Home of an organisation: whoever runs it sees how it stands and what to do; its members what is theirs to see."""

from datetime import timedelta

import pytest

from tests.access.inviting import an_organisation
from tests.access.organisations import role_id, someone
from tests.console.staff import counted
from tests.makers import SYSTEM, a_membership, a_person, an_account
from tests.portal.organisation import Visitor
from twofold.access import queries
from twofold.access.joining.places import Place
from twofold.access.models import Invitation, JoinRequest, Seat
from twofold.access.queries import at_a_glance
from twofold.access.verbs import applications, invitations
from twofold.core import unit
from twofold.directory.models import Account, Membership


@pytest.fixture
def atlas() -> Account:
    return an_account(name="Atlas Dental")


@pytest.fixture
def owner(atlas: Account) -> Membership:
    return someone(atlas, "owner", name="Olga Reis")


@pytest.fixture
def olga(owner: Membership) -> Visitor:
    return Visitor(owner)


def a_guest(atlas: Account, name: str, days: int) -> None:
    guest = someone(atlas, name=name, standing="guest")
    Seat.objects.create(membership=guest, expires_at=unit.now() + timedelta(days=days))


def asked_about(atlas: Account, name: str) -> None:
    """A guest for whom somebody else vouches than for all the others."""
    guest, sponsor = someone(atlas, name=name, standing="guest"), someone(atlas, name=f"Sponsor of {name}")
    Seat.objects.create(
        membership=guest, sponsor_id=sponsor.person_id, expires_at=unit.now() + timedelta(days=5), asked_at=unit.now()
    )


def home(visitor: Visitor) -> str:
    return visitor.get("/my/").content.decode()


class TestWhoeverRunsIt:
    def test_sees_how_it_stands(self, olga: Visitor, atlas: Account) -> None:
        someone(atlas, name="Ben Prata")
        a_guest(atlas, "Gus Guest", 5)
        a_guest(atlas, "Late Guest", 200)
        invitations.invite(SYSTEM, atlas.id, "new@atlas.example", Place())
        JoinRequest.objects.create(
            kind="join", person=a_person(), account=atlas, address="asker@atlas.example", asked_at=unit.now()
        )

        page = home(olga)

        for said in (
            "2 members, 2 guests", "The time of one guest runs out", "Gus Guest on", "One open invitation", "One request waits",
        ):  # fmt: skip
            assert said in page
        assert "Late Guest on" not in page
        for href in ("/my/organisation/people", "/my/organisation/guests", "/my/organisation/invitations"):
            assert f'<a href="{href}">' in page

    def test_is_told_to_make_another_owner(self, olga: Visitor, atlas: Account) -> None:
        assert "You are the only owner" in home(olga)

        someone(atlas, "owner")

        assert "You are the only owner" not in home(olga)

    def test_is_told_what_has_to_be_confirmed(self, olga: Visitor, atlas: Account) -> None:
        invitations.invite(SYSTEM, atlas.id, "new@atlas.example", Place())
        Invitation.objects.update(held_at=unit.now())

        assert "One invitation has to be confirmed" in home(olga)

    def test_sees_what_happened_lately(self, olga: Visitor, atlas: Account) -> None:
        ben = someone(atlas, name="Ben Prata")
        olga.press(f"/people/{ben.id}/role", id=str(role_id("buyer")))

        assert "Ben Prata was given the role “Buyer”" in home(olga)

    def test_sees_nothing_of_another(self, olga: Visitor) -> None:
        other = an_organisation(name="Globex")
        invitations.invite(other.actor, other.atlas.id, "new@globex.example", Place())
        a_guest(other.atlas, "Gail Guest", 5)

        page = home(olga)

        assert "One member" in page
        assert "No open invitation" in page
        assert "Gail Guest" not in page


class TestGuestsToDecideOn:
    def test_are_as_many_statements_however_many_vouch(self, owner: Membership, atlas: Account) -> None:
        olga = Visitor(owner)
        asked_about(atlas, "Gus Guest")
        home(olga)
        with counted() as of_one:
            home(olga)
        for number in range(4):
            asked_about(atlas, f"Guest {number}")

        with counted() as of_five:
            page = home(olga)

        assert "Should Gus Guest stay?" in page
        assert len(of_five) == len(of_one)


class TestAMember:
    def test_sees_who_is_there_and_what_is_theirs_to_use(self, owner: Membership, atlas: Account) -> None:
        applications.declare(SYSTEM, name="Parts shop", address="https://shop.example", is_for_all=True)
        page = home(Visitor(someone(atlas, name="Ben Prata")))

        assert "2 members" in page
        for unseen in ("invitation", "Lately", "only owner", "Manage<"):
            assert unseen not in page
        assert owner.account_id == atlas.id

    def test_is_told_whom_to_ask_where_nobody_owns_it(self, atlas: Account) -> None:
        assert "Nobody owns this organisation yet" in home(Visitor(someone(atlas, name="Ben Prata")))

    def test_who_is_a_guest_sees_nothing_of_it(self, atlas: Account) -> None:
        assert "Your organisation" not in home(Visitor(someone(atlas, standing="guest")))


class TestTheSummary:
    def test_counts_no_further_than_it_says_and_asks_as_often_of_many(
        self, owner: Membership, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        olga = Visitor(owner)
        home(olga)
        with counted() as of_few:
            home(olga)
        for number in range(12):
            a_membership(a_person(name=f"Member {number}"), owner.account)
        monkeypatch.setattr(at_a_glance, "MOST_COUNTED", 10)
        monkeypatch.setattr(queries, "MOST_COUNTED", 10)

        with counted() as of_many:
            page = home(olga)

        assert "10+ members" in page
        assert len(of_many) == len(of_few)
