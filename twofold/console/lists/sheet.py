"""Cells that are edited in the list: one of them, or a block pasted from a spreadsheet, in one request with an answer for each."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from twofold.console import undo
from twofold.console.asking import an_id
from twofold.console.lists import cells
from twofold.console.lists.columns import fields_of
from twofold.console.lists.kinds import LISTS, NAME, List
from twofold.console.lists.typed import Names, understood
from twofold.console.page import ConsoleRequest
from twofold.console.undo import Step
from twofold.core.actor import Actor
from twofold.core.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from twofold.directory import queries as directory
from twofold.directory.conditions import Is, Operator
from twofold.directory.queries import Asked, Kind, ListField
from twofold.directory.verbs import accounts, many, many_memberships
from twofold.directory.verbs.many import Edited, Rows

MOST = 2_000
JOB, MOVE = "memberships.edit", "accounts.move"


@dataclass(eq=False)
class TooManyCells(Invalid):
    """At most 2,000 cells are changed at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell and what it is to hold; `record` is whose it is, `on` the record its verb acts on."""

    record: UUID
    field: ListField
    typed: Any
    value: Any = None
    on: UUID | None = None
    refusal: str = ""


@require_POST
def cells_of(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Change the cells that are sent, as many as can be, and answer for each what stands in it now or why it was refused."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    changes = _placed(request, of, _read(request, of))
    done, steps = _save(request, of, changes)
    after = {
        row.id: row
        for row in directory.rows_by_id(
            request.actor, subject, {one.record for one in done}, columns={one.field.key for one in done}
        )
    }
    answers = [
        _answer(one, after[one.record].values.get(one.field.key) if one.record in after else None) for one in done
    ]
    changed = sum(not one.refusal for one in done)
    return JsonResponse(
        {
            "cells": answers,
            "notice": _notice(of, done) if changed or len(done) > 1 else "",
            "undo": undo.address(request, *steps) if steps else "",
        }
    )


def _read(request: ConsoleRequest, of: List) -> list[Change]:
    try:
        sent = json.loads(request.body)["cells"]
        pairs = [(an_id(str(one["id"])), str(one["field"]), one["value"]) for one in sent]
    except (ValueError, LookupError, TypeError) as error:
        raise Http404 from error
    if len(pairs) > MOST:
        raise TooManyCells
    fields = fields_of(request, of)
    changes = [Change(record, fields[key], typed) for record, key, typed in pairs if record and key in fields]
    names = _names(request, changes)
    return [_understood(one, names) for one in changes]


def _understood(change: Change, names: Names) -> Change:
    if not change.field.is_editable:
        return replace(change, refusal=f"{change.field.label} cannot be changed here.")
    try:
        return replace(change, value=understood(change.field, change.typed, names))
    except Refusal as refusal:
        return replace(change, refusal=refusal.message)


def _names(request: ConsoleRequest, changes: Sequence[Change]) -> Names:
    """Whom names mean: colleagues by name or mail, people and accounts by name. One statement for each kind that is met."""
    met: dict[Kind, set[str]] = {}
    for one in changes:
        text = str(one.typed).strip()
        if one.field.kind in {Kind.OWNER, Kind.PERSON, Kind.ACCOUNT} and text and an_id(text) is None:
            met.setdefault(one.field.kind, set()).add(text)
    found: dict[Kind, Mapping[str, str]] = {}
    for kind, texts in met.items():
        if kind == Kind.OWNER:
            staff = directory.staff(request.actor)
            pairs = [(word, one.id) for one in staff for word in (one.name, one.email) if word]
        else:
            named = Asked(where=Is(NAME, Operator.ONE_OF, tuple(sorted(texts))))
            rows = directory.rows(request.actor, kind.value, named, columns=(NAME,), limit=len(texts) * 3).rows
            pairs = [(row.values[NAME], row.id) for row in rows]
        found[kind] = _by_name(pairs)
    return Names(found)


def _by_name(pairs: Sequence[tuple[str, UUID]]) -> Mapping[str, str]:
    """The id of each name; empty of one that several have."""
    ids: dict[str, set[UUID]] = {}
    for name, one in pairs:
        ids.setdefault(name.casefold(), set()).add(one)
    return {name: str(min(found)) if len(found) == 1 else "" for name, found in ids.items()}


def _placed(request: ConsoleRequest, of: List, changes: list[Change]) -> list[Change]:
    """What is a membership's goes to the membership that the list shows."""
    jobs = [one for one in changes if one.field.edited_by == JOB and not one.refusal]
    found = {}
    if jobs:
        rows = directory.rows_by_id(
            request.actor, of.subject, {one.record for one in jobs}, columns={one.field.key for one in jobs}
        )
        found = {row.id: row.job_id for row in rows}
    placed = []
    for one in changes:
        if one.field.edited_by != JOB or one.refusal:
            placed.append(replace(one, on=one.record))
        elif found.get(one.record):
            placed.append(replace(one, on=found[one.record]))
        else:
            placed.append(replace(one, refusal="They are in no account."))
    return placed


