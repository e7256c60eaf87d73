"""What staff put on records, tags and notes, and what people agreed to."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import agreements, undo
from twofold.console.account_record import AccountRecord
from twofold.console.answers import told
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest
from twofold.console.person_record import PersonRecord
from twofold.console.record import Record, changed
from twofold.console.undo import Step
from twofold.core.refusals import Invalid, Refusal
from twofold.directory import queries as directory
from twofold.directory.verbs import consents, notes, tags

VERBS: dict[str, tuple[str, Any, Any]] = {
    "person": ("people", tags.tag_people, tags.untag_people),
    "account": ("accounts", tags.tag_accounts, tags.untag_accounts),
}


def _record(request: ConsoleRequest, subject: str, record_id: UUID) -> Record:
    return AccountRecord(request, record_id) if subject == "account" else PersonRecord(request, record_id)


@require_POST
def tag(request: ConsoleRequest, subject: str, record_id: UUID) -> HttpResponse:
    """Put a tag on a record; worn already, nothing happens."""
    many, put, _ = VERBS[subject]
    name = request.POST.get("tag", "").strip()
    try:
        fresh = put(request.actor, [record_id], tag=name)
    except Invalid as refusal:
        return told(HttpResponse(headers={"HX-Reswap": "none"}), refusal.message, tone="bad")
    back = undo.address(request, Step(f"tags.untag_{many}", [record_id], {"tag": name})) if fresh else ""
    text = f"Tagged “{name}”" if fresh else f"Tagged “{name}” already"
    return changed(_record(request, subject, record_id), text, "tags", undo=back)


@require_POST
def untag(request: ConsoleRequest, subject: str, record_id: UUID) -> HttpResponse:
    """Take a tag off a record."""
    many, _, take_off = VERBS[subject]
    name = request.POST.get("tag", "").strip()
    worn = take_off(request.actor, [record_id], tag=name)
    back = undo.address(request, Step(f"tags.tag_{many}", [record_id], {"tag": name})) if worn else ""
    return changed(_record(request, subject, record_id), f"Tag “{name}” taken off", "tags", undo=back)


@require_POST
def note_new(request: ConsoleRequest, subject: str, record_id: UUID) -> HttpResponse:
    """Write a note on a record."""
    try:
        notes.write(request.actor, body=request.POST.get("body", ""), **{f"{subject}_id": record_id})
    except Invalid as refusal:
        return told(HttpResponse(headers={"HX-Reswap": "none"}), refusal.message, tone="bad")
    return changed(_record(request, subject, record_id), "Note kept", "notes")


def note(request: ConsoleRequest, subject: str, record_id: UUID, note_id: UUID) -> HttpResponse:
    """Write a note anew."""
    record = _record(request, subject, record_id)
    before = next((one.body for one in record.notes if one.id == note_id), "")
    form = Form(
        title="Edit note",
        submit="Save",
        template="_note_form.html",
        action=reverse(f"console:{subject}_note", args=[record_id, note_id]),
        back=Back(record.name, record.url),
        values={"body": request.POST.get("body", before)},
        more={},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        notes.edit(request.actor, note_id, body=form.values["body"])
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("body",)))
    back = undo.address(request, Step("notes.edit", note_id, {"body": before}))
    return changed(_record(request, subject, record_id), "Note changed", "notes", undo=back)


@require_POST
def note_remove(request: ConsoleRequest, subject: str, record_id: UUID, note_id: UUID) -> HttpResponse:
    """Take a note away."""
    notes.remove(request.actor, note_id)
    back = undo.address(request, Step("notes.restore", note_id))
    return changed(_record(request, subject, record_id), "Note removed", "notes", undo=back)


def consent(request: ConsoleRequest, person_id: UUID) -> HttpResponse:
    """Write down that a person agreed, or no longer agrees, to a purpose on a channel, and how one knows."""
    record = PersonRecord(request, person_id)
    sent = request.POST
    form = Form(
        title=f"What {record.name} decided",
        submit="Record",
        template="_consent_form.html",
        action=reverse("console:person_consent", args=[record.id]),
        back=Back(record.name, record.url),
        values={key: sent.get(key, start).strip() for key, start in _CONSENT.items()},
        more={"purposes": _purposes(), "channels": agreements.CHANNELS},
    )
    if request.method != "POST":
        return ask(request, form)
    try:
        _decide(request, record.id, form.values)
    except Refusal as refusal:
        return ask(request, form.refused(refusal, ("purpose", "channel")))
    text = "Consent recorded" if form.values["state"] == "given" else "Withdrawal recorded"
    return changed(PersonRecord(request, record.id), text, "consent")


_CONSENT = {"purpose": "newsletter", "channel": "email", "state": "given", "text_version": "", "source": ""}


def _purposes() -> list[tuple[str, str]]:
    words = directory.purposes_in(agreements.LANGUAGE)
    return [(key, words.name(key)) for key in words.rows]


def _decide(request: ConsoleRequest, person_id: UUID, values: Any) -> None:
    which = {
        "purpose": values["purpose"].lower().replace(" ", "_"),
        "channel": values["channel"],
        "source": values["source"],
    }
    if values["state"] == "withdrawn":
        consents.withdraw(request.actor, person_id, **which)
    else:
        consents.give(request.actor, person_id, text_version=values["text_version"], **which)
