"""The link of an invitation: who has the address comes in with a code or as who they are, and nobody else does."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.access.inviting import (
    BEN,
    World,
    a_guests_place,
    an_organisation,
    by_link,
    role_ids,
    the_invitation,
    who_signs_in,
)
from tests.mailbox import Mailbox
from tests.makers import a_membership, a_person
from tests.portal.proving import prove
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.models import Invitation, Site
from twofold.access.verbs import invitations
from twofold.directory.models import Membership, Person


@pytest.fixture
def atlas() -> World:
    cache.clear()
    return an_organisation()


def link(world: World, place: Place | None = None, address: str = BEN) -> str:
    wording = Wording(by_link=True)
    made = invitations.invite(world.actor, world.atlas.id, address, place or Place(), wording)
    return made.link.removeprefix("http://testserver")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def come_with_a_code(client: Client, url: str, mailbox: Mailbox, address: str = BEN) -> Any:
    asked = client.post(url, {"do": "code"})
    assert asked.headers["Location"] == "/sign-in/code"
    return client.post("/sign-in/code", {"code": mailbox.code(address)})


class TestTheLink:
    def test_says_who_invites_into_what_as_what_and_for_whom(self, atlas: World) -> None:
        page = Client().get(link(atlas, Place(roles=role_ids("buyer")))).content.decode()

        for words in ("Join Atlas", "Priya invites you", "Member, Buyer", "b•••@globex.example"):
            assert words in page
        assert BEN not in page

    def test_changes_nothing_when_it_is_followed(self, atlas: World) -> None:
        url, browser = link(atlas), Client()
        before = Invitation.objects.values().get()

        assert browser.get(url).status_code == 200
        assert browser.head(url).status_code == 200
        assert signed_in(who_signs_in(BEN)).get(url).status_code == 200

        assert Invitation.objects.values().get() == before
        assert not Membership.objects.filter(person__email=BEN).exists()
        assert "sessionid" not in browser.cookies

    @pytest.mark.parametrize("token", ["x", "a" * 43, "é" * 43])
    def test_leads_nowhere_when_it_is_wrong(self, atlas: World, token: str) -> None:
        answer = Client().get(f"/invitation/{token}")

        assert answer.status_code == 404
        assert "This link leads nowhere" in answer.content.decode()


class TestSomebodyNew:
    def test_comes_in_with_a_code_where_nobody_can_sign_up(self, atlas: World, mailbox: Mailbox) -> None:
        assert not Site.objects.get(is_default=True).flow.get("is_open")
        client = Client()

        answer = come_with_a_code(client, link(atlas, Place(roles=role_ids("buyer"))), mailbox)

        assert answer.headers["Location"] == "/my/"
        seat = Membership.objects.get(account=atlas.atlas, person__email=BEN)
        assert seat.standing == "member"
        assert client.session["context"] == str(atlas.atlas.id)
        assert "Atlas" in client.get("/my/").content.decode()

    def test_who_is_a_contact_already_is_that_one(self, atlas: World, mailbox: Mailbox) -> None:
        contact = a_person(name="Ben Carter", email=BEN)
        known = a_membership(contact, atlas.atlas, title="Head of buying")

        come_with_a_code(Client(), link(atlas), mailbox)

        assert Membership.objects.get(account=atlas.atlas, person__email=BEN).id == known.id
        assert the_invitation().redeemed_by_id == contact.id

    def test_does_not_come_in_with_a_wrong_code(self, atlas: World, mailbox: Mailbox) -> None:
        client, url = Client(), link(atlas)
        client.post(url, {"do": "code"})

        client.post("/sign-in/code", {"code": "000000"})

        assert the_invitation().redeemed_at is None
        assert mailbox.code(BEN)


class TestSomebodyWhoSignsIn:
    def test_comes_in_with_one_press(self, atlas: World) -> None:
        client = signed_in(who_signs_in(BEN))

        answer = client.post(link(atlas), {"do": "accept"})

        assert answer.headers["Location"] == "/my/"
        assert client.session["context"] == str(atlas.atlas.id)

    def test_as_somebody_else_is_told_and_nothing_is_bound(self, atlas: World) -> None:
        mallory = who_signs_in("mallory@globex.example", "Mallory")
        url, client = link(atlas), signed_in(mallory)

        page = client.get(url).content.decode()
        client.post(url, {"do": "accept"})

        assert "You are signed in as Mallory" in page
        assert the_invitation().redeemed_at is None
        assert not Membership.objects.filter(person=mallory).exists()

    def test_can_show_that_the_address_is_theirs_too(self, atlas: World, mailbox: Mailbox) -> None:
        benjamin = who_signs_in("benjamin@home.example", "Benjamin")
        url, client = link(atlas), signed_in(benjamin)
        prove(client)

        client.post(url, {"do": "mine"})
        client.post(url, {"do": "prove", "code": "000000"})
        assert the_invitation().redeemed_at is None
        answer = client.post(url, {"do": "prove", "code": mailbox.code(BEN)})

        assert answer.headers["Location"] == "/my/"
        assert Membership.objects.get(person=benjamin).account_id == atlas.atlas.id

    def test_can_sign_out_and_go_on_as_the_one_who_is_invited(self, atlas: World, mailbox: Mailbox) -> None:
        client, url = signed_in(who_signs_in("mallory@globex.example", "Mallory")), link(atlas)

        assert client.post(url, {"do": "leave"}).headers["Location"] == "/sign-in/code"
        client.post("/sign-in/code", {"code": mailbox.code(BEN)})

        assert Membership.objects.filter(account=atlas.atlas, person__email=BEN).exists()
        assert not Membership.objects.filter(person__name="Mallory").exists()

    def test_in_another_way_comes_back_to_it(self, atlas: World, mailbox: Mailbox) -> None:
        ben = who_signs_in(BEN)
        client = Client()
        assert client.post(link(atlas), {"do": "elsewhere"}).headers["Location"] == "/sign-in?next=/invitation"

        client.post("/sign-in", {"login": BEN, "how": "code", "next": "/invitation"})
        client.post("/sign-in/code", {"code": mailbox.code(BEN)})

        assert Membership.objects.get(person=ben).account_id == atlas.atlas.id

    def test_in_another_way_as_somebody_else_sees_why_not(self, atlas: World, mailbox: Mailbox) -> None:
        mallory = who_signs_in("mallory@globex.example", "Mallory")
        client = Client()
        client.post(link(atlas), {"do": "elsewhere"})

        client.post("/sign-in", {"login": mallory.email, "how": "code"})
        answer = client.post("/sign-in/code", {"code": mailbox.code(mallory.email)})

        assert answer.headers["Location"] == "/invitation"
        assert "You are signed in as Mallory" in client.get("/invitation").content.decode()
        assert not Membership.objects.filter(person=mallory).exists()


class TestAGuest:
    def test_acts_in_the_account_until_their_time_is_over(self, atlas: World, mailbox: Mailbox) -> None:
        client = Client()
        come_with_a_code(client, link(atlas, a_guests_place()), mailbox)
        assert "Guest until" in client.get("/my/").content.decode()
        assert client.get("/my/organisation/invitations").status_code in {403, 404}

        from twofold.access.models import Seat
        from twofold.core import unit

        Seat.objects.update(expires_at=unit.now())

        page = client.get("/my/").content.decode()
        assert "You no longer have a place in" in page


class TestASecondPress:
    def test_leads_to_the_same_place(self, atlas: World) -> None:
        client, url = signed_in(who_signs_in(BEN)), link(atlas)

        assert client.post(url, {"do": "accept"}).status_code == 302
        assert "You are in Atlas now." in client.post(url, {"do": "accept"}).content.decode()
        assert Membership.objects.filter(account=atlas.atlas, person__email=BEN).count() == 1


def test_what_is_kept_in_a_session_is_no_token(atlas: World) -> None:
    client = Client()
    digest = by_link(atlas.actor, atlas.atlas)
    assert digest
    url = link(atlas)
    client.post(url, {"do": "elsewhere"})

    assert url.rpartition("/")[2] not in str(dict(client.session))
