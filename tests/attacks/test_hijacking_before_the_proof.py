"""A stranger prepares somebody's login before that person shows that the address is theirs. Nothing of it may last."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from tests.mailbox import Mailbox
from tests.makers import a_membership, a_person, nothing_tried
from tests.portal.customers import PASSWORD, Browser, open_site
from twofold.access import proofs
from twofold.access.adapters import keys
from twofold.access.models import Browser as KnownBrowser
from twofold.core import clock
from twofold.directory.models import Identifier, Person

VICTIM, STRANGER = "ada@helio.example", "eve@evil.example"
PLANTED = "what eve has chosen"


@pytest.fixture
def eve() -> Browser:
    return Browser()


@pytest.fixture
def ada() -> Browser:
    return Browser()


def by_signing_up(ada: Browser, mailbox: Mailbox) -> None:
    ada.sign_up(VICTIM, "a password of my own")
    ada.prove(mailbox.code(VICTIM))


def by_link_elsewhere(ada: Browser, mailbox: Mailbox) -> None:
    """The letter that the stranger's own sign-up has caused, opened by its reader."""
    ada.post(mailbox.link(VICTIM).removeprefix("http://testserver"))


class TestAPassword:
    def test_set_by_a_stranger_is_worth_nothing_after_ones_own_sign_up(
        self, eve: Browser, ada: Browser, mailbox: Mailbox
    ) -> None:
        open_site()
        eve.sign_up(VICTIM, PLANTED)
        nothing_tried()

        by_signing_up(ada, mailbox)

        assert ada.person_id
        assert "Location" not in Browser().sign_in(VICTIM, PLANTED).headers
        assert Browser().sign_in(VICTIM, "a password of my own").headers["Location"] == "/my/"

    def test_is_gone_when_the_link_of_the_strangers_sign_up_is_opened(
        self, eve: Browser, ada: Browser, mailbox: Mailbox
    ) -> None:
        open_site(by_link=True)
        eve.sign_up(VICTIM, PLANTED)

        by_link_elsewhere(ada, mailbox)

        assert EmailAddress.objects.get(email=VICTIM).verified
        assert "Location" not in Browser().sign_in(VICTIM, PLANTED).headers

    def test_opens_nothing_before_the_proof_either(self, eve: Browser) -> None:
        open_site()
        eve.sign_up(VICTIM, PLANTED)

        assert "Location" not in Browser().sign_in(VICTIM, PLANTED).headers


class TestWhatAStrangerSaid:
    def test_is_not_said_of_whoever_opens_the_link(self, eve: Browser, ada: Browser, mailbox: Mailbox) -> None:
        open_site(by_link=True, questions=[{"field": "given_name"}], purposes=["offers"])
        contact = a_person(name="Ada Brandt", email=VICTIM)
        eve.sign_up(VICTIM, PLANTED, given_name="Mallory", consent_offers="on")

        by_link_elsewhere(ada, mailbox)

        contact.refresh_from_db()
        assert contact.given_name == "Ada"
        assert Identifier.objects.get(value=VICTIM).person_id == contact.id


class TestABrowserThatWaits:
    """The stranger's browser still stands where the code is asked for."""

    @pytest.mark.parametrize("prove", [by_link_elsewhere])
    def test_does_not_come_in_when_somebody_else_proves_the_address(
        self, eve: Browser, ada: Browser, mailbox: Mailbox, prove: Callable[[Browser, Mailbox], None]
    ) -> None:
        open_site(by_link=True)
        eve.sign_up(VICTIM, PLANTED)

        prove(ada, mailbox)

        for path in ("/sign-up/confirm", "/sign-in", "/sign-in/code", "/sign-in/questions", "/my/"):
            eve.get(path)
            eve.post(path, {"code": "000000", "action": "resend"})
        assert eve.person_id == ""

    def test_comes_in_by_no_later_step(self, eve: Browser) -> None:
        open_site(questions=[{"field": "city", "wanted": "later"}])
        eve.sign_up(VICTIM, PLANTED)

        eve.post("/sign-in/questions", {"skip": "1"})
        eve.post("/sign-in/terms")

        assert eve.person_id == ""
        assert eve.get("/my/").status_code == 302


