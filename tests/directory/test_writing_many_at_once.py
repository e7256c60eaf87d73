"""Writing many people and accounts at once: new and known, each as a whole, in few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import a_colleague, a_person, an_account
from twofold.core import ids
from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry
from twofold.directory.models import Account, Identifier, Person
from twofold.directory.verbs import custom_fields, writing
from twofold.directory.verbs.writing import Row


@pytest.fixture
def jana() -> Actor:
    return a_colleague()


class TestWritingPeople:
    def test_adds_the_new_and_changes_the_known(self, jana: Actor) -> None:
        ada, ben = a_person(name="Ada Brandt"), a_person(email="ben@helio.example")

        written = writing.write_people(
            jana,
            [
                Row({"city": "Lisbon"}, id=ada.id),
                Row({"given_name": "Ben"}, known_by=("email", "BEN@helio.example ")),
                Row({"name": "Cleo Diaz", "owner": str(jana.person_id)}, known_by=("user_id", "u-3")),
                Row({"email": "dora@helio.example"}),
            ],
        )

        assert [one.is_new for one in written] == [False, False, True, True]
        assert [one.id for one in written[:2]] == [ada.id, ben.id]
        assert Person.objects.get(id=ada.id).city == "Lisbon"
        assert Person.objects.get(id=ben.id).given_name == "Ben"
        assert written[2].id
        cleo = Person.objects.get(id=written[2].id)
        assert (cleo.name, cleo.owner_id) == ("Cleo Diaz", jana.person_id)
        assert Identifier.objects.get(kind="user_id", value="u-3").person_id == cleo.id
        assert Identifier.objects.get(kind="email", value="dora@helio.example").person_id == written[3].id
        assert LedgerEntry.objects.filter(name="directory.person.added", person_id=cleo.id).count() == 1

    def test_again_changes_nothing(self, jana: Actor) -> None:
        rows = [Row({"name": f"Person {at}", "city": "Lisbon"}, known_by=("user_id", f"u-{at}")) for at in range(5)]
        first = writing.write_people(jana, rows)
        facts = LedgerEntry.objects.count()

        again = writing.write_people(jana, rows)

        assert [one.id for one in again] == [one.id for one in first]
        assert LedgerEntry.objects.count() == facts

    def test_refuses_a_row_as_a_whole_and_writes_the_others(self, jana: Actor) -> None:
        custom_fields.define(jana, subject="person", key="plan", label="Plan", kind="choice", choices=["pro"])
        ada, ben = a_person(name="Ada"), a_person(name="Ben")

        written = writing.write_people(
            jana,
            [
                Row({"city": "Lisbon", "plan": "max"}, id=ada.id),
                Row({"city": "Porto", "plan": "pro"}, id=ben.id),
                Row({"city": "Rome"}),
                Row({"name": "Cleo"}, id=ids.new()),
                Row({"name": "Dora"}, known_by=("shoe", "42")),
                Row({"name": "Eve"}, known_by=("email", "nonsense")),
                Row({"name": "Finn", "owner": str(ben.id)}),
                Row({"name": "Ben again"}, id=ben.id),
            ],
        )

        codes = [one.refusal.code if one.refusal else "" for one in written]
        assert codes == [
            "value_not_allowed", "", "nothing_to_know_them_by", "person_not_found", "kind_unknown",
            "identifier_not_usable", "not_staff", "written_twice",
        ]  # fmt: skip
        assert Person.objects.get(id=ada.id).city == ""
        assert Person.objects.get(id=ben.id).city == "Porto"
        assert LedgerEntry.objects.filter(name="directory.person.edited", person_id=ben.id).count() == 1

    def test_takes_as_many_statements_for_many_as_for_two(self, jana: Actor) -> None:
        there = [a_person() for _ in range(40)]

        def statements(number: int, mark: str) -> int:
            rows = [Row({"name": f"{mark} {at}", "email": f"{mark}{at}@x.example"}, known_by=("user_id", f"{mark}{at}"))
                    for at in range(number)]  # fmt: skip
            rows += [Row({"city": f"{mark} {at}"}, id=one.id) for at, one in enumerate(there[:number])]
            with CaptureQueriesContext(connection) as captured:
                writing.write_people(jana, rows)
            return len(captured)

        assert statements(2, "a") == statements(40, "b") <= 45


class TestWritingAccounts:
    def test_adds_the_new_and_changes_the_known(self, jana: Actor) -> None:
        helio = an_account(name="Helio")

        written = writing.write_accounts(
            jana,
            [
                Row({"kind": "customer", "city": "Kassel"}, id=helio.id),
                Row({"name": "Atlas"}, known_by=("domain", "www.atlas.example")),
                Row({"city": "Rome"}, known_by=("external_id", "42")),
                Row({"name": "Mail"}, known_by=("domain", "gmail.com")),
                Row({"name": "Robot", "kind": "robot"}),
            ],
        )
        again = writing.write_accounts(jana, [Row({"employees": 12}, known_by=("domain", "atlas.example"))])

        codes = [one.refusal.code if one.refusal else "" for one in written]
        assert codes == ["", "", "name_missing", "identifier_not_usable", "kind_unknown"]
        helio = Account.objects.get(id=helio.id)
        assert (helio.kind, helio.city) == ("customer", "Kassel")
        assert again[0].id == written[1].id is not None
        assert Account.objects.get(id=written[1].id).employees == 12
