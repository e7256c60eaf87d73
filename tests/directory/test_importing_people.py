"""A spreadsheet of contacts comes in: some are new, some are known, some cannot be, and all of it can be taken back."""

from tests.directory.importing import bring_in, outcomes, person_by, plan_of, reasons, the_directory, undo
from tests.makers import a_person
from twofold.directory.importing.plan import OnMatch
from twofold.directory.models import Layout, Person

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

    def test_says_beforehand_what_it_would_do(self) -> None:
        a_person(name="Ada L.", email="ada@helio.example")
        rows = a_file(ADA, BOB, BOB, "Bob,,bob@helio.example,+351911111111,", "x,,nobody,,")
        before = the_directory()

        dry = bring_in(rows, plan_of(HEADER, *TARGETS), dry_run=True)
        assert the_directory() == before
        real = bring_in(rows, plan_of(HEADER, *TARGETS))

        assert outcomes(dry) == outcomes(real) == ["updated", "created", "unchanged", "updated", "refused"]
