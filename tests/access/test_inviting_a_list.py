"""An account's admin invites a whole list: seen before it is sent, sent once, and as quick for a thousand as for a few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access.inviting import World, an_organisation, who_signs_in
from tests.mailbox import Mailbox
from tests.makers import a_membership
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.joining.sheets import Line
from twofold.access.models import Group, Invitation
from twofold.access.verbs import invitations
from twofold.core import ids, unit
from twofold.core.models import LedgerEntry


@pytest.fixture
def atlas() -> World:
    return an_organisation()


def lines(*addresses: str) -> list[Line]:
    return [Line(number, address, (), (), "") for number, address in enumerate(addresses, 2)]


def results(outcomes: list[invitations.Outcome]) -> list[str]:
    return [one.result for one in outcomes]


class TestAList:
    def test_is_rehearsed_without_inviting_anybody(self, atlas: World, mailbox: Mailbox) -> None:
        outcomes = invitations.invite_many(
            atlas.actor, atlas.atlas.id, lines("ada@x.example", "ben"), Place(), is_rehearsal=True
        )

        assert results(outcomes) == ["new", "refused"]
        assert not Invitation.objects.exists()
        assert not mailbox.letters()

    def test_invites_each_by_what_their_row_says_and_says_why_not(self, atlas: World, mailbox: Mailbox) -> None:
        Group.objects.create(id=ids.new(), account=atlas.atlas, name="Laboratory", created_at=unit.now())
        a_membership(who_signs_in("carla@x.example", "Carla"), atlas.atlas)
        rows = [
            Line(2, "Ada@x.example", ("buyer",), ("Laboratory",), "de"),
            Line(3, "ada@x.example", (), (), ""),
            Line(4, "carla@x.example", (), (), ""),
            Line(5, "dan@x.example", ("owner",), (), ""),
            Line(6, "eve@x.example", (), ("Nowhere",), ""),
            Line(7, "fay@x.example", (), (), "xx"),
            Line(8, "gus@x.example", (), (), ""),
        ]

        outcomes = invitations.invite_many(atlas.actor, atlas.atlas.id, rows, Place(), Wording(message="Hello"))

        assert results(outcomes) == ["new", "refused", "refused", "refused", "refused", "refused", "new"]
        assert all(one.reason for one in outcomes if one.result == "refused")
        ada = Invitation.objects.get(address="ada@x.example")
        assert (len(ada.roles), len(ada.groups), ada.language) == (1, 1, "de")
        assert [letter["To"] for letter in mailbox.letters()] == ["ada@x.example", "gus@x.example"]
        assert LedgerEntry.objects.filter(name="access.invitation.made").count() == 2

    def test_sends_nothing_twice_when_it_is_sent_twice(self, atlas: World, mailbox: Mailbox) -> None:
        seen, wanted = unit.now() - timedelta(seconds=20), lines("ada@x.example", "ben@x.example")
        first = invitations.invite_many(atlas.actor, atlas.atlas.id, wanted, Place(), since=seen)
        digests = set(Invitation.objects.values_list("digest", flat=True))
        second = invitations.invite_many(atlas.actor, atlas.atlas.id, wanted, Place(), since=seen)

        assert (results(first), results(second)) == (["new", "new"], ["done", "done"])
        assert set(Invitation.objects.values_list("digest", flat=True)) == digests
        assert len(mailbox.letters()) == 2
        assert not LedgerEntry.objects.filter(name="access.invitation.renewed").exists()

    def test_of_whom_some_are_invited_already_makes_theirs_anew(self, atlas: World) -> None:
        invitations.invite_many(atlas.actor, atlas.atlas.id, lines("ada@x.example"), Place())
        Invitation.objects.update(sent_at=unit.now() - timedelta(hours=1))

        outcomes = invitations.invite_many(
            atlas.actor, atlas.atlas.id, lines("ada@x.example", "ben@x.example"), Place(standing="guest")
        )

        assert results(outcomes) == ["again", "new"]
        assert set(Invitation.objects.values_list("standing", "sends")) == {("guest", 2), ("guest", 1)}

    def test_stops_at_what_a_large_company_needs_in_a_day(self, atlas: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("twofold.access.joining.limits.MOST_A_DAY", 2)

        outcomes = invitations.invite_many(
            atlas.actor, atlas.atlas.id, lines("a@x.example", "b@x.example", "c@x.example"), Place()
        )

        assert results(outcomes) == ["new", "new", "refused"]

    def test_asks_the_database_as_often_for_two_hundred_as_for_two(self, atlas: World) -> None:
        asked = {}
        for count in (2, 200):
            wanted = lines(*(f"p{count}-{number}@x.example" for number in range(count)))
            with CaptureQueriesContext(connection) as statements:
                outcomes = invitations.invite_many(atlas.actor, atlas.atlas.id, wanted, Place())
            assert set(results(outcomes)) == {"new"}
            asked[count] = len(statements)

        assert asked[200] == asked[2]
