"""Long operations are carried a piece at a time, can be stopped, gone on with and undone, and are never done by two at once."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.makers import SYSTEM, a_colleague, a_person
from twofold.core import clock, ids, operations, queries
from twofold.core.actor import Actor, ActorKind, PermissionMissing
from twofold.core.models import LedgerEntry, Operation
from twofold.core.operations import Doing, carrying
from twofold.core.permissions import Permission
from twofold.core.refusals import Invalid
from twofold.core.unit import unit_of_work
from twofold.directory.verbs import people

State = Operation.State
Stumble = Callable[[Doing], None]


class Full(Invalid):
    """There is no more room on the shelf."""


class Counting:
    """A kind of operation that counts to what it was told, ten at a time."""

    def __init__(self) -> None:
        self.pieces: list[int] = []
        self.actors: list[Actor] = []
        self.undone: list[object] = []
        self.stumble: Stumble = lambda _: None

    def step(self, actor: Actor, doing: Doing) -> Doing:
        self.stumble(doing)
        self.actors.append(actor)
        self.pieces.append(doing.position.get("at", 0))
        at = self.pieces[-1] + 10
        return doing.on(10, position={"at": at}, counts={"counted": 10}, is_over=at >= doing.told["to"])

    def undo(self, actor: Actor, doing: Doing) -> Doing:
        self.undone.append(doing.undoes)
        return doing.on(30, counts={"restored": 30}, is_over=True)


@pytest.fixture
def counting() -> Iterator[Counting]:
    mine = Counting()
    operations.operation("core.count", title="Counting", permission=Permission.SEE_HEALTH, undone_by=mine.undo)(
        mine.step
    )
    yield mine
    for name in ("core.count", "core.count.undo"):
        operations.register.pop(name)


def begun(to: int = 30, *, by: Actor = SYSTEM, **fields: Any) -> Operation:
    return operations.start(by, "core.count", title=f"Count to {to}", told={"to": to}, total=to, **fields)


def facts() -> list[str]:
    entries = LedgerEntry.objects.filter(name__startswith="core.operation.").order_by("seq")
    return [entry.name.removeprefix("core.operation.") for entry in entries]


@pytest.mark.usefixtures("counting")
class TestCarrying:
    def test_goes_a_piece_at_a_time_to_the_end(self, counting: Counting) -> None:
        told: list[tuple[str, int]] = []

        ended = operations.carry(begun().id, tell=lambda operation: told.append((operation.state, operation.done)))

        assert counting.pieces == [0, 10, 20]
        assert told == [("running", 10), ("running", 20), ("done", 30)]
        assert (ended.counts, ended.share_done, ended.remaining) == ({"counted": 30}, 1.0, None)
        assert facts() == ["started", "ended"]

    def test_says_how_long_the_rest_takes(self) -> None:
        operation = begun(40)

        operations.advance()
        Operation.objects.update(worked_seconds=2)
        operation.refresh_from_db()

        assert operation.remaining == timedelta(seconds=6)
        assert operation.share_done == 0.25

    def test_takes_turns_between_operations(self, counting: Counting) -> None:
        first, second = begun(), begun()

        carried = [operations.advance() for _ in range(4)]

        assert [each.id for each in carried if each] == [first.id, second.id] * 2

    def test_finds_nothing_to_do_when_all_is_over(self) -> None:
        operations.carry(begun().id)

        assert operations.advance() is None

    def test_is_in_the_name_of_who_started_it_with_what_they_may_do_by_now(self, counting: Counting) -> None:
        jana = a_colleague()
        limited = Actor(jana.kind, jana.name, jana.person_id, frozenset({Permission.SEE_HEALTH, "gone:by:now"}))

        operations.carry(begun(by=limited).id)

        (actor, *_) = counting.actors
        assert (actor.person_id, actor.permissions) == (jana.person_id, frozenset[str]({Permission.SEE_HEALTH}))

    @pytest.mark.parametrize("leave", [[people.dismiss_staff], [people.dismiss_staff, people.remove]])
    def test_ends_when_who_started_it_is_no_longer_staff(
        self, leave: list[Callable[..., object]], counting: Counting
    ) -> None:
        jana = a_colleague()
        operation = begun(by=jana)
        operations.advance()

        for step in leave:
            step(SYSTEM, jana.person_id)
        ended = operations.carry(operation.id)

        assert (ended.state, ended.done) == (State.FAILED, 10)
        assert ended.error.startswith("Whoever started this is no longer an active member of staff")

    def test_needs_the_permission_of_its_kind(self) -> None:
        with pytest.raises(PermissionMissing):
            begun(by=a_colleague(without=Permission.SEE_HEALTH))


class TestAPieceThatRefuses:
    def test_ends_the_operation_with_its_sentence(self, counting: Counting) -> None:
        def refuse(doing: Doing) -> None:
            if doing.done:
                a_person(name="Half Done")
                raise Full

        counting.stumble = refuse

        ended = operations.carry(begun().id)

        assert (ended.state, ended.done, ended.error) == (State.FAILED, 10, "There is no more room on the shelf.")
        assert LedgerEntry.objects.filter(name="directory.person.added").count() == 0

    def test_goes_on_where_it_stopped_when_told(self, counting: Counting) -> None:
        operation = begun()
        operations.advance()

        def refuse(_: Doing) -> None:
            raise Full

        counting.stumble = refuse
        operations.carry(operation.id)
        counting.stumble = lambda _: None
        operations.retry(SYSTEM, operation.id)
        operations.retry(SYSTEM, operation.id)
        ended = operations.carry(operation.id)

        assert (ended.state, ended.error) == (State.DONE, "")
        assert counting.pieces == [0, 10, 20]
        assert facts() == ["started", "ended", "retried", "ended"]


class TestAPieceWithABug:
    def test_is_tried_again_later_and_given_up_after_some(self, counting: Counting, monkeypatch: Any) -> None:
        def stumble(_: Doing) -> None:
            raise ZeroDivisionError("by nothing")

        counting.stumble = stumble
        operation = begun()
        pauses = []
        for _ in range(carrying.TRIES):
            operations.advance()
            operation.refresh_from_db()
            assert operations.advance() is None
            if operation.next_try_at:
                pauses.append(round((operation.next_try_at - operation.touched_at).total_seconds()))
            Operation.objects.filter(next_try_at__isnull=False).update(next_try_at=clock.now())

        assert pauses == [1, 2, 4, 8]
        assert (operation.state, operation.error) == (State.FAILED, "ZeroDivisionError: by nothing")
        assert operation.ended_at

    def test_that_goes_well_the_next_time_leaves_no_trace(self, counting: Counting) -> None:
        def stumble(doing: Doing) -> None:
            counting.stumble = lambda _: None
            raise ZeroDivisionError

        counting.stumble = stumble

        ended = operations.carry(begun().id)

        assert (ended.state, ended.failures, ended.error) == (State.DONE, 0, "")
        assert counting.pieces == [0, 10, 20]


@pytest.mark.usefixtures("counting")
class TestCancelling:
    def test_keeps_what_is_done_and_does_no_more(self) -> None:
        operation = begun()
        operations.advance()

        operations.cancel(SYSTEM, operation.id)
        operations.cancel(SYSTEM, operation.id)
        ended = operations.carry(operation.id)

        assert (ended.state, ended.done) == (State.CANCELLED, 10)
        assert facts() == ["started", "cancelled", "ended"]

    def test_can_be_gone_back_on(self, counting: Counting) -> None:
        operation = begun()
        operations.advance()
        operations.cancel(SYSTEM, operation.id)

        operations.retry(SYSTEM, operation.id)

        assert operations.carry(operation.id).state == State.DONE
        assert counting.pieces == [0, 10, 20]

    def test_leaves_what_is_over_as_it_is(self) -> None:
        ended = operations.carry(begun().id)

        assert operations.cancel(SYSTEM, ended.id).state == State.DONE


@pytest.mark.usefixtures("counting")
class TestUndoing:
    def test_is_an_operation_of_its_own_that_makes_the_first_one_undone(self, counting: Counting) -> None:
        done = operations.carry(begun().id)

        undoing = operations.undo(SYSTEM, done.id)
        again = operations.undo(SYSTEM, done.id)
        operations.carry(undoing.id)

        done.refresh_from_db()
        assert undoing.id == again.id
        assert undoing.title == "Undo: Count to 30"
        assert counting.undone == [done.id]
        assert done.state == State.UNDONE

    def test_takes_back_what_was_done_before_a_cancel_and_then_it_does_not_go_on(self) -> None:
        operation = begun()
        operations.advance()
        operations.cancel(SYSTEM, operation.id)

        operations.carry(operations.undo(SYSTEM, operation.id).id)

        operation.refresh_from_db()
        assert operation.state == State.UNDONE
        with pytest.raises(operations.OperationNotStopped):
            operations.retry(SYSTEM, operation.id)

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            ({"state": State.UNDONE}, "It has been undone already."),
            ({"ended_at": clock.now() - timedelta(days=31)}, "It ended more than 30 days ago"),
            ({"done": 0}, "Nothing was done"),
            ({"kind": "core.count.undo"}, "There is no way to undo this."),
            ({"state": State.RUNNING, "ended_at": None}, "It is still under way"),
        ],
    )
    def test_is_refused_with_the_reason(self, spoil: dict[str, Any], reason: str) -> None:
        operation = operations.carry(begun().id)
        Operation.objects.filter(id=operation.id).update(**spoil)

        with pytest.raises(operations.OperationNotUndoable, match=reason):
            operations.undo(SYSTEM, operation.id)


@pytest.mark.usefixtures("counting")
class TestTheHistory:
    def test_shows_the_newest_first_by_kind_and_state_a_page_at_a_time(self) -> None:
        done = operations.carry(begun().id)
        undoing = operations.undo(SYSTEM, done.id)
        waiting = begun()

        newest = queries.operations_page(SYSTEM, limit=2)
        rest = queries.operations_page(SYSTEM, limit=2, before=newest.older)

        assert [each.operation.id for each in (*newest.operations, *rest.operations)] == [
            waiting.id,
            undoing.id,
            done.id,
        ]
        assert (newest.is_live, rest.is_live, rest.older) == (True, False, None)
        assert rest.operations[0].undoing == undoing
        assert len(queries.operations_page(SYSTEM, kind="core.count").operations) == 3
        assert len(queries.operations_page(SYSTEM, states=(State.DONE,)).operations) == 1
        assert queries.operation_kinds()["core.count"] == "Counting"

    def test_says_what_may_be_done_about_each(self) -> None:
        operation = begun()
        seen = queries.operation(SYSTEM, operation.id)
        assert (seen.may_cancel, seen.may_retry, seen.may_undo) == (True, False, False)

        operations.advance()
        operations.cancel(SYSTEM, operation.id)

        seen = queries.operation(SYSTEM, operation.id)
        assert (seen.may_cancel, seen.may_retry, seen.may_undo) == (False, True, True)

    def test_shows_and_lets_touch_only_ones_own_without_the_permission(self) -> None:
        jana, tom = a_colleague(), a_colleague("Tom Berg", without=Permission.SEE_OPERATIONS)
        own, others = begun(by=tom), begun(by=jana)

        assert [each.operation.id for each in queries.operations_page(tom).operations] == [own.id]
        with pytest.raises(operations.OperationNotFound):
            queries.operation(tom, others.id)
        with pytest.raises(PermissionMissing):
            operations.cancel(a_colleague("Eva", without=Permission.RUN_OPERATIONS), own.id)
        with pytest.raises(operations.OperationNotFound):
            operations.cancel(tom, ids.new())
        assert queries.operations_page(Actor(ActorKind.CUSTOMER, "Ada", a_person().id)).operations == []


@pytest.mark.usefixtures("committed", "counting")
class TestTwoWorkers:
    def test_never_hold_the_same_operation_and_cancelling_does_not_wait(self) -> None:
        with unit_of_work(SYSTEM):
            operation = begun()
        with psycopg.connect(os.environ["TWOFOLD_DATABASE_URL"]) as elsewhere:
            elsewhere.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('twofold operation ' || %s::text, 0))", [operation.id]
            )
            assert operations.advance() is None
            with unit_of_work(SYSTEM):
                asked = operations.cancel(SYSTEM, operation.id)
                assert asked.is_being_cancelled

        ended = operations.advance()

        assert ended is not None
        assert (ended.state, ended.done) == (State.CANCELLED, 0)

    def test_a_piece_that_was_killed_is_done_again_from_where_it_began(self, counting: Counting) -> None:
        def die(doing: Doing) -> None:
            if doing.done == 10:
                counting.stumble = lambda _: None
                raise KeyboardInterrupt

        with unit_of_work(SYSTEM):
            operation = begun()
        counting.stumble = die
        with pytest.raises(KeyboardInterrupt):
            operations.carry(operation.id)

        assert operations.carry(operation.id).counts == {"counted": 30}
        assert counting.pieces == [0, 10, 20]
