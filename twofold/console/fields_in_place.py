"""Editing a field where it stands: the value becomes an input, the input becomes the value, a refusal stands below it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string

from twofold.console import picking, undo
from twofold.console.account_record import AccountRecord
from twofold.console.answers import moved, told
from twofold.console.asking import an_id
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, fragment, is_fragment
from twofold.console.person_record import PersonRecord
from twofold.console.properties import CURRENCIES, PICKED, Field, typed
from twofold.console.record import Property, Record
from twofold.console.undo import Step
from twofold.core.money import Money
from twofold.core.refusals import Conflict, Invalid, NotFound
from twofold.directory.verbs import accounts, people

ROOMS: dict[str, Any] = {"person": ("people", people), "account": ("accounts", accounts)}


def person_field(request: ConsoleRequest, person_id: UUID, key: str) -> HttpResponse:
    """One field of a person."""
    return _field(lambda: PersonRecord(request, person_id), key)


def account_field(request: ConsoleRequest, account_id: UUID, key: str) -> HttpResponse:
    """One field of an account."""
    return _field(lambda: AccountRecord(request, account_id), key)


def _field(read: Callable[[], Record], key: str) -> HttpResponse:
    """Ask for the field, or save it. Saving what is so already changes nothing, and says nothing."""
    record = read()
    if key not in record.fields:
        raise Http404
    before = record.property_of(key)
    if record.request.method != "POST":
        return _ask(record, before)
    try:
        _save(record, before.field, _value(record, before.field))
    except (Invalid, Conflict, NotFound) as refusal:
        return _ask(record, before, error=refusal.message)
    return _saved(read(), before)


def _value(record: Record, field: Field) -> Any:
    if field.kind in PICKED:
        picked = picking.picked(record.request, field.kind, name="value")
        return str(picked) if picked else None
    return typed(field, record.request.POST)


def _save(record: Record, field: Field, value: Any) -> None:
    _, verbs = ROOMS[record.subject]
    if field.key == "owner":
        verbs.assign_owner(record.actor, [record.id], owner_id=an_id(value or ""))
    else:
        verbs.edit(record.actor, record.id, fields={field.key: value})


def _saved(record: Record, before: Property) -> HttpResponse:
    """The value in place of its input, and what else says it on the page; with the way back if it changed."""
    request, now = record.request, record.property_of(before.field.key)
    has_changed = now.value != before.value
    text = f"{now.field.label} changed" if now.said else f"{now.field.label} cleared"
    if not is_fragment(request):
        return moved(request, record.url, text if has_changed else "")
    html = render_to_string(
        "console/directory/_saved_value.html", {"property": now, "record": record, "oob": True}, request
    )
    response = HttpResponse(html)
    return told(response, text, undo=undo.address(request, _back(record, before))) if has_changed else response


def _back(record: Record, before: Property) -> Step:
    room, _ = ROOMS[record.subject]
    if before.field.key == "owner":
        return Step(f"{room}.assign_owner", [record.id], {"owner_id": before.value or None})
    return Step(f"{room}.edit", record.id, {"fields": {before.field.key: before.value or None}})


def _ask(record: Record, property_: Property, *, error: str = "") -> HttpResponse:
    request, field = record.request, property_.field
    sent = request.POST if request.method == "POST" else None
    context = {
        "property": property_,
        "options": _options(field, property_.value),
        "value": sent.get("value", "") if sent else _shown(field, property_.value),
        "currency": (property_.value or {}).get("currency", "EUR") if field.kind == "money" else "",
        "currencies": CURRENCIES,
        "error": error,
        "picker": picking.picker(request, field.kind, name="value") if field.kind in PICKED else None,
    }
    if is_fragment(request):
        return fragment(request, "directory/_edit.html", context, status=422 if error else 200)
    form = Form(
        title=f"{field.label} of {record.name}",
        submit="Save",
        template="_value_form.html",
        action=property_.url,
        back=Back(record.name, record.url),
        values={},
        more=context,
        refusal=error,
    )
    return ask(request, form)


def _shown(field: Field, value: Any) -> str:
    """A value as its input holds it."""
    if value is None:
        return ""
    if field.kind == "money":
        return str(Money(value["currency"], value["minor"]).amount) if value else ""
    return str(value)


def _options(field: Field, value: Any) -> list[tuple[str, str]]:
    """What can be chosen: nothing, unless it is required, and whatever it is now even if nobody offers it any more."""
    if field.input != "select":
        return []
    options = list(field.options)
    if value and str(value) not in {option for option, _ in options}:
        options.append((str(value), str(value)))
    return options if field.is_required else [("", "Not set"), *options]
