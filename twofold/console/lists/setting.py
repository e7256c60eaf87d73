"""Setting a field of many: which one, and the value they are to have. A dialog whose inputs belong to the bar of the selection."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from twofold.console import picking
from twofold.console.lists import editors
from twofold.console.lists.columns import Column, fields_of
from twofold.console.lists.kinds import LISTS
from twofold.console.page import ConsoleRequest, fragment
from twofold.directory import queries as directory


def field(request: ConsoleRequest, subject: str) -> HttpResponse:
    """The dialog, or with a field the input for its value."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    fields = [
        one
        for one in fields_of(request, of).values()
        if one.part == subject and one.is_editable and one.key != "owner" and one.edited_by != "accounts.move"
    ]
    chosen = next((one for one in fields if one.key == request.GET.get("field", "")), fields[0])
    editor = editors.editor(Column(chosen), directory.staff(request.actor))
    context = {
        "list": of,
        "fields": fields,
        "chosen": chosen,
        "editor": editor,
        "picker": picking.picker(request, chosen.kind, name="value") if editor.form == "picker" else None,
        "action": reverse(f"console:{of.noun}_bulk"),
    }
    template = "_set_value.html" if request.headers.get("HX-Target") == "set-value" else "_set_dialog.html"
    return fragment(request, f"directory/{template}", context)
