"""A spreadsheet of contacts comes in: some are new, some are known, some cannot be, and all of it can be taken back."""

from unittest.mock import patch

import pytest

from tests.directory.importing import bring_in, outcomes, person_by, plan_of, reasons, the_directory, undo
from tests.makers import SYSTEM, a_membership, a_person
from twofold.directory.importing.plan import OnMatch
from twofold.directory.models import Account, AccountTrait, Layout, Person
from twofold.directory.verbs import accounts

HEADER = "First,Last,Mail,Phone,City"
TARGETS = ("person.given_name", "person.family_name", "person.email", "person.phone", "person.city")
ADA = "Ada,Lovelace,ada@helio.example,+351912345678,Lisbon"
BOB = "Bob,Ross,bob@helio.example,,Muncie"


def a_file(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


class TestAnImport:
    def test_adds_who_is_not_there(self) -> None:
        operation = bring_in(a_file(ADA, BOB), plan_of(HEADER, *TARGETS))

        assert (operation.state, operation.counts) == ("done", {"created": 2})
        ada = person_by("ada@helio.example")
        assert (ada.name, ada.phone, ada.city) == ("Ada Lovelace", "+351912345678", "Lisbon")

    def test_changes_nothing_the_second_time(self) -> None:
        bring_in(a_file(ADA, BOB), plan_of(HEADER, *TARGETS))
        before = the_directory()

        again = bring_in(a_file(ADA, BOB), plan_of(HEADER, *TARGETS))

        assert again.counts == {"unchanged": 2}
        assert the_directory() == before

    def test_fills_gaps_and_overwrites_only_when_told(self) -> None:
        a_person(name="Ada L.", email="ada@helio.example", city="London")
        bring_in(a_file(ADA), plan_of(HEADER, *TARGETS))
        ada = person_by("ada@helio.example")
        assert (ada.city, ada.phone) == ("London", "+351912345678")

        bring_in(a_file(ADA), plan_of(HEADER, *TARGETS, on_match=OnMatch.OVERWRITE))
        assert person_by("ada@helio.example").city == "Lisbon"

    def test_refuses_a_row_and_says_why(self) -> None:
        operation = bring_in(a_file("Eve,,not a mail,,", ",,,,Paris", ADA), plan_of(HEADER, *TARGETS))

        assert outcomes(operation) == ["refused", "refused", "created"]
        assert "is not an e-mail address" in reasons(operation)[0][0]

    def test_takes_two_rows_of_one_person_together(self) -> None:
        operation = bring_in(a_file(ADA, "Ada,Lovelace,ada@helio.example,+351911111111,"), plan_of(HEADER, *TARGETS))

        assert outcomes(operation) == ["created", "updated"]

    def test_is_taken_back(self) -> None:
        a_person(name="Ada L.", email="ada@helio.example")
        before = the_directory()
        operation = bring_in(a_file(ADA, BOB), plan_of(HEADER, *TARGETS, on_match=OnMatch.OVERWRITE))

        undone = undo(operation)

        assert undone.state == "done"
        assert the_directory() == before

    def test_leaves_whom_anything_else_points_at_when_it_is_taken_back(self) -> None:
        operation = bring_in(a_file(ADA, BOB), plan_of(HEADER, *TARGETS))
        Layout.objects.create(person=person_by("ada@helio.example"), subject="person", columns="name")

        undone = undo(operation)

        assert (undone.state, undone.counts) == ("done", {"removed": 1, "restored": 1})
        assert Person.objects.count() == 1

    @pytest.mark.parametrize("size", [1, 5_000])
    def test_leaves_an_account_that_others_are_in_its_name_alone(self, size: int) -> None:
        header, rows = "Email,Company,Industry", "ada@helio.example,Helio,Solar\nben@helio.example,Helio,Wind\n"
        targets = ("person.email", "account.name", "account.industry")
        keys = {"account_keys": (("account.name",),)}
        first = bring_in(f"{header}\n{rows}", plan_of(header, *targets, **keys))
        second = bring_in(f"{header}\ncleo@helio.example,Helio,\n", plan_of(header, *targets, **keys))

        with patch("twofold.directory.importing.undoing.PIECE", size):
            undo(first)
        (helio,) = Account.objects.all()
        assert (helio.name, helio.industry) == ("Helio", "")
        assert list(Person.objects.values_list("email", flat=True)) == ["cleo@helio.example"]

        undo(second)
        assert not Person.objects.exists()

    def test_leaves_no_name_where_somebody_else_gave_another(self) -> None:
        header, targets = "Email,Company", ("person.email", "account.name")
        done = bring_in(f"{header}\nada@helio.example,Helio\n", plan_of(header, *targets))
        (helio,) = Account.objects.all()
        accounts.edit(SYSTEM, helio.id, fields={"name": "Helio Ltd"})
        a_membership(account=helio)

        undo(done)

        assert Account.objects.get().name == "Helio Ltd"
        assert not AccountTrait.objects.filter(source=f"import:{done.id}").exists()

    def test_says_beforehand_what_it_would_do(self) -> None:
        a_person(name="Ada L.", email="ada@helio.example")
        rows = a_file(ADA, BOB, BOB, "Bob,,bob@helio.example,+351911111111,", "x,,nobody,,")
        before = the_directory()

        dry = bring_in(rows, plan_of(HEADER, *TARGETS), dry_run=True)
        assert the_directory() == before
        real = bring_in(rows, plan_of(HEADER, *TARGETS))

        assert outcomes(dry) == outcomes(real) == ["updated", "created", "unchanged", "updated", "refused"]
