"""Somebody new signs up, shows that their address is theirs, and is who the directory knows."""

import pytest
from allauth.account.models import EmailAddress

from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM, a_membership, a_person, an_account, nothing_tried
from tests.portal.customers import PASSWORD, Browser, open_site
from twofold.core.models import LedgerEntry
from twofold.directory.models import Consent, Identifier, Person
from twofold.directory.verbs import custom_fields, people

ADA = "ada@helio.example"


@pytest.fixture
def browser() -> Browser:
    return Browser()


def names() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("name", flat=True))


class TestSigningUpWithACode:
    def test_makes_a_visitor_known_and_signs_them_in(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site()

        asked = browser.sign_up(ADA.upper())
        assert asked.headers["Location"] == "/sign-up/confirm"
        visitor = Person.objects.get()
        assert visitor.known_at is None
        assert not EmailAddress.objects.exists(), "what is merely claimed is kept nowhere"

        answer = browser.prove(mailbox.code(ADA))

        ada = Person.objects.get()
        assert answer.headers["Location"] == "/my/"
        assert browser.person_id == str(ada.id)
        assert ada.known_at
        assert ada.email == ADA
        assert Identifier.objects.get(kind="email", value=ADA).proven_at
        assert {"access.address.proven", "access.signed.up", "access.signed.in"} <= set(names())
        assert browser.get("/my/").status_code == 200
        assert Browser().sign_in(ADA).headers["Location"] == "/my/"

    def test_takes_three_wrong_codes_and_no_more(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site()
        browser.sign_up(ADA)
        code = mailbox.code(ADA)
        wrong = "000000" if code != "000000" else "111111"

        for _ in range(3):
            browser.prove(wrong)

        browser.prove(code)
        assert browser.person_id == ""

    def test_can_be_without_a_password_where_codes_do(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site()
        browser.sign_up(ADA, password="")
        browser.prove(mailbox.code(ADA))
        again = Browser()

        again.ask_for_a_code(ADA)
        answer = again.type_code(mailbox.code(ADA))

        assert answer.headers["Location"] == "/my/"
        assert again.person_id == browser.person_id

    def test_is_closed_where_the_site_is(self, browser: Browser) -> None:
        open_site(is_open=False)

        browser.sign_up(ADA)

        assert not Person.objects.exists()
        assert "Nobody can sign up here by themselves" in browser.get("/sign-up").content.decode()

    def test_writes_to_whoever_has_signed_up_before_and_changes_nothing(
        self, browser: Browser, mailbox: Mailbox
    ) -> None:
        open_site()
        browser.sign_up(ADA)
        browser.prove(mailbox.code(ADA))
        mailbox.forget()
        nothing_tried()

        answer = Browser().sign_up(ADA, password="another good one of mine")

        assert answer.headers["Location"] == "/sign-up/confirm"
        assert "You can already sign in" in mailbox.letter(ADA)["Subject"]
        assert Browser().sign_in(ADA).headers["Location"] == "/my/"


class TestAContactWhoSignsUp:
    def test_stays_the_one_record_that_staff_know(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site()
        contact = a_person(name="Ada Brandt", email=ADA, city="Bergen")
        place = a_membership(contact, an_account(name="Helio"))

        browser.sign_up(ADA)
        browser.prove(mailbox.code(ADA))

        assert browser.person_id == str(contact.id)
        assert Person.objects.filter(merged_into=None).count() == 1
        assert place.account.name in browser.get("/my/").content.decode()
        assert Browser().sign_in(ADA, PASSWORD).headers["Location"] == "/my/"

    def test_who_was_removed_begins_anew(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site()
        contact = a_person(name="Ada Brandt", email=ADA)
        people.remove(SYSTEM, contact.id)

        browser.sign_up(ADA)
        browser.prove(mailbox.code(ADA))

        contact.refresh_from_db()
        assert browser.person_id not in {"", str(contact.id)}
        assert contact.deleted_at
        assert str(Identifier.objects.get(value=ADA).person_id) == browser.person_id

    def test_comes_in_with_a_code_without_signing_up_where_they_have_a_place(
        self, browser: Browser, mailbox: Mailbox
    ) -> None:
        open_site(is_open=False)
        contact = a_person(name="Ada Brandt", email=ADA)
        a_membership(contact)

        browser.ask_for_a_code(ADA)
        browser.type_code(mailbox.code(ADA))

        assert browser.person_id == str(contact.id)
        assert Identifier.objects.get(value=ADA).proven_at


class TestQuestions:
    def test_are_said_as_the_persons_own_word(self, browser: Browser, mailbox: Mailbox) -> None:
        custom_fields.define(SYSTEM, subject="person", key="shoe", label="Shoe size", kind="number")
        open_site(questions=[{"field": "given_name", "wanted": "required"}, {"field": "shoe"}])
        a_person(given_name="A.", email=ADA)

        browser.sign_up(ADA, given_name="Ada", shoe="38")
        browser.prove(mailbox.code(ADA))

        ada = Person.objects.get(id=browser.person_id)
        assert (ada.given_name, ada.attributes["shoe"]) == ("Ada", 38)

    def test_that_are_needed_or_do_not_fit_are_asked_again(self, browser: Browser) -> None:
        open_site(questions=[{"field": "given_name", "wanted": "required"}, {"field": "phone"}])

        answer = browser.sign_up(ADA, phone="not a number")

        assert not Person.objects.exists()
        assert "This field is required." in answer.content.decode()
        assert "This is not a phone number" in answer.content.decode()

    def test_for_later_come_after_signing_in_and_can_be_skipped_once_for_all(
        self, browser: Browser, mailbox: Mailbox
    ) -> None:
        open_site(questions=[{"field": "city", "wanted": "later"}])
        browser.sign_up(ADA)

        answer = browser.prove(mailbox.code(ADA))
        assert answer.headers["Location"] == "/sign-in/questions"
        assert browser.person_id == ""
        assert "City" in browser.get("/sign-in/questions").content.decode()

        assert browser.post("/sign-in/questions", {"skip": "1"}).headers["Location"] == "/my/"
        assert Browser().sign_in(ADA).headers["Location"] == "/my/"

    def test_never_set_what_a_person_is(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site(questions=[{"field": "is_staff"}, {"field": "email"}, {"field": "given_name"}])

        browser.sign_up(ADA, is_staff="on", verified="on", role="owner", known_at="2020-01-01", given_name="Ada")
        browser.prove(mailbox.code(ADA))

        ada = Person.objects.get(id=browser.person_id)
        assert (ada.is_staff, ada.given_name, ada.email) == (False, "Ada", ADA)


class TestConsents:
    def test_are_given_by_whoever_ticks_them(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site(purposes=["newsletter", "offers"])

        browser.sign_up(ADA, consent_offers="on")
        browser.prove(mailbox.code(ADA))

        assert list(Consent.objects.values_list("purpose", "state", "source")) == [("offers", "given", "portal")]


class TestProvingByLink:
    def test_in_the_same_browser_signs_in(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site(by_link=True)
        browser.sign_up(ADA)
        link = mailbox.link(ADA).removeprefix("http://testserver")

        asked = browser.get(link)
        assert asked.status_code == 200
        assert not EmailAddress.objects.exists(), "opening it changes nothing"

        assert browser.post(link).headers["Location"] == "/my/"
        assert Browser().sign_in(ADA).headers["Location"] == "/my/"

    def test_in_another_browser_proves_the_address_and_signs_nobody_in(
        self, browser: Browser, mailbox: Mailbox
    ) -> None:
        open_site(by_link=True)
        browser.sign_up(ADA)
        link = mailbox.link(ADA).removeprefix("http://testserver")
        phone = Browser()

        phone.get(link)
        answer = phone.post(link)

        assert "is yours" in answer.content.decode()
        assert phone.person_id == ""
        assert EmailAddress.objects.get().verified
        assert phone.post(link).status_code == 200, "again changes nothing"

    def test_carries_no_code_that_could_be_typed(self, browser: Browser, mailbox: Mailbox) -> None:
        open_site(by_link=True)
        browser.sign_up(ADA)

        assert "Your code" not in text_of(mailbox.letter(ADA))
        assert 'name="code"' not in browser.get("/sign-up/confirm").content.decode()
