"""What became of the rows of an import, or in a dry run what would: live while it runs, in panels, with what can be done next."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import in_words
from twofold.console.answers import moved
from twofold.console.asking import whole
from twofold.console.import_plans import label_of
from twofold.console.imports import file_name, query_of_shape, steps
from twofold.console.listing import Address
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core import queries as core
from twofold.core.loose_files import LooseFile
from twofold.core.queries import OperationSeen
from twofold.directory import queries as directory
from twofold.directory.importing.belonging import DRY_RUN, ERRORS_NAME, RUN, Together, together
from twofold.directory.importing.corrections import correct, shape_of
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.previewing import cells_of
from twofold.directory.importing.targets import Target
from twofold.directory.queries.importing import ImportedRow, error_file, import_rows, import_targets
from twofold.directory.verbs import importing
from twofold.look import wording

OUTCOMES = {
    DRY_RUN: {
        "created": "Would be added",
        "updated": "Would change",
        "merged": "Would be merged",
        "unchanged": "Stay as they are",
        "refused": "Refused",
    },
    RUN: {
        "created": "Added",
        "updated": "Changed",
        "merged": "Merged",
        "unchanged": "As they were",
        "refused": "Refused",
    },
}
ROWS, INPUTS = 50, 800
LOOKED_AT, REASONS = 1_000, 6
QUOTED = re.compile("“[^”]*” ?")
MOST_CHANGES, MOST_ADDED = 12, 6
NAMES = frozenset({"person.name", "person.given_name", "person.family_name", "account.name"})


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell of a refused row, with what is wrong with it."""

    place: int
    name: str
    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a panel: whom it is about, what it does to them, or why it does nothing."""

    row: ImportedRow
    name: str
    url: str
    account: str
    account_url: str
    changes: Sequence[Change]
    cells: Sequence[CellShown]
    reasons: Sequence[str]

    @property
    def is_bare(self) -> bool:
        """Whether its changes are only what the row says: nothing was there before."""
        return not any(change.before for change in self.changes)


def import_report(request: ConsoleRequest, operation_id: UUID) -> HttpResponse:
    """How far an import has come, and one of its panels."""
    seen = core.operation(request.actor, operation_id)
    kind = seen.operation.kind
    if kind not in OUTCOMES:
        return moved(request, reverse("console:import", args=[seen.operation.undoes_id]))
    counts = seen.operation.counts
    address = Address.of(request.path, request.GET, ("outcome",))
    outcome = address.one("outcome") or next(
        (one for one in ("refused", "created", "updated", "merged") if counts.get(one)), "created"
    )
    shape = shape_of(seen.operation.told)
    limit = min(ROWS, max(1, INPUTS // len(shape.columns))) if outcome == "refused" else ROWS
    after = whole(address.one("after")) or 0
    rows = import_rows(request.actor, operation_id, outcome=outcome, after=after, limit=limit + 1)
    context = {
        "seen": seen,
        "operation": seen.operation,
        "is_dry": kind == DRY_RUN,
        "is_live": not seen.operation.is_over or (seen.undoing is not None and not seen.undoing.is_over),
        "steps": steps(4 if kind == RUN else 3, *_way_back(seen)),
        "columns_url": _way_back(seen)[2],
        "tabs": [
            Tab(label, address.to(outcome=one), one == outcome, wording.number(counts.get(one, 0)))
            for one, label in OUTCOMES[kind].items()
        ],
        "outcome": outcome,
        "outcome_label": OUTCOMES[kind][outcome],
        "gist": _gist(request, operation_id) if outcome == "refused" and counts.get("refused", 0) > 1 else [],
        "lines": _lines(request, rows[:limit], seen),
        "first": address.to() if after else "",
        "next": address.beside("after", str(rows[limit - 1].number) if len(rows) > limit else None),
        "remaining": in_words.span(seen.operation.remaining.total_seconds()) if seen.operation.remaining else "",
        "file": file_name(seen.operation.title),
        "here": request.get_full_path(),
        "can_import": kind == DRY_RUN and seen.operation.state == "done" and _changes_something(counts),
        "together": _together(together(request.actor, seen.operation)),
        "to_do": sum(counts.get(one, 0) for one in ("created", "updated", "merged")),
    }
    return page(request, "imports/report.html", context)


def _together(found: Together) -> dict[str, Any]:
    """The import whose rows are corrected here, and those of rows of this one that were corrected since."""
    before = found.before
    return {
        "before": before,
        "before_file": file_name(before.title) if before else "",
        "is_checked_only": before is not None and before.kind == DRY_RUN,
        "after": [(one, file_name(one.title)) for one in found.after],
    }


def _gist(request: ConsoleRequest, operation_id: UUID) -> list[tuple[str, int]]:
    """The most frequent reasons among the first refused rows, without the cells they are about; none where each is its own."""
    rows = import_rows(request.actor, operation_id, outcome="refused", limit=LOOKED_AT)
    often = Counter(QUOTED.sub("", reason).rstrip(".") for row in rows for reason in row.reasons)
    return often.most_common(REASONS) if len(often) < often.total() else []


def _changes_something(counts: Mapping[str, int]) -> bool:
    return any(counts.get(one) for one in ("created", "updated", "merged"))


def _way_back(seen: OperationSeen) -> tuple[str, str, str]:
    """The addresses of the steps before: another file, how it is read, its columns as they were matched."""
    told = seen.operation.told
    query = query_of_shape(shape_of(told))
    return (
        reverse("console:import_new"),
        reverse("console:import_file", args=[told["file"]]) + query,
        f"{reverse('console:import_columns', args=[told['file']])}{query}&from={seen.operation.id}",
    )


def _lines(request: ConsoleRequest, rows: Sequence[ImportedRow], seen: OperationSeen) -> list[Line]:
    people = directory.names_of_people(request.actor, {row.person_id for row in rows if row.person_id})
    accounts = directory.names_of_accounts(request.actor, {row.account_id for row in rows if row.account_id})
    targets = import_targets(request.actor)
    told = seen.operation.told
    plan = ImportPlan.from_json(told["plan"])
    bare = [row.number for row in rows if not row.cells]
    read = cells_of(request.actor, UUID(told["file"]), shape_of(told), bare)
    found = []
    for row in rows:
        said = _said(row.cells or read.get(row.number, ()), plan)
        cells = _cells(row, plan)
        found.append(
            Line(
                row,
                (row.person_id and people.get(row.person_id)) or _name(said),
                reverse("console:person", args=[row.person_id]) if row.person_id in people else "",
                (row.account_id and accounts.get(row.account_id)) or said.get("account.name", ""),
                reverse("console:account", args=[row.account_id]) if row.account_id in accounts else "",
                _changes(row.changes, targets) or _additions(said, targets),
                cells,
                [reason for reason in row.reasons if not any(cell.wrong and cell.wrong in reason for cell in cells)],
            )
        )
    return found


def _said(cells: Sequence[str], plan: ImportPlan) -> dict[str, str]:
    """What a row says, by target."""
    said = ((column.target, cell) for column, cell in zip(plan.columns, cells, strict=False))
    return {target: cell for target, cell in said if target and cell}


def _name(said: Mapping[str, str]) -> str:
    """What somebody is called who is not there yet."""
    parts = (said.get("person.given_name"), said.get("person.family_name"))
    return said.get("person.name") or " ".join(filter(None, parts)) or said.get("person.email", "")


def _additions(said: Mapping[str, str], targets: Mapping[str, Target]) -> list[Change]:
    """What a row says beyond names."""
    rest = [(key, text) for key, text in said.items() if key not in NAMES]
    return [Change(_label(key, targets), "", text) for key, text in rest[:MOST_ADDED]]


def _changes(changes: Mapping[str, Any], targets: Mapping[str, Target]) -> list[Change]:
    found = [
        Change(_label(key, targets), _words(before), _words(after))
        for key, (before, after) in list(changes.items())[:MOST_CHANGES]
    ]
    more = len(changes) - len(found)
    return [*found, Change(f"and {more} more", "", "")] if more > 0 else found


def _label(key: str, targets: Mapping[str, Target]) -> str:
    if key in targets:
        return label_of(targets[key]) if key.startswith("account.") else targets[key].label
    return in_words.label(key.rpartition(".")[2])


def _words(value: object) -> str:
    """A value of any kind in a line; several with commas between."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, dict) and {"minor", "currency"} <= value.keys():
        return wording.money(value["minor"], value["currency"])
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return in_words.said(value)


