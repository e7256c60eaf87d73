"""Changing many records at once: each in its own way, what is refused by itself, and back again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import SYSTEM, a_colleague, a_person, an_account
from twofold.core import ids
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry
from twofold.core.refusals import Forbidden
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Identifier, Person
from twofold.directory.verbs import custom_fields, many, people


@pytest.fixture
def jana() -> Actor:
    return a_colleague()


class TestEditingPeople:
    def test_changes_each_in_its_own_way_and_tells_of_each(self, jana: Actor) -> None:
        custom_fields.define(jana, subject="person", key="chair", label="Chair", kind="choice", choices=["K2", "A-dec"])
        ada, ben = a_person(name="Ada Brandt"), a_person(name="Ben Carter")

        edited = many.edit_people(
            jana,
            {
                ada.id: {"city": "Lisbon", "chair": "K2", "email": "ada@helio.example"},
                ben.id: {"name": "Benjamin van Carter", "country": "Portugal", "locale": "?"},
            },
        )

        ada, ben = Person.objects.get(id=ada.id), Person.objects.get(id=ben.id)
        assert (ada.city, ada.attributes["chair"], ada.email) == ("Lisbon", "K2", "ada@helio.example")
        assert (ben.given_name, ben.family_name, ben.name) == ("Benjamin van", "Carter", "Benjamin van Carter")
        assert ben.country == "PT"
        assert Identifier.objects.get(value="ada@helio.example").person_id == ada.id
        assert {change.field for change in edited.changed[ben.id]} == {"given_name", "name", "country"}
        assert edited.refused.keys() == {(ben.id, "locale")}
        assert LedgerEntry.objects.filter(name="directory.person.edited", person_id=ada.id).count() == 1

    def test_refuses_each_field_by_itself_and_does_the_rest(self, jana: Actor) -> None:
        ada, nobody = a_person(name="Ada"), ids.new()

        edited = many.edit_people(
            jana,
            {
                ada.id: {"email": "ada@", "city": "Lisbon", "shoe": "42", "owner": str(ada.id), "name": " "},
                nobody: {"city": "Rome"},
            },
        )

        assert Person.objects.get(id=ada.id).city == "Lisbon"
        assert {name for _, name in edited.refused} == {"email", "shoe", "owner", "name", "city"}
        assert edited.refused[nobody, "city"].code == "person_not_found"
        assert edited.refused[ada.id, "email"].message == "This is not an e-mail address."

    def test_is_no_change_where_it_is_so_already(self, jana: Actor) -> None:
        ada = a_person(name="Ada", city="Lisbon")

        edited = many.edit_people(jana, {ada.id: {"city": "Lisbon"}})

        assert edited == many.Edited()

    def test_gives_to_owners_and_points_only_at_who_is_there(self, jana: Actor) -> None:
        custom_fields.define(jana, subject="person", key="mentor", label="Mentor", kind="person")
        ada, ben = a_person(name="Ada"), a_person(name="Ben")

        edited = many.edit_people(
            jana,
            {ada.id: {"owner": str(jana.person_id), "mentor": str(ben.id)}, ben.id: {"mentor": str(ids.new())}},
        )

        ada = Person.objects.get(id=ada.id)
        assert (ada.owner_id, ada.attributes["mentor"]) == (jana.person_id, str(ben.id))
        assert edited.refused[ben.id, "mentor"].message == "Mentor takes a person."

    def test_leaves_an_address_with_whom_it_belongs(self, jana: Actor) -> None:
        a_person(email="ada@helio.example")
        ben, cleo = a_person(name="Ben"), a_person(name="Cleo")

        many.edit_people(jana, {one.id: {"email": "ada@helio.example"} for one in (ben, cleo)})

        assert Identifier.objects.filter(value="ada@helio.example").exclude(person__in=[ben.id, cleo.id]).count() == 1
        assert Person.objects.filter(email="ada@helio.example").count() == 3

    def test_takes_as_many_statements_for_many_as_for_two(self, jana: Actor) -> None:
        custom_fields.define(jana, subject="person", key="mentor", label="Mentor", kind="person")
        crowd = [a_person() for _ in range(30)]

        def statements(number: int, mark: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                many.edit_people(
                    jana,
                    {
                        one.id: {
                            "city": f"{mark} {at}", "email": f"{mark}{at}@example.org", "owner": str(jana.person_id),
                            "mentor": str(crowd[-1 - at].id),
                        }
                        for at, one in enumerate(crowd[:number])
                    },
                )  # fmt: skip
            return len(captured)

        assert statements(2, "x") == statements(30, "y") <= 20

    def test_needs_the_permission(self) -> None:
        with pytest.raises(Forbidden):
            many.edit_people(a_colleague("Ben", without="directory:person:edit"), {})


class TestEditingAccounts:
    def test_changes_kinds_owners_and_fields(self, jana: Actor) -> None:
        helio, atlas = an_account(name="Helio"), an_account(name="Atlas")

        edited = many.edit_accounts(
            jana,
            {
                helio.id: {"kind": "customer", "employees": "41", "owner": str(jana.person_id)},
                atlas.id: {"kind": "robot", "name": "", "website": "https://atlas.example"},
            },
        )

        helio, atlas = Account.objects.get(id=helio.id), Account.objects.get(id=atlas.id)
        assert (helio.kind, helio.employees, helio.owner_id) == ("customer", 41, jana.person_id)
        assert (atlas.kind, atlas.name, atlas.website) == ("prospect", "Atlas", "https://atlas.example")
        assert edited.refused.keys() == {(atlas.id, "kind"), (atlas.id, "name")}


class TestTakingBack:
    @pytest.fixture
    def jana(self, committed: None) -> Actor:
        with unit_of_work(SYSTEM):
            return a_colleague()

    def test_puts_back_what_nobody_has_changed_since(self, jana: Actor) -> None:
        with unit_of_work(SYSTEM):
            ada, ben = a_person(name="Ada Brandt", city="Rome"), a_person(name="Ben", city="Oslo")
        with unit_of_work(jana):
            edited = many.edit_people(
                jana,
                {
                    ada.id: {"city": "Lisbon", "name": "Adele Brandt", "owner": str(jana.person_id)},
                    ben.id: {"city": "Lisbon"},
                },
            )
        with unit_of_work(jana):
            people.edit(jana, ben.id, fields={"city": "Madrid"})
        assert edited.facts

        with unit_of_work(jana):
            assert many.take_back_people(jana, edited.facts) == 1
            ada = Person.objects.get(id=ada.id)
            assert (ada.city, ada.name, ada.given_name, ada.owner_id) == ("Rome", "Ada Brandt", "Ada", None)
            assert Person.objects.get(id=ben.id).city == "Madrid"

    def test_is_for_whoever_made_the_change(self, jana: Actor) -> None:
        with unit_of_work(jana):
            ada, ben = a_person(name="Ada", city="Rome"), a_colleague("Ben")
        with unit_of_work(jana):
            edited = many.edit_people(jana, {ada.id: {"city": "Lisbon"}})
        assert edited.facts

        with unit_of_work(ben):
            assert many.take_back_people(ben, edited.facts) == 0
            assert Person.objects.get(id=ada.id).city == "Lisbon"

    def test_is_of_accounts_too(self, jana: Actor) -> None:
        with unit_of_work(SYSTEM):
            helio = an_account(name="Helio", city="Rome")
        with unit_of_work(jana):
            edited = many.edit_accounts(jana, {helio.id: {"kind": "customer", "city": "Lisbon"}})
        assert edited.facts

        with unit_of_work(jana):
            assert many.take_back_accounts(jana, edited.facts) == 1
            helio = Account.objects.get(id=helio.id)
            assert (helio.kind, helio.city) == ("prospect", "Rome")
