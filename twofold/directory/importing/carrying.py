"""Imports and dry runs as long operations: a piece of the file at a time, decided alike, done or only noted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from uuid import UUID

import msgspec

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.copying import Copying, copying
from twofold.core.operations import Doing, operation
from twofold.core.vouching import vouched
from twofold.directory import bulk
from twofold.directory.editing import fields_of
from twofold.directory.importing import drafting, knowing, undoing
from twofold.directory.importing.applying import Applier
from twofold.directory.importing.deciding import Decider
from twofold.directory.importing.feeding import Place, expect_new, next_piece
from twofold.directory.importing.learning import Learner, at_once
from twofold.directory.importing.plan import ImportPlan, OnMatch
from twofold.directory.importing.prepared import Prepared
from twofold.directory.importing.preparing import Planned
from twofold.directory.importing.saying import Fresh
from twofold.directory.importing.shapes import Shape
from twofold.directory.importing.targets import POINTING, import_targets
from twofold.directory.merging import hold_graph
from twofold.directory.models import CustomField, ImportRow
from twofold.directory.permissions import Permission
from twofold.directory.queries.traces import rules_of_kinds

PART = 2_000
IN_NO_HURRY = "SET LOCAL synchronous_commit = off"
# What is found by its parts is sorted into the index by many thousands at once, and at the end in any case: whoever writes next
# would have to do it.
IN_LARGE_LOTS = "SET LOCAL gin_pending_list_limit = '16MB'"
SORTED_IN = "SELECT gin_clean_pending_list('person_search'), gin_clean_pending_list('account_search')"


@operation("directory.import", title="Import", permission=Permission.IMPORT, undone_by=undoing.take_back)
def run(actor: Actor, doing: Doing) -> Doing:
    """Import the next piece. Nobody else changes who is who meanwhile.

    The commit does not wait for the disk: were it lost in a crash of the database, the place would be lost with it, and the
    piece be done again.
    """
    bulk.run(IN_NO_HURRY, fetch=False)
    bulk.run(IN_LARGE_LOTS, fetch=False)
    hold_graph()
    after = _piece(actor, doing, is_dry=False)
    if after.is_over:
        with vouched(as_owner=True):
            bulk.run(SORTED_IN)
    return after


@operation("directory.import_dry_run", title="Dry run of an import", permission=Permission.IMPORT)
def rehearse(actor: Actor, doing: Doing) -> Doing:
    """Find out what the next piece would do. Nothing is written but what each row would come to."""
    bulk.run(IN_NO_HURRY, fetch=False)
    return _piece(actor, doing, is_dry=True)


def shape_of(told: "dict[str, object] | object") -> Shape:
    """The shape of the file that an import was told of."""
    return msgspec.convert(told["shape"], Shape)  # type: ignore[index]


def _piece(actor: Actor, doing: Doing, *, is_dry: bool) -> Doing:
    plan = ImportPlan.from_json(doing.told["plan"])
    piece = next_piece(actor, doing, shape_of(doing.told), lambda: _planned(actor, plan))
    pointing = _pointing(plan)
    learner = Learner(plan, pointing, doing.operation_id if is_dry else None)
    decider = _decider(plan, learner, pointing)
    applier = Applier(actor, doing.operation_id, dict(decider.rules), overwrites=plan.on_match == OnMatch.OVERWRITE)
    if is_dry:
        learner.learn(learner.ask(piece.rows, at_once))
        for row in piece.rows:
            decider.decide(row)
        _remember(decider, applier, doing.operation_id)
    else:
        people, accounts = decider.people.records, decider.accounts.records
        applier.apply(partial(_in_parts, learner, decider, piece.rows), decider.work, people, accounts)
        expect_new(doing.operation_id, likely=decider.counts[ImportRow.Outcome.CREATED] * 2 > decider.counts.total())
    if is_dry and piece.next is None:
        drafting.forget(doing.operation_id)
    return _moved(doing, piece.next, decider.counts)


def _in_parts(learner: Learner, decider: Decider, rows: list[Prepared], tables: Copying) -> Iterator[Fresh]:
    """What is new, a part at a time: Postgres writes one while the next, of which it was asked before, is decided.

    Tidied up is while Postgres writes the last one: it would wait for that otherwise.
    """
    asked = learner.ask(rows[:PART], tables.ask)
    for start in range(PART, len(rows) + PART, PART):
        following = learner.ask(rows[start : start + PART], tables.ask)
        learner.learn(asked, tables.paused)
        for row in asked.rows:
            decider.decide(row)
        yield decider.work.take_fresh()
        asked = following
    rows.clear()


def _remember(decider: Decider, applier: Applier, operation_id: UUID) -> None:
    """What a piece of a dry run came to: for who reads it, and for the pieces after it."""
    indexes = {"person": decider.people, "account": decider.accounts}
    for index in indexes.values():
        drafting.outdate(index, operation_id)
    with copying() as tables:
        for part, index in indexes.items():
            drafting.keep(tables, index, part, operation_id)
        applier.note(tables, decider.work.fresh.decisions)


def _moved(doing: Doing, place: Place | None, counts: Counter[str]) -> Doing:
    done = counts.total()
    if place is None:
        return doing.on(done, counts=counts, total=doing.done + done, is_over=True)
    return doing.on(done, counts=counts, position={"row": place.row, "at": place.at})


def _planned(actor: Actor, plan: ImportPlan) -> Planned:
    custom = {
        (subject, key): field for subject in CustomField.Subject.values for key, field in fields_of(subject).items()
    }
    return Planned(plan, import_targets(actor), rules_of_kinds(), custom)


def _decider(plan: ImportPlan, learner: Learner, pointing: Mapping[str, CustomField]) -> Decider:
    return Decider(
        plan,
        learner.people,
        learner.accounts,
        rules_of_kinds(),
        {part: _required(part) for part in ("person", "account", "membership")},
        pointing,
        knowing.owners() if any(target.endswith(".owner") for target in plan.targets) else {},
        unit.now(),
    )


def _pointing(plan: ImportPlan) -> dict[str, CustomField]:
    """The fields of one's own that point at people or accounts, by their targets."""
    custom = [target for target in plan.targets if ".custom." in target]
    known = {part: fields_of(part) for part in {target.partition(".")[0] for target in custom}}
    fields = {target: known[target.partition(".")[0]].get(target.rpartition(".")[2]) for target in sorted(custom)}
    return {target: field for target, field in fields.items() if field and field.kind in POINTING}


def _required(part: str) -> tuple[CustomField, ...]:
    return tuple(field for field in fields_of(part).values() if field.is_required)
