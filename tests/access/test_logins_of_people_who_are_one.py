"""Two people who both sign in turn out to be one, or not after all: an address signs in whom it belongs to."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from tests.mailbox import Mailbox, text_of
from tests.makers import SYSTEM, a_person
from tests.portal.customers import PASSWORD, Browser, open_site
from twofold.access import logins, proofs, reactions
from twofold.core import clock
from twofold.directory.facts import PersonMerged
from twofold.directory.models import Merge, Person
from twofold.directory.verbs import people

ADA, ADA_TOO = "ada@helio.example", "ada@home.example"


def signed_up(email: str, mailbox: Mailbox, password: str = PASSWORD) -> Person:
    open_site()
    browser = Browser()
    browser.sign_up(email, password)
    browser.prove(mailbox.code(email))
    return Person.objects.get(id=browser.person_id)


@pytest.fixture
def two(mailbox: Mailbox) -> tuple[Person, Person]:
    return signed_up(ADA, mailbox), signed_up(ADA_TOO, mailbox, "what she uses at home")


def addresses(person: Person) -> dict[str, bool]:
    return dict(EmailAddress.objects.filter(user=person).values_list("email", "primary"))


class TestTwoWhoAreOne:
    def test_sign_in_as_the_one_who_is_left_with_that_ones_password(self, two: tuple[Person, Person]) -> None:
        winner, loser = two
        people.merge(SYSTEM, winner.id, loser.id)
        for _ in range(2):
            logins.follow(loser.id, winner.id)

        assert addresses(winner) == {ADA: True, ADA_TOO: False}
        browser = Browser()
        assert browser.sign_in(ADA_TOO, PASSWORD).headers["Location"] == "/my/"
        assert browser.person_id == str(winner.id)
        assert "Location" not in Browser().sign_in(ADA_TOO, "what she uses at home").headers

    def test_are_told_at_the_address_that_was_there_before(self, two: tuple[Person, Person], mailbox: Mailbox) -> None:
        """Staff may say that two are one: nobody comes in as another by that unnoticed."""
        winner, loser = two
        people.merge(SYSTEM, winner.id, loser.id)
        mailbox.forget()

        for _ in range(2):
            reactions.move_login(SYSTEM, PersonMerged(person_id=winner.id, loser_id=loser.id, merge_id=winner.id))

        (letter,) = mailbox.letters(ADA)
        assert "An e-mail address was added" in text_of(letter)
        assert ADA_TOO in text_of(letter)

    def test_and_are_two_again_have_each_their_own(self, two: tuple[Person, Person]) -> None:
        winner, loser = two
        people.merge(SYSTEM, winner.id, loser.id)
        logins.follow(loser.id, winner.id)

        people.unmerge(SYSTEM, Merge.objects.get(loser=loser).id)
        logins.follow(winner.id, loser.id)

        assert (addresses(winner), addresses(loser)) == ({ADA: True}, {ADA_TOO: True})
        assert Browser().sign_in(ADA_TOO, "what she uses at home").headers["Location"] == "/my/"


class TestASignUpThatNobodyProves:
    def test_is_removed_after_a_week_and_nobody_else_is(self, mailbox: Mailbox) -> None:
        kept = [signed_up(ADA, mailbox), a_person(name="Ben")]
        Browser().sign_up(ADA_TOO)
        Person.objects.update(created_at=clock.now() - timedelta(days=8))
        Browser().sign_up("somebody@helio.example")

        assert proofs.forget_unproven() == 1
        assert {*kept} <= {*Person.objects.all()}
        assert Person.objects.count() == 3
