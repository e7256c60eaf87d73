"""An address becomes somebody else's in the middle of its proof, when all but the last step is done. Then none of it has happened."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress

from tests.mailbox import Mailbox
from tests.makers import a_membership, a_person
from tests.portal.customers import Browser, open_site
from twofold.access import proofs
from twofold.access.facts import AddressProven
from twofold.core.facts import name_of
from twofold.core.models import LedgerEntry
from twofold.directory.facts import PersonMerged
from twofold.directory.models import Identifier, Person

ADA = "ada@helio.example"
DONE = (name_of(PersonMerged), name_of(AddressProven))


@pytest.fixture
def ada() -> Person:
    """A contact, with a place in an account."""
    person = a_person(name="Ada Brandt", email=ADA)
    a_membership(person)
    return person


@pytest.fixture
def then_it_is_anothers(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(proofs, "is_anothers", lambda *_: True)


def nothing_happened_to(ada: Person) -> None:
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert Identifier.objects.get(kind="email", value=ADA).person_id == ada.id
    assert not EmailAddress.objects.filter(email=ADA, verified=True).exists()
    assert not LedgerEntry.objects.filter(name__in=DONE).exists()


class TestAnAddressThatIsTakenMeanwhile:
    def test_is_not_proven_by_a_link(
        self, ada: Person, mailbox: Mailbox, then_it_is_anothers: Callable[[], None]
    ) -> None:
        open_site(by_link=True)
        Browser().sign_up(ADA)
        link = mailbox.link(ADA).removeprefix("http://testserver")
        then_it_is_anothers()

        assert Browser().post(link).status_code == 200

        nothing_happened_to(ada)

    def test_is_not_proven_by_the_code_of_a_sign_up(
        self, ada: Person, mailbox: Mailbox, then_it_is_anothers: Callable[[], None]
    ) -> None:
        open_site()
        browser = Browser()
        browser.sign_up(ADA)
        then_it_is_anothers()

        browser.prove(mailbox.code(ADA))

        assert browser.person_id == ""
        nothing_happened_to(ada)

    def test_is_not_proven_by_signing_in_with_a_code(
        self, ada: Person, mailbox: Mailbox, then_it_is_anothers: Callable[[], None]
    ) -> None:
        open_site(methods=["password", "code"])
        browser = Browser()
        browser.ask_for_a_code(ADA)
        then_it_is_anothers()

        assert browser.type_code(mailbox.code(ADA)).status_code == 409

        assert browser.person_id == ""
        nothing_happened_to(ada)