class TestWaysInThatWereThereBefore:
    """However they came onto the record of somebody who never proved an address."""

    @pytest.fixture
    def contact(self) -> Person:
        contact = a_person(name="Ada Brandt", email=VICTIM)
        contact.set_password(PLANTED)
        contact.save()
        a_membership(contact)
        Authenticator.objects.create(user=contact, type=Authenticator.Type.TOTP, data={"secret": "eve's"})
        Authenticator.objects.create(user=contact, type=Authenticator.Type.WEBAUTHN, data={"name": "eve's"})
        SocialAccount.objects.create(user=contact, provider="google", uid="eve")
        EmailAddress.objects.create(user=contact, email=STRANGER, verified=False, primary=True)
        now = clock.now()
        KnownBrowser.objects.create(
            person=contact, digest=b"e" * 32, user_agent="Eve", address="192.0.2.1", created_at=now, seen_at=now,
            trusted_at=now, trusted_until=now + timedelta(days=30),
        )  # fmt: skip
        return contact

    @pytest.fixture
    def session_of_eve(self, contact: Person, eve: Browser) -> Browser:
        eve.force_login(contact)
        assert eve.get("/my/").status_code == 200
        return eve

    @pytest.mark.parametrize("how", ["sign-up", "code", "proof"])
    def test_are_gone_with_the_first_proof(
        self, contact: Person, session_of_eve: Browser, ada: Browser, mailbox: Mailbox, how: str
    ) -> None:
        open_site()
        if how == "sign-up":
            by_signing_up(ada, mailbox)
        elif how == "code":
            ada.ask_for_a_code(VICTIM)
            ada.type_code(mailbox.code(VICTIM))
        else:
            proofs.proven(contact.id, VICTIM, in_this_browser=False)

        contact.refresh_from_db()
        assert not contact.check_password(PLANTED)
        assert list(EmailAddress.objects.values_list("user", "email")) == [(contact.id, VICTIM)]
        assert not Authenticator.objects.exists()
        assert not SocialAccount.objects.exists()
        assert not KnownBrowser.objects.filter(digest=b"e" * 32).exists()
        assert session_of_eve.get("/my/").status_code == 302
        assert how == "proof" or ada.get("/my/").status_code == 200


class TestASecondMail:
    def test_that_was_merely_claimed_is_whose_who_proves_it(self, eve: Browser, ada: Browser, mailbox: Mailbox) -> None:
        open_site()
        eve.sign_up(STRANGER, PLANTED)
        eve.prove(mailbox.code(STRANGER))
        Identifier.objects.create(
            kind_id="email",
            value=VICTIM,
            person_id=eve.person_id,
            origin_person_id=eve.person_id,
            created_at=clock.now(),
        )

        by_signing_up(ada, mailbox)

        assert ada.person_id not in {"", eve.person_id}
        assert str(Identifier.objects.get(value=VICTIM).person_id) == ada.person_id
        assert Browser().sign_in(VICTIM, "a password of my own").headers["Location"] == "/my/"

    def test_is_not_added_to_the_strangers_login_by_opening_their_link(
        self, eve: Browser, ada: Browser, mailbox: Mailbox
    ) -> None:
        open_site()
        eve.sign_up(STRANGER, PLANTED)
        eve.prove(mailbox.code(STRANGER))
        key = keys.for_address(Person.objects.get(id=eve.person_id).id, VICTIM)

        answer = ada.post(f"/confirm/{key}")

        assert "in which you are signed in" in answer.content.decode()
        assert not EmailAddress.objects.filter(email=VICTIM).exists()


class TestAProvenAddress:
    def test_is_not_taken_from_whoever_signs_in_with_it(self, ada: Browser, mailbox: Mailbox) -> None:
        open_site()
        by_signing_up(ada, mailbox)

        for _ in range(2):
            nothing_tried()
            Browser().sign_up(VICTIM, PASSWORD)

        assert EmailAddress.objects.get(email=VICTIM).verified
        assert Browser().sign_in(VICTIM, "a password of my own").headers["Location"] == "/my/"
        assert ada.get("/my/").status_code == 200
