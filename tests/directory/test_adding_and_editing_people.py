"""From a name on a card to a person whose every change can be read."""

import pytest

from tests.makers import SYSTEM, a_colleague, a_person
from twofold.core import ids
from twofold.core.actor import PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.core.unit import unit_of_work
from twofold.directory import queries
from twofold.directory.errors import (
    BelongsToAnother,
    FieldUnknown,
    IdentifierNotUsable,
    NothingToKnowThemBy,
    NotStaff,
    PersonNotFound,
    TooManyOfAKind,
    ValueNotAllowed,
)
from twofold.directory.models import Identifier, Person
from twofold.directory.permissions import Permission
from twofold.directory.verbs import identifiers, people


def the_fact(name: str) -> dict[str, object]:
    return dict(LedgerEntry.objects.get(name=name).body)


class TestAddingAPerson:
    def test_keeps_what_is_known_in_one_spelling(self) -> None:
        ada = a_person(
            name="Ada  Lovelace Brandt",
            email="Ada@Helio-Pumps.DE",
            phone="0351 2345678",
            country="Germany",
            locale="de_DE",
        )

        assert (ada.given_name, ada.family_name, ada.name) == ("Ada Lovelace", "Brandt", "Ada Lovelace Brandt")
        assert (ada.email, ada.phone, ada.country, ada.locale) == ("ada@helio-pumps.de", "+493512345678", "DE", "de-DE")

    def test_makes_their_address_and_phone_identifiers(self) -> None:
        ada = a_person(email="ada@helio.example", phone="+351 912 345 678")

        known_by = {(one.kind, one.value) for one in queries.identity_of(SYSTEM, ada.id).identifiers}
        assert known_by == {("email", "ada@helio.example"), ("phone", "+351912345678")}

    def test_leaves_an_address_with_whom_it_belongs_to_already(self) -> None:
        first, second = a_person(email="info@helio.example"), a_person(email="info@helio.example")

        assert Identifier.objects.get(value="info@helio.example").person_id == first.id
        assert second.email == "info@helio.example"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", "ada at helio"),
            ("phone", "12"),
            ("country", "Atlantis"),
            ("locale", "!"),
            ("city", "x" * 20_000 + "@"),
        ],
    )
    def test_refuses_what_does_not_fit(self, field: str, value: str) -> None:
        if field == "city":
            assert len(a_person(name="Ada", city=value).city) == 200
            return
        with pytest.raises(ValueNotAllowed):
            a_person(name="Ada", **{field: value})

    def test_refuses_somebody_of_whom_nothing_is_known(self) -> None:
        with pytest.raises(NothingToKnowThemBy):
            people.add(SYSTEM, fields={"city": "Lisbon"})

    def test_refuses_a_field_there_is_not(self) -> None:
        with pytest.raises(FieldUnknown):
            a_person(name="Ada", is_staff=True)

    def test_is_refused_without_the_permission(self) -> None:
        with pytest.raises(PermissionMissing):
            people.add(a_colleague(without=Permission.EDIT_PEOPLE), fields={"name": "Ada"})


class TestEditingAPerson:
    def test_records_each_change_with_what_was_before(self) -> None:
        jana, ada = a_colleague(), a_person(name="Ada Brandt", city="Bonn")

        people.edit(jana, ada.id, fields={"city": "Lisbon", "family_name": "Brandt"})

        (change,) = queries.changes_of_person(jana, ada.id, field="city")
        assert (change.old, change.new, change.actor_name) == ("Bonn", "Lisbon", "Jana Okoye")
        assert queries.changes_of_person(jana, ada.id) == [change]

    def test_is_no_fact_when_nothing_changed(self) -> None:
        jana, ada = a_colleague(), a_person(city="Bonn")

        people.edit(jana, ada.id, fields={"city": "Bonn"})

        assert not LedgerEntry.objects.filter(name="directory.person.edited").exists()

    def test_clears_a_field_for_good(self) -> None:
        jana, ada = a_colleague(), a_person(name="Ada", phone="+351912345678")

        assert people.edit(jana, ada.id, fields={"phone": None}).phone == ""

    def test_finds_them_by_the_new_name_and_not_by_the_old(self) -> None:
        jana, ada = a_colleague(), a_person(name="Ada Brandt")

        people.edit(jana, ada.id, fields={"name": "Ada Sørensen"})

        assert [one.id for one in queries.find(jana, "sorens")] == [ada.id]
        assert queries.find(jana, "brandt") == []

    def test_is_refused_for_somebody_in_another_account(self) -> None:
        jana = a_colleague(account_ids=frozenset({ids.new()}))

        with pytest.raises(PersonNotFound):
            people.edit(jana, a_person().id, fields={"city": "Bonn"})

    def test_passes_a_refusal_through_the_unit_of_work(self) -> None:
        with pytest.raises(PersonNotFound), unit_of_work(SYSTEM):
            people.edit(SYSTEM, ids.new(), fields={})


