"""Where the columns of a file go, by what records are known again, and what then happens: the plan of an import, as a form."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from twofold.console import places
from twofold.console.answers import moved
from twofold.console.asking import an_id
from twofold.console.import_fields import define_fields
from twofold.console.import_plans import (
    FIELDS_OF_A_WAY,
    NEW_FIELDS,
    ON_BAD,
    ON_MATCH,
    WAYS,
    Sent,
    label_of,
    sent_plan,
)
from twofold.console.imports import query_of, said_in, steps
from twofold.console.page import ConsoleRequest, page
from twofold.core import queries as core
from twofold.core.refusals import Refusal
from twofold.directory.importing.checking import Fit, fits
from twofold.directory.importing.plan import ImportPlan
from twofold.directory.importing.previewing import ColumnSeen, Preview, columns_seen, preview, sample
from twofold.directory.importing.targets import PARTS, Target
from twofold.directory.queries.importing import SavedMapping, import_targets, proposed_plan, saved_mappings
from twofold.directory.queries.lists import Kind
from twofold.directory.verbs import importing

CHOSEN = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE})
DATE_ORDERS = (
    ("", "As it reads"),
    ("dmy", "Day, month, year"),
    ("mdy", "Month, day, year"),
    ("ymd", "Year, month, day"),
)
DECIMALS = (("", "As it reads"), (",", "Comma before decimals"), (".", "Point before decimals"))
SHOWN_VALUES = 25


def import_columns(request: ConsoleRequest, file_id: UUID) -> HttpResponse:
    """Match the columns; then a dry run says what would become of each row."""
    seen = preview(request.actor, file_id, said_in(request.GET))
    targets = import_targets(request.actor)
    names = seen.shape.columns
    if request.method != "POST":
        mapping = _mapping(request, names)
        plan = _plan_at_first(request, seen, mapping)
        return _form(request, seen, targets, Sent(plan), mapping=mapping)
    sent = sent_plan(request.POST, names, targets)
    if "check" in request.POST or sent.errors:
        return _form(request, seen, targets, sent, status=422 if sent.errors else 200)
    try:
        plan = define_fields(request.actor, sent, columns_seen(request.actor, file_id, seen.shape))
        if sent.save_as:
            importing.save_mapping(request.actor, sent.save_as, plan=plan)
        operation = importing.start(request.actor, file_id, shape=seen.shape, plan=plan, dry_run=True)
    except Refusal as refusal:
        return _form(request, seen, targets, sent, refusal=refusal.message, status=422)
    return moved(request, reverse("console:import", args=[operation.id]))


def _mapping(request: ConsoleRequest, names: Sequence[str]) -> SavedMapping | None:
    """The saved mapping the address names, else the latest that fits these columns, unless one begins anew."""
    asked = request.GET.get("mapping", "")
    if asked == "none" or "from" in request.GET:
        return None
    kept = saved_mappings(request.actor, names)
    return next((one for one in kept if str(one.id) == asked or (not asked and one.fits)), None)


def _plan_at_first(request: ConsoleRequest, seen: Preview, mapping: SavedMapping | None) -> ImportPlan:
    """As it was kept, as the import one comes back from has it, or as names and contents propose."""
    names = seen.shape.columns
    if mapping is not None:
        return mapping.plan.for_columns(names)
    came_from = an_id(request.GET.get("from", ""))
    if came_from:
        told = core.operation(request.actor, came_from).operation.told
        return ImportPlan.from_json(told["plan"]).for_columns(names)
    rows = sample(request.actor, seen.file_id, seen.shape)
    return proposed_plan(request.actor, names, [row.cells for row in rows if not row.problem])


def _form(
    request: ConsoleRequest,
    seen: Preview,
    targets: Mapping[str, Target],
    sent: Sent,
    *,
    mapping: SavedMapping | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    said = query_of(said_in(request.GET))
    here = reverse("console:import_columns", args=[seen.file_id])
    reading = f"{reverse('console:import_file', args=[seen.file_id])}{said}"
    columns = columns_seen(request.actor, seen.file_id, seen.shape)
    found = fits(request.actor, sent.plan, sample(request.actor, seen.file_id, seen.shape))
    context = {
        "steps": steps(2, reverse("console:import_new"), reading),
        "preview": seen,
        "plan": sent.plan,
        "columns": [_column(n, column, sent, targets, found.get(n)) for n, column in enumerate(columns)],
        "targets": _grouped(targets),
        "ways": [
            (part, title, _ways(part, sent.plan, targets))
            for part, title in (("person", "person"), ("account", "account"))
        ],
        "on_match": ON_MATCH,
        "on_bad": ON_BAD,
        "countries": [("", "None: numbers are written with their country"), *places.countries()],
        "tags": ", ".join(sent.plan.tags),
        "save_as": sent.save_as,
        "mapping": mapping,
        "mappings": saved_mappings(request.actor, seen.shape.columns),
        "action": f"{here}{said}",
        "here": here,
        "refusal": refusal or next(iter(sent.errors.values()), ""),
        "ignored": sum(not column.target for column in sent.plan.columns),
    }
    return page(request, "imports/columns.html", context, status=status)


def _column(n: int, seen: ColumnSeen, sent: Sent, targets: Mapping[str, Target], fit: Fit | None) -> dict[str, object]:
    column = sent.plan.columns[n]
    target = targets.get(column.target)
    new = sent.new_fields.get(n)
    return {
        "n": n,
        "seen": seen,
        "said": NEW_FIELDS[new] if new else label_of(target) if target else column.target,
        "target": target,
        "error": sent.errors.get(n, ""),
        "fit": fit,
        "tried": fit.right + fit.wrong if fit else 0,
        "values": _values(seen, column.values, target) if target and target.kind in CHOSEN else [],
        "choices": [("", "As it is"), *target.choices, ("-", "Leave out")] if target else [],
        "formats": _formats(target),
        "format": column.format,
        "unit": column.unit,
        "wants_currency": target is not None and target.kind == Kind.MONEY,
        "is_ignored": not (target or new or column.target),
    }


def _values(seen: ColumnSeen, given: Mapping[str, str], target: Target) -> list[tuple[str, int, str]]:
    """The column's values with what each stands for; what is a choice already needs no word."""
    known = {key.lower() for key, _ in target.choices} | {label.lower() for _, label in target.choices}
    return [
        (text, times, "-" if given.get(text.lower()) == "" else given.get(text.lower(), ""))
        for text, times in seen.values[:SHOWN_VALUES]
        if text.lower() not in known or text.lower() in given
    ]


