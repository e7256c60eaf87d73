"""Rows that were refused and are corrected: a small file of their own, to be tried again with the same mapping."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from twofold.core import files
from twofold.core.actor import Actor
from twofold.core.queries import operation as operation_seen
from twofold.core.refusals import Invalid
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.shapes import Shape
from twofold.directory.queries.importing import ImportedRow, import_rows
from twofold.directory.verbs import importing

MOST = 1_000


class NothingCorrected(Invalid):
    """Change a cell first: none of these rows is different from what was refused."""


def shape_of(told: Mapping[str, Any]) -> Shape:
    """The shape of the file of an import, from what the operation was told."""
    return msgspec.convert(told["shape"], Shape)


def correct(actor: Actor, operation_id: UUID, sent: Mapping[int, Mapping[int, str]]) -> UUID:
    """Start a dry run of the refused rows whose cells were changed; `sent` has cells by the row's number and their place.

    Returns the operation's id. Refuses with `NothingCorrected` when none was changed.
    """
    operation = operation_seen(actor, operation_id).operation
    shape = shape_of(operation.told)
    changed = list(_changed(actor, operation_id, sent, width=len(shape.columns)))
    if not changed:
        raise NothingCorrected
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([shape.columns, *changed])
    name = f"{operation.title.rpartition(' of ')[2].removesuffix(', corrected')}, corrected"
    file = files.keep(actor, [text.getvalue().encode("utf-8", "replace")], name=name)
    small = Shape("text", shape.columns, 1, len(changed))
    plan = ImportPlan.from_json(operation.told["plan"])
    return importing.start(actor, file.id, shape=small, plan=plan, dry_run=True, corrects=operation_id).id


def _changed(
    actor: Actor, operation_id: UUID, sent: Mapping[int, Mapping[int, str]], *, width: int
) -> Sequence[list[str]]:
    if not sent:
        return []
    rows = import_rows(actor, operation_id, outcome="refused", after=min(sent) - 1, limit=MOST)
    fitted = [(row, _fitted(row, width)) for row in rows if row.number in sent]
    corrected = [[sent[row.number].get(place, cell) for place, cell in enumerate(cells)] for row, cells in fitted]
    return [after for (row, before), after in zip(fitted, corrected, strict=True) if after != before]


def _fitted(row: ImportedRow, width: int) -> list[str]:
    """As many cells as the table has columns."""
    return [*row.cells, *[""] * width][:width]
