"""A site where whoever signs up waits: nobody comes in before it is approved, and the page says where it stands."""

from datetime import timedelta

import pytest
from django.db.models import F

from tests.access.inviting import an_organisation, by_link
from tests.mailbox import Mailbox
from tests.makers import SYSTEM, a_colleague, a_membership, a_person, an_account
from tests.portal.customers import Browser, open_site
from twofold.access import proofs, queries
from twofold.access.errors import RequestDecided
from twofold.access.models import JoinRequest, StaffGrant
from twofold.access.verbs import invitations, requests
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person
from twofold.directory.verbs import people

ADA = "ada@helio.example"


@pytest.fixture
def browser() -> Browser:
    open_site(waiting="everybody")
    return Browser()


@pytest.fixture
def jana() -> Actor:
    """Staff who decide."""
    jana = a_colleague()
    people.edit(SYSTEM, jana.person_id, fields={"email": "jana@twofold.example"})  # type: ignore[arg-type]
    proofs.proven(jana.person_id, "jana@twofold.example", in_this_browser=False)  # type: ignore[arg-type]
    return jana


def come(browser: Browser, mailbox: Mailbox) -> str:
    """Sign up, prove the address, and see where that leads."""
    browser.sign_up(ADA)
    return str(browser.prove(mailbox.code(ADA)).headers["Location"])


def waiting(browser: Browser) -> str:
    """What the page says where one waits."""
    answer = browser.get("/sign-in/waiting")
    assert answer.status_code == 200
    return str(answer.content.decode())


class TestWhereEverybodyWaits:
    def test_nobody_comes_in_before_it_is_approved(self, browser: Browser, mailbox: Mailbox, jana: Actor) -> None:
        assert come(browser, mailbox) == "/sign-in/waiting"

        assert "Somebody looks at it first" in waiting(browser)
        assert browser.person_id == ""
        assert browser.get("/my/").headers["Location"].startswith("/sign-in")
        assert browser.post("/sign-in/waiting").status_code == 200
        assert browser.person_id == ""
        assert ADA in str(mailbox.letter("jana@twofold.example")["Subject"])

        requests.approve(jana, JoinRequest.objects.get().id)

        assert "You are let in" in waiting(browser)
        assert browser.post("/sign-in/waiting").headers["Location"] == "/my/"
        assert browser.person_id == str(Person.objects.get(email=ADA).id)
        assert str(mailbox.letter(ADA)["Subject"]).startswith("You can sign in to")

    def test_so_does_who_has_a_place_in_an_account(self, browser: Browser, mailbox: Mailbox) -> None:
        a_membership(a_person(email=ADA), an_account())

        assert come(browser, mailbox) == "/sign-in/waiting"

    def test_but_not_whoever_was_invited(self, browser: Browser, mailbox: Mailbox) -> None:
        atlas = an_organisation()
        digest = by_link(atlas.actor, atlas.atlas, address=ADA)
        come(browser, mailbox)

        invitations.redeem(queries.customer_of(Person.objects.get(email=ADA).id), digest)

        again = Browser()
        again.sign_in(ADA)
        assert again.get("/my/").status_code == 200

    def test_whoever_is_invited_is_told_so(self, browser: Browser, mailbox: Mailbox) -> None:
        come(browser, mailbox)
        assert "There is an invitation for this address" not in waiting(browser)

        atlas = an_organisation()
        by_link(atlas.actor, atlas.atlas, address=ADA)

        assert "There is an invitation for this address" in waiting(browser)

    def test_nor_whoever_was_here_before(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site()
        assert come(browser, mailbox) == "/my/"
        browser.logout()
        open_site(waiting="everybody")

        assert browser.sign_in(ADA).headers["Location"] == "/my/"
        assert not JoinRequest.objects.exists()

    def test_nor_staff(self, browser: Browser, mailbox: Mailbox, jana: Actor) -> None:
        browser.ask_for_a_code("jana@twofold.example")
        browser.type_code(mailbox.code("jana@twofold.example"))

        assert browser.person_id == str(jana.person_id)

    def test_it_is_said_why_not(self, browser: Browser, mailbox: Mailbox, jana: Actor) -> None:
        come(browser, mailbox)
        requests.decline(jana, JoinRequest.objects.get().id, reason="We serve clinics only.")

        page = waiting(browser)
        assert "Not approved" in page
        assert "We serve clinics only." in page
        assert browser.post("/sign-in/waiting").status_code == 200
        assert browser.person_id == ""
        assert Browser().sign_in(ADA).headers["Location"] == "/sign-in/waiting"

    def test_those_who_decide_are_reminded_once_and_the_page_says_so(
        self, browser: Browser, mailbox: Mailbox, jana: Actor
    ) -> None:
        a_colleague("Ida")
        come(browser, mailbox)
        mailbox.forget()
        JoinRequest.objects.update(asked_at=F("asked_at") - timedelta(days=2, minutes=1))

        assert (requests.remind(jana), requests.remind(jana)) == (1, 0)
        assert [letter["To"] for letter in mailbox.letters()] == ["jana@twofold.example"]
        assert "Reminded" in waiting(browser)

    def test_staff_who_may_not_decide_get_no_letters(self, browser: Browser, mailbox: Mailbox, jana: Actor) -> None:
        StaffGrant.objects.filter(person=jana.person_id).delete()

        come(browser, mailbox)

        assert not mailbox.letters("jana@twofold.example")


class TestWithdrawing:
    def test_ends_it_and_lets_nobody_in(self, browser: Browser, mailbox: Mailbox) -> None:
        come(browser, mailbox)

        page = browser.post("/sign-in/waiting", {"do": "withdraw"}).content.decode()

        assert "Withdrawn" in page
        assert JoinRequest.objects.get().decision == "withdrawn"
        assert LedgerEntry.objects.filter(name="access.request.withdrawn").count() == 1
        assert browser.person_id == ""
        assert browser.get("/sign-in/waiting").headers["Location"] == "/sign-in"

    def test_is_no_way_in_for_who_approves_it_afterwards(self, browser: Browser, mailbox: Mailbox, jana: Actor) -> None:
        come(browser, mailbox)
        browser.post("/sign-in/waiting", {"do": "withdraw"})

        with pytest.raises(RequestDecided):
            requests.approve(jana, JoinRequest.objects.get().id)

    def test_leaves_one_free_to_ask_anew(self, browser: Browser, mailbox: Mailbox, jana: Actor) -> None:
        come(browser, mailbox)
        browser.post("/sign-in/waiting", {"do": "withdraw"})

        again = Browser()
        assert again.sign_in(ADA).headers["Location"] == "/sign-in/waiting"
        assert "Somebody looks at it first" in waiting(again)
        assert sorted(JoinRequest.objects.values_list("decision", flat=True)) == ["", "withdrawn"]

        requests.approve(jana, JoinRequest.objects.get(decision="").id)
        assert again.post("/sign-in/waiting").headers["Location"] == "/my/"
