"""What there is to know of imports: where columns may go, saved mappings, what became of rows, the file of those refused."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.queries import operation as core_operation
from twofold.directory.exporting.cells import harmless
from twofold.directory.importing import targets
from twofold.directory.importing.belonging import REASON_IN
from twofold.directory.importing.plan import REASON, ImportPlan, fingerprint
from twofold.directory.importing.proposing import propose
from twofold.directory.importing.shapes import Cell
from twofold.directory.importing.targets import Target
from twofold.directory.models import ImportMapping, ImportRow
from twofold.directory.permissions import Permission

Outcome = ImportRow.Outcome
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping that was kept. `fits`: it was made for files with these very columns."""

    id: UUID
    name: str
    plan: ImportPlan
    used_at: datetime
    fits: bool


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of a row, or in a dry run what would. `changes` are fields with their values before and after."""

    number: int
    outcome: str
    person_id: UUID | None
    account_id: UUID | None
    membership_id: UUID | None
    reasons: tuple[str, ...]
    changes: dict[str, list[Any]]
    cells: tuple[str, ...]


def import_targets(actor: Actor) -> dict[str, Target]:
    """Every place where a column may go, by its key; in the order in which to offer them."""
    actor.require(Permission.IMPORT)
    return targets.import_targets(actor)


def proposed_plan(actor: Actor, names: Sequence[str], sample: Sequence[Sequence[Cell]]) -> ImportPlan:
    """Where the columns seem to go, from their names and from some of their rows, and by what to know records again."""
    return propose(import_targets(actor), names, sample)


def saved_mappings(actor: Actor, names: Sequence[str] = ()) -> list[SavedMapping]:
    """The mappings that were kept; those for files with these columns first, then the latest used."""
    actor.require(Permission.IMPORT)
    wanted = fingerprint(names)
    found = [
        SavedMapping(one.id, one.name, ImportPlan.from_json(one.plan), one.used_at, one.fingerprint == wanted)
        for one in ImportMapping.objects.order_by("-used_at")[:200]
    ]
    return sorted(found, key=lambda one: not one.fits)


def import_rows(
    actor: Actor, operation_id: UUID, *, outcome: str = "", after: int = 0, limit: int = 50
) -> list[ImportedRow]:
    """What became of the rows of an import, from the one after `after` on; all of them or those of one outcome.

    Refuses an import that this actor may not see.
    """
    actor.require(Permission.IMPORT)
    core_operation(actor, operation_id)
    found = ImportRow.objects.filter(operation=operation_id, number__gt=after)
    if outcome:
        found = found.filter(outcome=outcome)
    return [
        ImportedRow(
            one.number, one.outcome, one.person_id, one.account_id, one.membership_id, tuple(one.reasons or ()),
            one.changes or {}, tuple(one.cells or ()),
        )
        for one in found.order_by("number")[:limit]
    ]  # fmt: skip


def error_file(actor: Actor, operation_id: UUID) -> Iterator[bytes]:
    """The refused rows as CSV in UTF-8, as they were and with a column for the reason: to be corrected and sent again.

    Of a file that was one of errors itself the reasons of before are left out.
    """
    names = core_operation(actor, operation_id).operation.told["shape"]["columns"]
    told = [place for place, name in enumerate(names) if not name.startswith(REASON)]
    yield "\ufeff".encode() + _line([*(names[place] for place in told), REASON_IN.format(operation_id=operation_id)])
    after = 0
    while rows := import_rows(actor, operation_id, outcome=Outcome.REFUSED, after=after, limit=AT_ONCE):
        for row in rows:
            cells = [*row.cells, *[""] * len(names)]
            yield _line([*(harmless(cells[place]) for place in told), " ".join(row.reasons)])
        after = rows[-1].number


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode("utf-8", "replace")
