"""Choosing the columns of a list: a sheet for htmx that arranges as one goes, a page without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from twofold.console import filters
from twofold.console.forms import Back, Form, ask
from twofold.console.listing import Address
from twofold.console.lists.columns import Column, arranged, fields_of, read, shown, written
from twofold.console.lists.kinds import LISTS, List
from twofold.console.lists.page import show
from twofold.console.page import ConsoleRequest, fragment, is_fragment
from twofold.directory.queries import ListField
from twofold.directory.verbs import saved_views

PARTS: Mapping[str, str] = {
    "job.account.": "Of their account",
    "job.": "In their account",
    "custom.": "Custom fields",
    "": "",
}


def columns(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Show the chooser, or arrange the columns as it says and show the list."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    if request.method == "POST":
        return _arrange(request, of)
    address = filters.address_of(of, request.GET.get("in", ""))
    fields = fields_of(request, of)
    now = shown(request, of, address, fields)
    chosen = {one.key for one in now}
    action = reverse("console:list_columns", args=[subject])
    context = {
        "list": of,
        "address": address,
        "shown": now,
        "others": _by_part(one for one in fields.values() if one.is_column and one.key not in chosen),
        "action": action,
    }
    if is_fragment(request):
        return fragment(request, "directory/_columns_sheet.html", context)
    form = Form(
        title=f"Columns of {of.title.lower()}",
        submit="Show these",
        template="_columns_form.html",
        action=action,
        back=Back(of.title, address.here),
        values={},
        more=context,
    )
    return ask(request, form)


def _by_part(fields: Iterable[ListField]) -> Sequence[tuple[str, list[ListField]]]:
    """The fields that are no column now: the record's own, the company's, and those of what it belongs to."""
    parts: dict[str, list[ListField]] = {}
    for one in fields:
        place = next(place for place in PARTS if one.key.startswith(place))
        parts.setdefault(PARTS[place], []).append(one)
    return list(parts.items())


def _arrange(request: ConsoleRequest, of: List) -> HttpResponse:
    """Keep the columns: in the address where it has some or is a view's, otherwise as the colleague's own."""
    address = filters.address_of(of, urlsplit(request.POST.get("back", "")).query)
    fields = fields_of(request, of)
    if "columns" in request.POST:
        kept = read(of, request.POST["columns"], fields)
    else:
        widths = {one.key: one.kept for one in shown(request, of, address, fields)}
        kept = arranged(((key, widths.get(key, 0)) for key in request.POST.getlist("column")), fields)
    text = "" if _is_usual(of, kept) else written(kept)
    if address.one("view") or address.one("columns"):
        address = _with(of, address, text or written(kept))
    else:
        saved_views.arrange_columns(request.actor, subject=of.subject, columns=text)
    if not is_fragment(request):
        return HttpResponseRedirect(address.here)
    response = show(request, of, address)
    response.headers["HX-Push-Url"] = address.here
    return response


def _is_usual(of: List, columns: Sequence[Column]) -> bool:
    return tuple(one.key for one in columns) == of.columns and not any(one.kept for one in columns)


def _with(of: List, address: Address, text: str) -> Address:
    changed = urlsplit(address.to(columns=text)).query
    return filters.address_of(of, changed)
