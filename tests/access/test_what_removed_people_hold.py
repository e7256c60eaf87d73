"""Who was removed keeps their ways in for the day they are restored, but for what somebody else has shown to be theirs meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import connections

from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_membership, an_account
from tests.portal.customers import PASSWORD, Browser, open_site
from tests.portal.phones import MOBILE, ask_for_a_text, open_to_phones, type_texted, with_a_phone
from tests.portal.proving import browser_of, with_a_proven_address
from tests.portal.security import a_user
from tests.textbox import TextBox
from twofold.access import phones, proofs
from twofold.access.circumstances import Here
from twofold.access.errors import AddressIsAnothers
from twofold.access.errors.selves import PhoneIsAnothers
from twofold.access.joining import seating
from twofold.access.models import Farewell, Phone
from twofold.access.queries import customer_of
from twofold.access.sites import site_at
from twofold.access.verbs import farewells
from twofold.access.verbs.connections import Identity, connect
from twofold.core import clock
from twofold.core.unit import unit_of_work
from twofold.directory.models import Person
from twofold.directory.verbs import people

JSON = "application/json"
ADA, BEN, HOME = "ada@helio.example", "ben@helio.example", "ada@home.example"


def addresses(person: Person) -> dict[str, bool]:
    """Which are theirs, and whether each is the first."""
    return dict(EmailAddress.objects.filter(user=person, verified=True).values_list("email", "primary"))


def here() -> Here:
    """A browser at the one site there is."""
    return Here(site_at(""), "198.51.100.7", "")


def removed(person: Person) -> Person:
    people.remove(SYSTEM, person.id)
    return person


def restored(person: Person) -> Person:
    people.restore(SYSTEM, person.id)
    return person


class TestBeingRestored:
    def test_brings_every_way_in_back(self, mailbox: Mailbox, textbox: TextBox) -> None:
        open_to_phones(methods=["password", "code", "phone"])
        ada = a_user()
        Phone.objects.create(person=ada, number=MOBILE, is_first=True, proven_at=clock.now())

        restored(removed(ada))

        assert Browser().sign_in(ADA).headers["Location"] == "/my/"
        browser = Browser()
        ask_for_a_text(browser)
        type_texted(browser, textbox.code(MOBILE))
        assert browser.person_id == str(ada.id)

    def test_does_not_bring_back_what_somebody_else_has_shown_to_be_theirs(self) -> None:
        ada = with_a_phone()
        EmailAddress.objects.create(user=ada, email=HOME, verified=True, primary=False)
        ben = with_a_proven_address(BEN, given_name="Ben")
        removed(ada)
        proofs.proven(ben.id, ADA, in_this_browser=False)
        with unit_of_work(SYSTEM):
            phones.proven(ben.id, MOBILE, by=SYSTEM, here=here())

        restored(ada)

        assert addresses(ada) == {HOME: True}
        assert addresses(ben) == {BEN: True, ADA: False}
        assert list(Phone.objects.values_list("person", "number", "is_first")) == [(ben.id, MOBILE, True)]
        with pytest.raises(AddressIsAnothers):
            proofs.proven(ada.id, ADA, in_this_browser=False)

    def test_leaves_a_login_elsewhere_with_whoever_connected_it_meanwhile(self) -> None:
        ada, ben = with_a_proven_address(), with_a_proven_address(BEN, given_name="Ben")
        SocialAccount.objects.create(user=ada, provider="atlas-id", uid="7")
        removed(ada)

        connect(customer_of(ben.id), Identity("atlas-id", "7", {}), here=here())
        restored(ada)

        assert SocialAccount.objects.get().user_id == ben.id


class TestSomebodyElse:
    def test_proves_the_address_by_signing_up(self, mailbox: Mailbox) -> None:
        open_site()
        ada = removed(a_user())
        browser = Browser()

        browser.sign_up(ADA)
        browser.prove(mailbox.code(ADA))

        assert browser.person_id not in {"", str(ada.id)}
        assert addresses(ada) == {}
        assert Browser().sign_in(ADA, PASSWORD).headers["Location"] == "/my/"

    def test_proves_it_over_json(self, mailbox: Mailbox) -> None:
        open_site()
        ada = removed(a_user())
        browser = Browser()

        browser.post("/_allauth/browser/v1/auth/signup", {"email": ADA, "password": PASSWORD}, JSON)
        browser.post("/_allauth/browser/v1/auth/email/verify", {"key": mailbox.code(ADA)}, JSON)

        assert browser.person_id not in {"", str(ada.id)}
        assert addresses(ada) == {}

    def test_adds_the_address_in_my_account(self, mailbox: Mailbox) -> None:
        open_site()
        removed(a_user())
        ben = with_a_proven_address(BEN, given_name="Ben")
        client = browser_of(ben)

        client.post("/my/account/addresses", {"email": ADA})
        client.post("/my/account/addresses/confirm", {"code": mailbox.code(ADA)})

        assert ADA in addresses(ben)

    def test_adds_the_phone_in_my_account(self, textbox: TextBox) -> None:
        open_to_phones()
        removed(with_a_phone())
        ben = with_a_proven_address(BEN, given_name="Ben")
        client = browser_of(ben)

        client.post("/my/account/phones", {"phone": MOBILE})
        client.post("/my/account/phones/confirm", {"code": textbox.code(MOBILE)})

        assert Phone.objects.get().person_id == ben.id

    def test_takes_nothing_from_whoever_is_there(self) -> None:
        with_a_phone()
        ben = with_a_proven_address(BEN, given_name="Ben")

        with pytest.raises(AddressIsAnothers):
            proofs.proven(ben.id, ADA, in_this_browser=False)
        with pytest.raises(PhoneIsAnothers), unit_of_work(SYSTEM):
            phones.proven(ben.id, MOBILE, by=SYSTEM, here=here())

    def test_is_invited_with_the_address_of_who_was_removed(self) -> None:
        atlas = an_account(name="Atlas Dental")
        ada = with_a_proven_address()
        a_membership(ada, atlas)
        removed(ada)

        assert seating.standings_in([ADA], atlas.id) == {}
        assert proofs.known_by(ADA) is None


@pytest.mark.usefixtures("committed")
class TestBothAtOnce:
    def test_end_with_one_who_has_it(self) -> None:
        """Somebody proves the address while staff restore who had it: one of both is told that it is the other's."""
        with unit_of_work(SYSTEM):
            ada, ben = with_a_proven_address(), with_a_proven_address(BEN, given_name="Ben")

        def prove(_: int) -> str:
            try:
                with unit_of_work(SYSTEM):
                    proofs.proven(ben.id, ADA, in_this_browser=False)
            except AddressIsAnothers:
                return "refused"
            finally:
                connections.close_all()
            return "proven"

        def restore(_: int) -> str:
            try:
                with unit_of_work(SYSTEM):
                    people.restore(SYSTEM, ada.id)
            finally:
                connections.close_all()
            return "restored"

        for _ in range(5):
            with unit_of_work(SYSTEM):
                people.remove(SYSTEM, ada.id)
            with ThreadPoolExecutor(2) as threads:
                outcome, _said = threads.map(lambda do: do(0), (prove, restore))
            with unit_of_work(SYSTEM):
                assert (ADA in addresses(ben)) == (outcome == "proven")
                assert (ADA in addresses(ada)) == (outcome == "refused")
                EmailAddress.objects.filter(email=ADA).update(user=ada)


class TestDeletingOneself:
    def test_ends_every_way_in_for_good(self) -> None:
        open_site()
        ada = a_user()
        Phone.objects.create(person=ada, number=MOBILE, is_first=True, proven_at=clock.now())
        Authenticator.objects.create(user=ada, type="totp", data={})
        farewells.ask(customer_of(ada.id), reason="", site=site_at(""))
        Farewell.objects.update(due_at=clock.now() - timedelta(minutes=1))
        farewells.carry_out(SYSTEM)

        restored(ada)

        ada.refresh_from_db()
        assert ada.deleted_at is None
        assert not ada.has_usable_password()
        assert not Authenticator.objects.exists()
        assert (addresses(ada), list(Phone.objects.all())) == ({}, [])
        assert Browser().sign_in(ADA).status_code == 200
