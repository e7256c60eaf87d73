"""Custom fields of people, accounts and memberships: what there is, in which order, and what may be chosen."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from anyascii import anyascii
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twofold.console import undo
from twofold.console.answers import moved
from twofold.console.forms import Back, Form, ask
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.core.refusals import Refusal
from twofold.directory import queries
from twofold.directory.errors import FieldKeyTaken, NameMissing
from twofold.directory.verbs import custom_fields

SUBJECTS = (("person", "People"), ("account", "Accounts"), ("membership", "Memberships"))
KINDS = (
    ("text", "Text"),
    ("number", "Number"),
    ("money", "Money"),
    ("date", "Date"),
    ("choice", "One of a list"),
    ("multi_choice", "Several of a list"),
    ("person", "A person"),
    ("account", "An account"),
)
OPENNESSES = (("hidden", "They do not see it"), ("seen", "They see it"), ("edited", "They see and change it"))


INPUTS = ("label", "kind", "choices", "key")


def fields(request: ConsoleRequest) -> HttpResponse:
    """The fields of one subject in their order, the archived ones below."""
    subject = _subject(request.GET.get("subject", ""))
    found = queries.custom_fields(request.actor, subject=subject, archived=True)
    kinds = dict(KINDS)
    context = {
        "fields": [(each, kinds[each.kind]) for each in found if not each.is_archived],
        "archived": [(each, kinds[each.kind]) for each in found if each.is_archived],
        "subject": subject,
        "subject_label": dict(SUBJECTS)[subject],
        "tabs": [Tab(label, f"?subject={key}", key == subject) for key, label in SUBJECTS],
    }
    return page(request, "running/fields.html", context)


def create(request: ConsoleRequest) -> HttpResponse:
    """Define a field."""
    subject = _subject(request.POST.get("subject") or request.GET.get("subject", ""))
    if request.method != "POST":
        return ask(request, _form(subject, {"kind": "text"}))
    values = _values(request)
    label = values["label"]
    try:
        custom_fields.define(
            request.actor,
            subject=subject,
            key=values["key"] or key_of(label),
            label=label,
            kind=values["kind"],
            choices=values["choices"].splitlines(),
            is_required="is_required" in request.POST,
            is_indexed="is_indexed" in request.POST,
            openness=values["openness"] or "hidden",
        )
    except Refusal as refusal:
        return ask(request, _refused(_form(subject, values), refusal))
    return moved(request, _list(subject), f"{label} is a field now.")


def edit(request: ConsoleRequest, field_id: UUID) -> HttpResponse:
    """Change what can be changed of a field: its label, its choices, whether it is required."""
    field = queries.custom_field(request.actor, field_id)
    if request.method != "POST":
        now: dict[str, object] = {
            "label": field.label,
            "kind": field.kind,
            "choices": "\n".join(field.choices),
            "is_required": field.is_required,
            "is_indexed": field.is_indexed,
            "openness": field.openness,
        }
        return ask(request, _form(field.subject, now, field_id))
    values = _values(request)
    try:
        custom_fields.change(
            request.actor,
            field_id,
            label=values["label"],
            choices=values["choices"].splitlines(),
            is_required="is_required" in request.POST,
            openness=values["openness"] or None,
        )
        if "is_indexed" in request.POST and not field.is_indexed:
            custom_fields.build_index(request.actor, field_id)
    except Refusal as refusal:
        return ask(request, _refused(_form(field.subject, values, field_id), refusal))
    return moved(request, _list(field.subject), f"{values['label'] or field.label} is kept.")


@require_POST
def move(request: ConsoleRequest, field_id: UUID) -> HttpResponse:
    """One place up or down."""
    subject = _subject(request.POST.get("subject", ""))
    order = [each.id for each in queries.custom_fields(request.actor, subject=subject)]
    if field_id in order:
        place = order.index(field_id)
        order.insert(max(0, place + (-1 if request.POST.get("to") == "up" else 1)), order.pop(place))
        custom_fields.arrange(request.actor, subject=subject, field_ids=order)
    return moved(request, _list(subject))


@require_POST
def archive(request: ConsoleRequest, field_id: UUID) -> HttpResponse:
    """Offer a field no longer; its values stay, and so does the way back."""
    archived = custom_fields.archive(request.actor, field_id)
    back = undo.address(request, undo.Step("custom_fields.restore", field_id))
    return moved(request, _list(archived.subject), f"{archived.label} is archived. Its values are kept.", undo=back)


@require_POST
def restore(request: ConsoleRequest, field_id: UUID) -> HttpResponse:
    """Offer an archived field again."""
    restored = custom_fields.restore(request.actor, field_id)
    return moved(request, _list(restored.subject), f"{restored.label} is back.")


def _form(subject: str, values: Mapping[str, object], field_id: UUID | None = None) -> Form:
    new = reverse("console:field_new")
    return Form(
        title="Edit the field" if field_id else f"New field of {dict(SUBJECTS)[subject].lower()}",
        submit="Keep" if field_id else "Add field",
        template="_field_form.html",
        action=reverse("console:field_edit", args=[field_id]) if field_id else f"{new}?subject={subject}",
        back=Back("Fields", _list(subject)),
        values=values,
        more={"kinds": KINDS, "is_new": field_id is None, "subject": subject, "opennesses": OPENNESSES},
    )


def _refused(form: Form, refusal: Refusal) -> Form:
    """The sentence beside the input it is about."""
    about = {FieldKeyTaken: "key", NameMissing: "label"}.get(type(refusal))
    return replace(form, errors={about: refusal.message}) if about else form.refused(refusal, INPUTS)


def _values(request: ConsoleRequest) -> dict[str, str]:
    return {
        key: request.POST.get(key, "").strip()
        for key in ("label", "key", "kind", "choices", "is_required", "is_indexed", "openness")
    }


def key_of(label: str) -> str:
    """`Größe (cm)` is `grosse_cm`; letters first."""
    words = "".join(letter if letter.isalnum() else " " for letter in anyascii(label).lower()).split()
    return "_".join(words).lstrip("0123456789_")[:50]


def _subject(text: str) -> str:
    return text if text in dict(SUBJECTS) else "person"


def _list(subject: str) -> str:
    return f"{reverse('console:fields')}?subject={subject}"
