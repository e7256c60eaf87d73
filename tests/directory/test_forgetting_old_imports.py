"""What is kept of imports goes when they can no longer be undone; what a dry run drafted goes with it."""

from datetime import timedelta
from unittest.mock import patch

from django.db import connection

from tests.directory.importing import bring_in, keep, plan_of, undo
from tests.makers import SYSTEM
from twofold.core import operations, unit
from twofold.core.models import Operation
from twofold.directory.importing import feeding
from twofold.directory.jobs import forget_old_imports
from twofold.directory.models import ImportDraft, ImportDraftKey, ImportRow, Person
from twofold.directory.verbs import importing

HEADER = "Name,Mail"
PLAN = plan_of(HEADER, "person.name", "person.email")
PEOPLE = "\n".join([HEADER, *(f"Ada {number},ada{number}@helio.example" for number in range(6)), ""])


def grown_old(operation: Operation) -> Operation:
    Operation.objects.filter(id=operation.id).update(ended_at=unit.now() - timedelta(days=31))
    return operation


def cancelled_dry_run() -> Operation:
    """It has come to its second piece."""
    file, shape = keep(PEOPLE)
    operation = importing.start(SYSTEM, file, shape=shape, plan=PLAN, dry_run=True)
    with patch.object(feeding, "PIECE", 2):
        operations.advance()
        operations.advance()
    return operations.cancel(SYSTEM, operation.id)


def those_with(model: type[ImportRow | ImportDraft | ImportDraftKey]) -> set[object]:
    return set(model.objects.values_list("operation_id", flat=True))


class TestForgetting:
    def test_drops_what_became_of_rows_after_a_month_and_not_before(self) -> None:
        old, fresh = grown_old(bring_in(PEOPLE, PLAN)), bring_in(PEOPLE, PLAN)
        assert those_with(ImportRow) == {old.id, fresh.id}

        forget_old_imports(timestamp=0)

        assert those_with(ImportRow) == {fresh.id}
        assert Person.objects.count() == 6

    def test_drops_what_a_cancelled_dry_run_held_to_be_there(self) -> None:
        old, fresh = grown_old(cancelled_dry_run()), cancelled_dry_run()
        assert those_with(ImportDraft) == those_with(ImportDraftKey) == {old.id, fresh.id}

        forget_old_imports(timestamp=0)

        assert those_with(ImportDraft) == those_with(ImportDraftKey) == those_with(ImportRow) == {fresh.id}

    def test_drops_what_a_dry_run_held_to_be_there_at_its_end_and_nothing_of_another(self) -> None:
        cancelled = cancelled_dry_run()

        bring_in(PEOPLE, PLAN, dry_run=True)

        assert those_with(ImportDraft) == those_with(ImportDraftKey) == {cancelled.id}

    def test_leaves_no_room_taken_by_what_a_dry_run_alone_held_to_be_there(self) -> None:
        bring_in(PEOPLE, PLAN, dry_run=True)

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_relation_size('directory_importdraft') + pg_relation_size('directory_importdraftkey')"
            )
            assert cursor.fetchone() == (0,)

    def test_does_so_bit_by_bit(self) -> None:
        grown_old(bring_in(PEOPLE, PLAN))

        assert [importing.forget_old(SYSTEM, at_most=4) for _ in range(3)] == [4, 2, 0]

    def test_waits_for_an_undoing_that_is_under_way(self) -> None:
        done = bring_in(PEOPLE, PLAN)
        undoing = operations.undo(SYSTEM, done.id)
        grown_old(done)

        assert importing.forget_old(SYSTEM) == 0
        assert undo(done).id == undoing.id
        assert Person.objects.count() == 0
        assert importing.forget_old(SYSTEM) == 6
