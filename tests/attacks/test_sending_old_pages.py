"""Somebody has several tabs open, and what they send from one was meant for whom they were when they opened it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.access.inviting import BEN, an_organisation, role_ids, who_signs_in
from tests.makers import a_grant, a_membership, a_person, an_account, an_administrator
from twofold.access.joining.inviting import Wording
from twofold.access.joining.places import Place
from twofold.access.models import Invitation
from twofold.access.modes import Acting, keep_acting
from twofold.access.verbs import invitations
from twofold.core import clock
from twofold.directory.models import Account, Person


@pytest.fixture
def ben() -> Person:
    return who_signs_in(BEN)


@pytest.fixture
def tabs(ben: Person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    return client


def opened(tabs: Client, path: str) -> str:
    """What the forms of a page carry."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', tabs.get(path).content.decode())
    assert found
    return found[1]


def send(tabs: Client, path: str, of: str, **fields: Any) -> Any:
    return tabs.post(path, {"csrfmiddlewaretoken": of, **fields})


def act_in(tabs: Client, account: Account) -> None:
    assert send(tabs, "/my/context", opened(tabs, "/my/"), account=str(account.id)).status_code == 302


def run_by(person: Person, name: str) -> Account:
    account = an_account(name=name)
    a_grant(a_membership(person, account), "owner")
    return account


class TestAFormThatWasOpenedInOneAccount:
    def test_is_not_sent_to_the_one_that_was_chosen_since(self, tabs: Client, ben: Person) -> None:
        atlas, globex = run_by(ben, "Atlas"), run_by(ben, "Globex")
        act_in(tabs, atlas)
        first = opened(tabs, "/my/organisation/invitations/new")

        act_in(tabs, globex)
        answer = send(tabs, "/my/organisation/invitations/new", first, addresses="mole@evil.example", standing="member")

        assert answer.status_code == 403
        assert "This page is out of date" in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_is_sent_where_nothing_has_changed(self, tabs: Client, ben: Person) -> None:
        act_in(tabs, run_by(ben, "Atlas"))
        first = opened(tabs, "/my/organisation/invitations/new")
        opened(tabs, "/my/")

        send(tabs, "/my/organisation/invitations/new", first, addresses="mole@evil.example", standing="member")

        assert Invitation.objects.get().account.name == "Atlas"

    def test_is_not_sent_to_one_that_one_has_come_into_since(self, tabs: Client, ben: Person) -> None:
        act_in(tabs, run_by(ben, "Atlas"))
        first = opened(tabs, "/my/organisation/invitations/new")
        kestrel = an_organisation(role="owner", name="Kestrel")
        wording = Wording(by_link=True)
        place = Place(roles=role_ids("admin"))
        link = invitations.invite(kestrel.actor, kestrel.atlas.id, BEN, place, wording).link
        path = link.removeprefix("http://testserver")
        assert send(tabs, path, opened(tabs, path), do="accept").headers["Location"] == "/my/"

        send(tabs, "/my/organisation/invitations/new", first, addresses="mole@evil.example", standing="member")

        assert not Invitation.objects.filter(address="mole@evil.example").exists()


def test_a_form_that_was_opened_as_a_customer_is_not_taken_of_a_colleague(tabs: Client, ben: Person) -> None:
    an_administrator(ben)
    ada = who_signs_in("ada@helio.example", "Ada")
    session = tabs.session
    keep_acting(session, Acting(ada.id, clock.now() + timedelta(minutes=5), "Request 4711", "/"))
    session.save()
    first = opened(tabs, "/my/account/profile")
    assert send(tabs, "/my/acting/end", first).status_code == 302

    assert send(tabs, "/my/account/profile", first, given_name="Ada", family_name="").status_code == 403
    ben.refresh_from_db()
    assert ben.name == "Ben"


def test_a_person_who_is_nobody_else_has_one_tab_as_good_as_another(tabs: Client) -> None:
    first = opened(tabs, "/my/account/profile")
    a_person()
    opened(tabs, "/my/account/profile")

    assert send(tabs, "/my/account/profile", first, given_name="Ben", family_name="Carter").status_code == 302