def _save(request: ConsoleRequest, of: List, changes: Sequence[Change]) -> tuple[list[Change], list[Step]]:
    """Hand each cell to the verb of its field. Returns them with what was refused, and the steps that take the rest back."""
    steps: list[Step] = []
    refusals: dict[tuple[UUID, str], str] = {}
    for verb, mine in _by_verb(of, changes).items():
        try:
            steps += _move(request, mine, refusals) if verb == MOVE else _edit(request.actor, verb, mine, refusals)
        except Forbidden as refusal:
            refusals |= {(one.record, one.field.key): refusal.message for one in mine}
    return [
        replace(one, refusal=one.refusal or refusals.get((one.record, one.field.key), "")) for one in changes
    ], steps


def _by_verb(of: List, changes: Sequence[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for one in changes:
        if not one.refusal:
            found.setdefault(one.field.edited_by if one.field.edited_by in {MOVE, JOB} else of.noun, []).append(one)
    return found


def _edit(actor: Actor, verb: str, changes: Sequence[Change], refusals: dict[tuple[UUID, str], str]) -> list[Step]:
    rows: dict[UUID, dict[str, Any]] = {}
    for one in changes:
        rows.setdefault(one.on or one.record, {})[one.field.edited_as] = one.value
    edit, back = _VERBS[verb]
    edited = edit(actor, rows)
    for one in changes:
        refused = edited.refused.get((one.on or one.record, one.field.edited_as))
        if refused:
            refusals[one.record, one.field.key] = refused.message
    return [Step(back, list(edited.facts))] if edited.facts else []


def _move(request: ConsoleRequest, changes: Sequence[Change], refusals: dict[tuple[UUID, str], str]) -> list[Step]:
    """One account after another: that a tree stays one is looked at for each."""
    steps = []
    ids = {one.record for one in changes}
    before = {row.id: row.values for row in directory.rows_by_id(request.actor, "account", ids, columns=("parent",))}
    for one in changes:
        parent = before.get(one.record, {}).get("parent")
        try:
            accounts.move(request.actor, one.record, parent_id=an_id(one.value or ""))
        except (Conflict, NotFound) as refusal:
            refusals[one.record, one.field.key] = refusal.message
        else:
            steps.append(Step(MOVE, one.record, {"parent_id": str(parent.id) if parent else None}))
    return steps


_VERBS: Mapping[str, tuple[Callable[[Actor, Rows], Edited], str]] = {
    "people": (many.edit_people, "many.take_back_people"),
    "accounts": (many.edit_accounts, "many.take_back_accounts"),
    JOB: (many_memberships.edit, "many_memberships.take_back"),
}


def _answer(change: Change, value: Any) -> dict[str, str]:
    where = {"id": str(change.record), "field": change.field.key}
    if change.refusal:
        return {**where, "refusal": change.refusal}
    return {**where, "html": cells.drawn(change.field, value), "value": cells.raw(change.field, value)}


def _notice(of: List, done: Sequence[Change]) -> str:
    kept = [one for one in done if not one.refusal]
    labels = list(dict.fromkeys(one.field.label for one in kept))
    what = labels[0] if len(labels) == 1 else f"{len(kept)} cells"
    records = {one.record for one in kept}
    text = (
        f"{what} {'changed' if kept[0].value is not None or len(labels) > 1 else 'cleared'}"
        if kept
        else "Nothing changed"
    )
    if len(records) > 1:
        text += f" of {of.counted(len(records))}"
    refused = len(done) - len(kept)
    return f"{text}, {refused} refused" if refused else text