def _formats(target: Target | None) -> Sequence[tuple[str, str]]:
    if target is None:
        return ()
    return DATE_ORDERS if target.kind == Kind.DATE else DECIMALS if target.kind in {Kind.NUMBER, Kind.MONEY} else ()


def _grouped(targets: Mapping[str, Target]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The targets by what they are about, as the list to choose from shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in targets.values():
        kind = (
            " · identifiers"
            if ".identifier." in target.key
            else " · your own fields"
            if ".custom." in target.key
            else ""
        )
        groups.setdefault(f"{PARTS[target.part]}{kind}", []).append((label_of(target), target.label))
    return [*groups.items(), ("New", [(label, label) for label in NEW_FIELDS.values()])]


def _ways(part: str, plan: ImportPlan, targets: Mapping[str, Target]) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    """Rows of selects, one row for each way to know a record again and some to add: (chosen, options)."""
    keys = [
        targets[key] for key in targets if key in plan.targets and targets[key].is_key and targets[key].part == part
    ]
    if not keys:
        return []
    options = [("", "—"), *((target.key, target.label) for target in keys)]
    chosen = plan.person_keys if part == "person" else plan.account_keys
    return [
        [(way[m] if m < len(way) else "", options) for m in range(FIELDS_OF_A_WAY)]
        for way in [*chosen, *[()] * max(1, WAYS - len(chosen))]
    ]
