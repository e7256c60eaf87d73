"""Making some records one: side by side, field by field, with all that comes together; and taking that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import picking, undo
from twofold.console.answers import moved, told
from twofold.console.asking import an_id
from twofold.console.forms import Back, Form, ask
from twofold.console.lists.kinds import ACCOUNTS, PEOPLE, List
from twofold.console.merge_record import RECORDS, Comparison
from twofold.console.page import ConsoleRequest, fragment, is_fragment, page
from twofold.console.undo import Step
from twofold.core.refusals import Refusal
from twofold.directory import queries as directory
from twofold.directory.queries import Duplicate
from twofold.directory.verbs import accounts, people

MOST = 5
LISTS: Mapping[str, List] = {"person": PEOPLE, "account": ACCOUNTS}
VERBS: Mapping[str, Any] = {"person": people, "account": accounts}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the same, and where the two stand side by side."""

    row: Duplicate
    url: str
    merge_url: str


def merge(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Show some records side by side, or make them one as the form says."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(one for one in map(an_id, sent.getlist("ids")) if one))
    if is_fragment(request):
        return _on_our_way(subject, ids)
    if not 1 < len(ids) <= MOST:
        return page(request, "directory/merge_none.html", {"list": LISTS[subject]}, status=422)
    records = {record.id: record for record in (RECORDS[subject](request, one) for one in ids)}
    if len(records) == 1:
        return HttpResponseRedirect(next(iter(records.values())).url)
    comparison = Comparison(request, LISTS[subject], list(records.values()))
    if request.method != "POST":
        return _show(request, comparison)
    try:
        return _merged(request, comparison)
    except Refusal as refusal:
        return _show(request, comparison, refusal=refusal.message)


def _on_our_way(subject: str, ids: Sequence[UUID]) -> HttpResponse:
    """From the selection in a list to where they stand side by side."""
    if 1 < len(ids) <= MOST:
        return HttpResponse(status=204, headers={"HX-Redirect": address(subject, *ids)})
    return told(HttpResponse(status=204), f"Select between two and five {LISTS[subject].many} to merge", tone="bad")


def _show(request: ConsoleRequest, comparison: Comparison, *, refusal: str = "") -> HttpResponse:
    context = {"merge": comparison, "list": comparison.list, "refusal": refusal}
    return page(request, "directory/merge.html", context, status=422 if refusal else 200)


def _merged(request: ConsoleRequest, comparison: Comparison) -> HttpResponse:
    verbs, keep = VERBS[comparison.list.subject], comparison.keep
    others = [one.id for one in comparison.records if one.id != keep.id]
    for place, other in enumerate(others):
        chosen = comparison.chosen if place == len(others) - 1 else None
        overruled = "even_if_apart" in request.POST
        verbs.merge(request.actor, keep.id, other, even_if_apart=overruled, fields=chosen)
    made = directory.merges_into(request.actor, comparison.list.subject, keep.id, others)
    steps = [Step(f"{comparison.list.noun}.unmerge", one) for one in made]
    what = comparison.list.counted(len(comparison.records))
    return moved(request, keep.url, f"{what} are one now".capitalize(), undo=undo.address(request, *steps))


def merge_with(request: ConsoleRequest, subject: str, record_id: UUID) -> HttpResponse:
    """Ask with whom a record is to be merged, and go where the two stand side by side."""
    record = RECORDS[subject](request, record_id)
    form = Form(
        title=f"Merge {record.name} with",
        submit="Compare",
        template="_merge_with_form.html",
        action=f"{record.url}/merge",
        back=Back(record.name, record.url),
        values={},
        more={"picker": picking.picker(request, subject, name="picked")},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        other = picking.picked(request, subject, name="picked")
        if other is None or other == record.id:
            raise picking.NotChosen
    except Refusal as refusal:
        return ask(request, form.refused(refusal))
    return moved(request, address(subject, record.id, other))


def address(subject: str, *record_ids: UUID) -> str:
    """Where records stand side by side."""
    return f"{reverse(f'console:{LISTS[subject].noun}_merge')}?{urlencode([('ids', one) for one in record_ids])}"


@require_POST
def unmerge(request: ConsoleRequest, subject: str, record_id: UUID, merge_id: UUID) -> HttpResponse:
    """Take a merge back, at any time; the one who is there again is a press away."""
    found = VERBS[subject].unmerge(request.actor, merge_id)
    return moved(
        request, reverse(f"console:{subject}", args=[record_id]), f"{found.name or 'The visitor'} is apart again"
    )


def duplicates(request: ConsoleRequest, subject: str, record_id: UUID) -> HttpResponse:
    """Who may be the same as a record, for its page to load when it stands."""
    found = directory.possible_duplicates(request.actor, subject, record_id)
    record_url = reverse(f"console:{subject}", args=[record_id])
    context = {
        "duplicates": [
            Candidate(one, reverse(f"console:{subject}", args=[one.id]), address(subject, record_id, one.id))
            for one in found
        ],
        "subject": subject,
        "record_url": record_url,
    }
    return fragment(request, "directory/_duplicates.html", context)


@require_POST
def keep_apart(request: ConsoleRequest, subject: str, record_id: UUID) -> HttpResponse:
    """Remember that two records are not the same."""
    other = an_id(request.POST.get("other", ""))
    if other is None:
        raise picking.NotChosen
    VERBS[subject].keep_apart(request.actor, record_id, other_id=other)
    back = undo.address(request, Step(f"{LISTS[subject].noun}.let_be_one", record_id, {"other_id": str(other)}))
    if not is_fragment(request):
        return moved(request, reverse(f"console:{subject}", args=[record_id]), "Noted: not the same", undo=back)
    return told(duplicates(request, subject, record_id), "Noted: not the same", undo=back)
