"""The long operations of the directory: bulk edits, a thousand records a piece, and what takes them back."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import EmptyResultSet

from twofold.core.actor import Actor
from twofold.core.operations import Doing, operation
from twofold.directory import bulk
from twofold.directory.changes import NOUNS, Change, put, take_back
from twofold.directory.importing import carrying
from twofold.directory.models import BulkRow
from twofold.directory.permissions import Permission
from twofold.directory.queries.lists.everyone import everyone
from twofold.directory.queries.lists.telling import asked_of

PIECE = 1_000
FIRST = UUID(int=0)
Outcome = BulkRow.Outcome


def put_back(actor: Actor, doing: Doing) -> Doing:
    """Take back what a bulk edit changed of the next records. Whoever was changed since is left as they are."""
    undone = doing.undoes or FIRST
    rows = BulkRow.objects.filter(operation_id=undone, outcome=Outcome.CHANGED)
    if not doing.position:
        return doing.on(total=rows.count(), position={"after": str(FIRST)})
    page = rows.filter(record_id__gt=doing.position["after"]).order_by("record_id")
    before = dict(page.values_list("record_id", "before")[:PIECE])
    if not before:
        return doing.on(is_over=True)
    told = take_back(actor, NOUNS[doing.told["subject"]], _change(doing), before)
    outcomes = {
        one: Outcome.RESTORED if one in told.before else Outcome.STUCK if one in told.refused else Outcome.CHANGED_SINCE
        for one in before
    }
    _note(undone, outcomes, reasons=told.refused)
    return _on(doing, outcomes)


@operation("directory.edit_person", title="Bulk edit of people", permission=Permission.SEE_PEOPLE, undone_by=put_back)
@operation(
    "directory.edit_account", title="Bulk edit of accounts", permission=Permission.SEE_ACCOUNTS, undone_by=put_back
)
def edit(actor: Actor, doing: Doing) -> Doing:
    """Make the change to the next records that were noted at the start; first of all, note whom a list has in it."""
    if "asked" in doing.told and not doing.position:
        return doing.on(total=_note_everyone(actor, doing), position={"after": str(FIRST)})
    after = doing.position.get("after", str(FIRST))
    rows = BulkRow.objects.filter(operation_id=doing.operation_id, record_id__gt=after).order_by("record_id")
    ids = list(rows.values_list("record_id", flat=True)[:PIECE])
    if not ids:
        return doing.on(is_over=True)
    told = put(actor, NOUNS[doing.told["subject"]], _change(doing), ids)
    outcomes = {
        one: Outcome.CHANGED if one in told.before else Outcome.REFUSED if one in told.refused else Outcome.UNCHANGED
        for one in ids
    }
    _note(doing.operation_id, outcomes, before=told.before, reasons=told.refused)
    return _on(doing, outcomes)


def _note_everyone(actor: Actor, doing: Doing) -> int:
    """In one statement, so that it is those of one moment."""
    wanted = everyone(actor, doing.told["subject"], asked_of(doing.told["asked"]))
    try:
        sql, parameters = wanted.query.sql_with_params()
    except EmptyResultSet:  # Django knows that nobody can match
        return 0
    ((noted,),) = bulk.run(
        f"""WITH noted AS (
                INSERT INTO directory_bulkrow (operation_id, record_id, outcome, reason)
                SELECT %s, found.id, '', '' FROM ({sql}) AS found (id) GROUP BY found.id ORDER BY found.id
                RETURNING 1)
            SELECT count(*) FROM noted""",  # noqa: S608 - made by Django
        [doing.operation_id, *parameters],
    )
    return int(noted)


def _on(doing: Doing, outcomes: Mapping[UUID, Outcome]) -> Doing:
    return doing.on(
        len(outcomes),
        position={"after": str(max(outcomes))},
        counts=Counter(str(outcome) for outcome in outcomes.values()),
        is_over=len(outcomes) < PIECE,
    )


def _change(doing: Doing) -> Change:
    return msgspec.convert(doing.told["change"], Change)


def _note(
    operation_id: UUID,
    outcomes: Mapping[UUID, Outcome],
    *,
    before: Mapping[UUID, Any] | None = None,
    reasons: Mapping[UUID, str],
) -> None:
    """Write down what became of the records. One statement."""
    told = before or {}
    source, parameters = bulk.rows(
        {"id": "uuid", "outcome": "text", "before": "jsonb", "reason": "text"},
        [
            (one, str(outcome), bulk.as_json(told[one]) if one in told else None, reasons.get(one, ""))
            for one, outcome in outcomes.items()
        ],
    )
    bulk.run(
        f"""UPDATE directory_bulkrow r
            SET outcome = v.outcome, before = coalesce(v.before, r.before), reason = v.reason
            FROM {source} WHERE r.operation_id = %s AND r.record_id = v.id""",  # noqa: S608 - our own names
        [*parameters, operation_id],
        fetch=False,
    )


__all__ = ["carrying", "edit", "put_back"]
