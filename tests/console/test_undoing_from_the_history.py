"""The history shows what was done to many at once, how far it is and what became of it, and takes it back."""

from uuid import UUID

from tests.console.staff import Staff
from tests.makers import SYSTEM, a_person
from twofold.core import operations
from twofold.core.unit import unit_of_work
from twofold.directory.changes import Change, Do
from twofold.directory.verbs import bulk_edits, people


def a_bulk_edit(city: str = "Lund", *, of: int = 2) -> tuple[UUID, list[UUID]]:
    with unit_of_work(SYSTEM):
        ids = [a_person(name=f"Person {number}", city="Faro").id for number in range(of)]
        return bulk_edits.edit_people(SYSTEM, Change(Do.SET, {"city": city}), whom=ids).id, ids


class TestTheHistory:
    def test_says_what_can_be_found_here_when_it_is_empty(self, jana: Staff) -> None:
        assert "Nothing yet" in jana.get("/operations").text

    def test_looks_again_only_while_something_is_under_way(self, jana: Staff) -> None:
        operation_id, _ = a_bulk_edit()
        under_way = jana.get("/operations").text
        operations.carry(operation_id)
        over = jana.get("/operations").text

        assert 'hx-trigger="load delay:1s"' in under_way
        assert 'value="0" max="2"' in under_way
        assert "Cancel" in under_way
        assert "hx-trigger=" not in over.partition('id="history"')[2].partition(">")[0]
        assert "Set City to “Lund” for people" in over
        assert "<b>2</b> changed" in over

    def test_is_filtered_by_kind_and_state(self, jana: Staff) -> None:
        operations.carry(a_bulk_edit()[0])

        assert "Set City" in jana.get("/operations?state=done&kind=directory.edit_person").text
        for nothing in ("?state=failed", "?kind=directory.edit_account", "?mine=1"):
            assert "Nothing like that" in jana.get(f"/operations{nothing}").text

    def test_undoes(self, jana: Staff) -> None:
        operation_id, _ = a_bulk_edit()
        operations.carry(operation_id)

        answer = jana.post(f"/operations/{operation_id}/undo", {"back": "/operations?state=done"})
        page = jana.get("/operations").text
        assert (answer.status_code, answer["Location"]) == (302, "/operations?state=done")
        assert "Undo: Set City" in page

        while operations.advance():
            pass
        assert "Undone" in jana.get(f"/operations/{operation_id}").text

    def test_goes_back_only_to_itself(self, jana: Staff) -> None:
        operation_id, _ = a_bulk_edit()

        answer = jana.post(f"/operations/{operation_id}/cancel", {"back": "//elsewhere.example"})

        assert answer["Location"] == f"/operations/{operation_id}"


class TestAnOperation:
    def test_names_those_that_were_left_as_they_were_and_why(self, jana: Staff) -> None:
        operation_id, ids = a_bulk_edit()
        with unit_of_work(SYSTEM):
            people.remove(SYSTEM, ids[0])
        operations.carry(operation_id)

        page = jana.get(f"/operations/{operation_id}").text

        assert "Left as they were" in page
        assert "There is no such person" in page

    def test_that_was_cancelled_goes_on_when_told(self, jana: Staff) -> None:
        operation_id, _ = a_bulk_edit()
        jana.post(f"/operations/{operation_id}/cancel")
        assert "Cancelled after 0 of 2" in jana.get(f"/operations/{operation_id}").text

        jana.post(f"/operations/{operation_id}/retry")

        assert operations.carry(operation_id).state == "done"

    def test_that_cannot_be_undone_says_why(self, jana: Staff) -> None:
        operation_id, _ = a_bulk_edit()

        answer = jana.post(f"/operations/{operation_id}/undo")

        assert answer.status_code == 409
        assert "cancel it first" in answer.text

    def test_that_is_not_there_is_not_found(self, jana: Staff) -> None:
        assert jana.get("/operations/0198f3a0-0000-7000-8000-000000000000").status_code == 404
