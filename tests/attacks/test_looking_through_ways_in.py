"""A member of staff who sees some accounts, or no names, going to where people are let in: requests, members, invitations, guests."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress

from tests.access.inviting import a_guests_place, by_link, role_ids, the_invitation, who_signs_in
from tests.access.test_rights_of_staff import a_holder, a_role
from tests.attacks.test_seeing_more_than_ones_rows import World
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_grant, a_membership, a_person
from twofold.access import queries
from twofold.access.joining import asking
from twofold.access.joining.places import Place
from twofold.access.models import Invitation, JoinRequest, Seat
from twofold.access.permissions import Permission
from twofold.access.verbs import groups, guests, invitations, requests
from twofold.core import ids, unit
from twofold.core.actor import PermissionMissing
from twofold.core.refusals import NotFound
from twofold.directory.permissions import Permission as Directory
from twofold.directory.verbs import accounts

PAGES = (
    Permission.SEE_MEMBERS,
    Permission.DECIDE_REQUESTS,
    Permission.INVITE_MEMBERS,
    Permission.INVITE_GUESTS,
    Permission.REVIEW_GUESTS,
)


class WaysIn(World):
    """In Globex, which is Eva's and below Ben's Helio: somebody asks, is invited, is a guest. In Helio as well."""

    def __init__(self) -> None:
        super().__init__()
        self.asks = self.a_request(self.globex.id, "zoe@globex.example")
        self.asks_mine = self.a_request(self.helio.id, "ivo@helio.example")
        self.asks_nowhere = self.a_request(None, "nobody@quist.example")
        self.invited = self.an_invitation(self.globex, "new@globex.example")
        self.invited_mine = self.an_invitation(self.helio, "new@helio.example")
        self.guest = self.a_guest(self.globex, "guest@globex.example")
        self.guest_mine = self.a_guest(self.helio, "guest@helio.example")
        self.group = groups.make(SYSTEM, self.globex.id, name="Board")

    def a_request(self, account_id: UUID | None, address: str) -> UUID:
        person = who_signs_in(address, "Asker")
        request = JoinRequest(
            id=ids.new(), kind=JoinRequest.Kind.JOIN, person_id=person.id, account_id=account_id, address=address,
            company="" if account_id else "Globex", language="en", asked_at=unit.now(),
        )  # fmt: skip
        return asking.ask(SYSTEM, request)

    def an_invitation(self, account: Any, address: str) -> UUID:
        invitations.invite(SYSTEM, account.id, address, Place())
        Invitation.objects.filter(address=address).update(sent_at=unit.now() - timedelta(hours=1))
        return the_invitation(address).id

    def a_guest(self, account: Any, address: str) -> UUID:
        person = who_signs_in(address, "Guest")
        digest = by_link(SYSTEM, account, a_guests_place(), address)
        invitations.redeem(queries.customer_of(person.id), digest)
        return Seat.objects.get(membership__person=person).membership_id


@pytest.fixture
def ways() -> WaysIn:
    return WaysIn()


class TestSomebodyWhoSeesSomeRows:
    def test_is_shown_those_of_their_accounts(self, ways: WaysIn) -> None:
        assert [one.id for one in queries.requests(ways.ben)] == [ways.asks_mine]
        assert queries.how_many_wait(ways.ben) == 1
        assert queries.request(ways.ben, ways.asks) is None
        assert queries.request(ways.ben, ways.asks_nowhere) is None
        assert queries.invitations(ways.ben, ways.globex.id) == []
        assert len(queries.invitations(ways.ben, ways.helio.id)) == 2
        assert queries.guests(ways.ben, ways.globex.id) == []
        assert [one.membership_id for one in queries.guests(ways.ben, ways.helio.id)] == [ways.guest_mine]

    def test_decides_and_sends_for_those(self, ways: WaysIn) -> None:
        requests.approve(ways.ben, ways.asks_mine)
        invitations.resend(ways.ben, ways.invited_mine)
        guests.keep(ways.ben, ways.guest_mine)

        assert JoinRequest.objects.get(id=ways.asks_mine).decision == "approved"

    def test_is_not_told_who_is_above_or_below_out_of_sight(self, ways: WaysIn) -> None:
        a_grant(a_membership(a_person(name="Berit Boss"), ways.globex), "admin", reaches_below=True)
        accounts.move(SYSTEM, ways.lusa.id, parent_id=ways.globex.id)

        assert queries.organisation(ways.ben, ways.helio.id).below == ()
        assert queries.from_above(ways.ben, ways.lusa.id) == []
        assert queries.organisation(ways.ben, ways.lusa.id).above == ""
        assert queries.organisation(ways.eva, ways.lusa.id).above == "Globex"
        assert [one.name for one in queries.from_above(ways.eva, ways.lusa.id)] == ["Berit Boss"]

    def test_gets_no_letter_about_whom_they_do_not_see(self, ways: WaysIn, mailbox: Mailbox) -> None:
        role = a_role(permissions=[Permission.DECIDE_REQUESTS, Directory.SEE_ACCOUNTS], rows="own")
        sees_all = a_role("All", permissions=[Permission.DECIDE_REQUESTS, Directory.SEE_ACCOUNTS])
        confined, free = a_holder(role, name="Cy"), a_holder(sees_all, name="Fay")
        request = JoinRequest.objects.get(id=ways.asks_nowhere)
        for one in (confined, free):
            address = f"{one.name.lower()}@twofold.example"
            EmailAddress.objects.create(user=one, email=address, verified=True, primary=True)

        told = {one.person_id for one in asking.who_decides(request)}

        assert free.id in told
        assert confined.id not in told

    def test_who_sees_no_accounts_stands_in_nobodys_way(self, ways: WaysIn) -> None:
        role = a_role(permissions=[Permission.DECIDE_REQUESTS], rows="own")
        blind = a_holder(role, name="Bo")

        assert blind.id not in {one.person_id for one in asking.who_decides(JoinRequest.objects.get(id=ways.asks))}
        assert queries.requests(queries.actor_of(blind.id)) == []


WAYS: dict[str, Callable[[WaysIn], object]] = {
    "approve": lambda w: requests.approve(w.ben, w.asks),
    "approve_into_theirs": lambda w: requests.approve(w.ben, w.asks_nowhere, account_id=w.globex.id),
    "decline": lambda w: requests.decline(w.ben, w.asks),
    "sponsor": lambda w: requests.name_sponsor(w.ben, w.asks, w.ben.person_id),
    "invite": lambda w: invitations.invite(w.ben, w.globex.id, "x@x.example", Place(roles=role_ids("owner"))),
    "invite_many": lambda w: invitations.invite_many(w.ben, w.globex.id, [], Place()),
    "resend": lambda w: invitations.resend(w.ben, w.invited),
    "revoke": lambda w: invitations.revoke(w.ben, w.invited),
    "keep": lambda w: guests.keep(w.ben, w.guest),
    "vouch": lambda w: guests.name_sponsor(w.ben, w.guest, w.zoe.id),
    "members": lambda w: queries.members(w.ben, w.globex.id),
    "organisation": lambda w: queries.organisation(w.ben, w.globex.id),
    "groups": lambda w: queries.groups(w.ben, w.globex.id),
    "group": lambda w: groups.remove(w.ben, w.group.id),
}


class TestWhatIsOutOfSight:
    @pytest.mark.parametrize("way", WAYS)
    def test_is_not_there(self, ways: WaysIn, way: str) -> None:
        with pytest.raises(NotFound):
            WAYS[way](ways)


class TestSomebodyForWhomFieldsAreMasked:
    @pytest.mark.parametrize("permission", PAGES)
    def test_has_none_of_these_pages(self, permission: str) -> None:
        masked = a_role(permissions=[permission], masked=["person.name"])
        plain = a_role("Plain", permissions=[permission])

        with pytest.raises(PermissionMissing):
            queries.actor_of(a_holder(masked).id).require(permission)
        queries.actor_of(a_holder(plain, name="Pia").id).require(permission)
