"""Somebody sits at a browser that its person left signed in, and wants to come back as them for good."""

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from tests.access.inviting import BEN, an_organisation, who_signs_in
from tests.mailbox import Mailbox
from tests.makers import nothing_tried
from tests.portal.proving import prove
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.verbs import invitations
from twofold.directory.models import Person

AN_HOUR = 3_600


def left_signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    prove(client, seconds_ago=AN_HOUR)
    return client


def invitation_for(address: str) -> str:
    """The stranger runs an organisation of their own, and invites themselves."""
    eve = an_organisation(name="Evil")
    made = invitations.invite(eve.actor, eve.atlas.id, address, Place(), Wording(by_link=True))
    return made.link.removeprefix("http://testserver")


def says_it_is_theirs(client: Client, url: str) -> Any:
    return client.post(url, {"do": "mine"}, headers={"referer": f"http://testserver{url}"})


class TestAnInvitation:
    def test_adds_no_address_to_whom_has_not_proven_who_they_are(self, mailbox: Mailbox) -> None:
        nothing_tried()
        victim, url = who_signs_in("victim@helio.example", "Victim"), invitation_for(BEN)
        client = left_signed_in(victim)

        asked = says_it_is_theirs(client, url)
        client.post(url, {"do": "prove", "code": "000000"})

        assert asked.headers["Location"].startswith("/my/security/confirm?next=%2Finvitation%2F")
        assert not mailbox.letters(BEN)
        assert list(EmailAddress.objects.filter(user=victim).values_list("email", flat=True)) == [victim.email]

    def test_does_so_once_they_have(self, mailbox: Mailbox) -> None:
        nothing_tried()
        victim, url = who_signs_in("victim@helio.example", "Victim"), invitation_for(BEN)
        client = left_signed_in(victim)
        prove(client)

        assert says_it_is_theirs(client, url).status_code == 200
        client.post(url, {"do": "prove", "code": mailbox.code(BEN)})

        assert EmailAddress.objects.filter(user=victim, email=BEN, verified=True).exists()
