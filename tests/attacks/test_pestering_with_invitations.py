"""A customer who would have us write as many letters as they like, by sending again what they have sent before."""

from datetime import timedelta

import pytest

from tests.access.inviting import World, an_organisation
from tests.makers import SYSTEM
from twofold.access.errors import TooManyInvitations
from twofold.access.joining.places import Place
from twofold.access.joining.sheets import Line
from twofold.access.models import Invitation
from twofold.access.verbs import invitations
from twofold.core import unit

MOST = 4
INVITED = ("a@x.example", "b@x.example", "c@x.example")


@pytest.fixture
def atlas(monkeypatch: pytest.MonkeyPatch) -> World:
    """Three were invited some days ago; four letters are as many as there may be in a day."""
    monkeypatch.setattr("twofold.access.joining.limits.MOST_A_DAY", MOST)
    world = an_organisation()
    again(world)
    before = unit.now() - timedelta(days=3)
    Invitation.objects.update(created_at=before, sent_at=before, sends=0)
    return world


def again(world: World) -> list[str]:
    """The whole list once more."""
    lines = [Line(number, address, (), (), "") for number, address in enumerate(INVITED, 1)]
    return [one.result for one in invitations.invite_many(world.actor, world.atlas.id, lines, Place())]


def an_hour_later() -> None:
    Invitation.objects.update(sent_at=unit.now() - timedelta(hours=1))


class TestALetterThatIsSentAgain:
    def test_counts_among_those_of_the_day(self, atlas: World) -> None:
        first, second, _ = Invitation.objects.order_by("address")
        for invitation in (first, second, first, second):
            invitations.resend(atlas.actor, invitation.id)
            an_hour_later()

        with pytest.raises(TooManyInvitations):
            invitations.resend(atlas.actor, first.id)
        invitations.resend(SYSTEM, first.id)

    def test_counts_also_by_a_list(self, atlas: World) -> None:
        assert again(atlas) == ["again", "again", "again"]
        an_hour_later()

        assert again(atlas) == ["again", "refused", "refused"]