class TestRemovingAPerson:
    def test_takes_them_out_of_lists_until_they_are_restored(self) -> None:
        jana, ada = a_colleague(), a_person(name="Ada Brandt")

        people.remove(jana, ada.id)
        people.remove(jana, ada.id)

        assert queries.find(jana, "brandt") == []
        assert queries.person(jana, ada.id).deleted_at is not None
        people.restore(jana, ada.id)
        people.restore(jana, ada.id)
        assert [one.id for one in queries.find(jana, "brandt")] == [ada.id]
        names = LedgerEntry.objects.filter(person_id=ada.id).order_by("seq").values_list("name", flat=True)
        assert list(names) == ["directory.person.added", "directory.person.removed", "directory.person.restored"]


class TestOwning:
    def test_changes_hands_once_for_many_people(self) -> None:
        jana, (ada, ben) = a_colleague(), (a_person(), a_person())

        assert people.assign_owner(jana, [ada.id, ben.id], owner_id=jana.person_id) == 2
        assert people.assign_owner(jana, [ada.id, ben.id], owner_id=jana.person_id) == 0
        assert people.assign_owner(jana, [ada.id], owner_id=None) == 1

        assert queries.person(jana, ben.id).owner_name == "Jana Okoye"

    def test_is_for_staff_only(self) -> None:
        with pytest.raises(NotStaff):
            people.assign_owner(SYSTEM, [a_person().id], owner_id=a_person().id)


class TestAddingAnIdentifier:
    def test_is_kept_normalised_and_once(self) -> None:
        jana, ada = a_colleague(), a_person()

        first = identifiers.add(jana, ada.id, kind="email", value=" Ada@HELIO.example ")
        again = identifiers.add(jana, ada.id, kind="email", value="ada@helio.example")

        assert (first.id, first.value) == (again.id, "ada@helio.example")
        assert the_fact("directory.identifier.added")["value"] == "ada@helio.example"

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("user_id", "null"), ("user_id", "000-000"), ("email", "nobody"), ("phone", "n/a"), ("email", "")],
    )
    def test_refuses_what_everybody_has(self, kind: str, value: str) -> None:
        with pytest.raises(IdentifierNotUsable):
            identifiers.add(SYSTEM, a_person().id, kind=kind, value=value)

    def test_refuses_what_is_another_persons(self) -> None:
        ada = a_person(email="ada@helio.example")

        with pytest.raises(BelongsToAnother) as refusal:
            identifiers.add(SYSTEM, a_person().id, kind="email", value="ada@helio.example")

        assert refusal.value.holder_id == ada.id

    def test_refuses_a_second_one_where_a_person_has_one(self) -> None:
        ada = a_person()
        identifiers.add(SYSTEM, ada.id, kind="user_id", value="u1")

        with pytest.raises(TooManyOfAKind):
            identifiers.add(SYSTEM, ada.id, kind="user_id", value="u2")

    def test_proves_it_once(self) -> None:
        ada = a_person(email="ada@helio.example")
        identifier = Identifier.objects.get(person=ada)

        identifiers.prove(SYSTEM, identifier.id)
        identifiers.prove(SYSTEM, identifier.id)

        assert the_fact("directory.identifier.proven")["kind"] == "email"


class TestStaff:
    def test_is_appointed_and_dismissed_once(self) -> None:
        jana = a_person()

        people.make_staff(SYSTEM, people.make_staff(SYSTEM, jana.id).id)
        people.dismiss_staff(SYSTEM, people.dismiss_staff(SYSTEM, jana.id).id)

        assert LedgerEntry.objects.filter(name__startswith="directory.staff").count() == 2
        assert not Person.objects.get(id=jana.id).is_staff