def _cells(row: ImportedRow, plan: ImportPlan) -> list[CellShown]:
    """The cells of a refused row that go somewhere, what is wrong with each beside it; all of one that is ragged."""
    width, why = len(plan.columns), " ".join(row.reasons)
    cells = [*row.cells, *[""] * width][:width]
    return [
        CellShown(place, column.name, cells[place], _wrong(column.name, cells[place], why))
        for place, column in enumerate(plan.columns)
        if row.cells and (column.target or len(row.cells) != width)
    ]


def _wrong(name: str, text: str, why: str) -> str:
    """What is said of a cell, without its column and its text, which stand there."""
    _, found, rest = why.partition(f"{name}: “")
    return rest.partition("” ")[2].partition(".")[0] if found and text else ""


@require_POST
def import_start(request: ConsoleRequest, operation_id: UUID) -> HttpResponse:
    """Do what a dry run has shown: the same file, read and matched the same way."""
    told = core.operation(request.actor, operation_id).operation.told
    begun = importing.start(
        request.actor, UUID(told["file"]), shape=shape_of(told), plan=ImportPlan.from_json(told["plan"])
    )
    return moved(request, reverse("console:import", args=[begun.id]))


@require_POST
def import_corrected(request: ConsoleRequest, operation_id: UUID) -> HttpResponse:
    """Try the rows again whose cells were corrected on the page: a small file of their own, with the same mapping."""
    sent: dict[int, dict[int, str]] = {}
    for name, values in request.POST.lists():
        number, _, place = name.removeprefix("cell-").partition("-")
        if name.startswith("cell-") and whole(number) is not None and whole(place) is not None:
            sent.setdefault(int(number), {})[int(place)] = values[-1]
    begun = correct(request.actor, operation_id, sent)
    return moved(request, reverse("console:import", args=[begun]))


def import_errors(request: ConsoleRequest, operation_id: UUID) -> FileResponse:
    """The refused rows with their reasons, as a file to correct and send again."""
    file = LooseFile(error_file(request.actor, operation_id))
    return FileResponse(
        file.path.open("rb"), as_attachment=True, filename=ERRORS_NAME.format(operation_id=operation_id)
    )


@require_POST
def mapping_remove(request: ConsoleRequest, mapping_id: UUID) -> HttpResponse:
    """Throw a saved mapping away."""
    importing.remove_mapping(request.actor, mapping_id)
    return moved(request, reverse("console:imports"), "The mapping is gone. What was imported with it stays.")
