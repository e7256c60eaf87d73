"""Who may be the same as somebody is found by what they share, surest first."""

from tests.makers import SYSTEM, a_membership, a_person, an_account
from twofold.directory import queries
from twofold.directory.models import Person
from twofold.directory.queries.duplicates import LIKELY, SURE, WEAK
from twofold.directory.verbs import accounts, identifiers, people


def reasons(person: Person) -> dict[str, tuple[str, ...]]:
    return {one.name: one.reasons for one in queries.possible_duplicates(SYSTEM, "person", person.id)}


class TestWhoIsAddedTwice:
    def test_is_met_by_address_number_and_name(self) -> None:
        ada = a_person(name="Ada Brandt", email="ada@helio.example", phone="+351 912 345 678")
        identifiers.add(SYSTEM, ada.id, kind="email", value="brandt@mail.example")

        def met(**fields: str) -> list[int]:
            return [one.strength for one in queries.duplicates_of(SYSTEM, "person", fields)]

        assert met(email="Brandt@Mail.example") == [SURE]
        assert met(phone="00351 912 345 678") == [SURE]
        assert met(given_name="ada", family_name="BRÄNDT") == [WEAK]
        assert met(name="Brandt Ada", email="a.brandt@helio.example") == [LIKELY]
        assert met(name="Ada Maria Brandt") == [WEAK]
        assert met(email="ada@other.example", name="Bea Novak") == []

    def test_is_an_account_with_the_same_domain_number_or_name(self) -> None:
        helio = an_account(
            name="Helio Pumps GmbH", website="https://www.helio-pumps.example/de", vat_number="DE 123456789"
        )

        def met(**fields: str) -> list[str]:
            return [one.name for one in queries.duplicates_of(SYSTEM, "account", fields)]

        assert met(website="helio-pumps.example") == [helio.name]
        assert met(vat_number="DE123456789") == [helio.name]
        assert met(name="Helio Pumps Ltd.") == [helio.name]
        assert met(name="Helio") == met(name="") == []


class TestWhoMayBeTheSame:
    def test_has_the_same_name_and_something_more(self) -> None:
        helio = an_account(name="Helio")
        ada, twin = a_person(name="Ada Brandt"), a_person(name="Ada Brandt", city="Bonn")
        a_person(name="Ada Brandt", city="Lisbon")
        assert reasons(ada) == {}

        a_membership(ada, helio)
        a_membership(twin, helio)

        assert reasons(ada) == {"Ada Brandt": ("Same name, same account",)}

    def test_has_the_same_mailbox_elsewhere(self) -> None:
        ada = a_person(name="Ada Brandt", email="ada.brandt@helio.example")
        a_person(name="A. Brandt", email="ada.brandt@mail.example")
        a_person(name="Bea Novak", email="sales@mail.example")

        assert reasons(ada) == {"A. Brandt": ("Same mailbox, elsewhere",)}

    def test_is_nobody_of_whom_it_was_said_that_they_are_different(self) -> None:
        ada, twin = a_person(name="Ada Brandt", city="Bonn"), a_person(name="Ada Brandt", city="Bonn")
        people.keep_apart(SYSTEM, twin.id, other_id=ada.id)
        assert reasons(ada) == {}

        people.let_be_one(SYSTEM, ada.id, other_id=twin.id)
        assert reasons(ada) != {}

    def test_is_another_account(self) -> None:
        helio, gmbh = an_account(name="Helio"), an_account(name="HELIO GmbH")
        assert [one.id for one in queries.possible_duplicates(SYSTEM, "account", helio.id)] == [gmbh.id]

        accounts.keep_apart(SYSTEM, helio.id, other_id=gmbh.id)
        assert queries.possible_duplicates(SYSTEM, "account", gmbh.id) == []
