"""Whether the cells of a column are what the column is said to be, tried on the first rows: before anybody waits for a dry run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from twofold.core.actor import Actor
from twofold.directory.importing.plan import Bad, ImportPlan
from twofold.directory.importing.preparing import Planned
from twofold.directory.importing.shapes import Row
from twofold.directory.importing.targets import import_targets, target_of
from twofold.directory.models import CustomField
from twofold.directory.queries.traces import rules_of_kinds


@dataclass(frozen=True, slots=True)
class Fit:
    """How many cells of a column can be read as what it is said to be, how many cannot, and one of those with its reason."""

    right: int
    wrong: int
    example: str


def fits(actor: Actor, plan: ImportPlan, rows: Sequence[Row]) -> dict[int, Fit]:
    """How well each column that goes somewhere fits, by its place."""
    targets = import_targets(actor)
    known = (
        replace(column, target=column.target if target_of(targets, column.target) else "") for column in plan.columns
    )
    plan = replace(plan, columns=tuple(known), on_bad=Bad.REFUSE)
    custom = {(field.subject, field.key): field for field in CustomField.objects.filter(archived_at=None)}
    preparer = Planned(plan, targets, rules_of_kinds(), custom).preparer()
    prepared = [preparer.prepare(row) for row in rows if not row.problem]
    complaints = [sentence for row in prepared for sentence in row.problems]
    return {
        place: _fit(
            [row.cells[place] for row in prepared], [one for one in complaints if one.startswith(f"{column.name}: “")]
        )
        for place, column in enumerate(plan.columns)
        if column.target
    }


def _fit(cells: Sequence[str], complaints: Sequence[str]) -> Fit:
    filled = sum(bool(cell.strip()) for cell in cells)
    return Fit(
        max(0, filled - len(complaints)), len(complaints), complaints[0].partition(": ")[2] if complaints else ""
    )
