"""A list in groups: their heads with counts at once, their rows when a group is unfolded, page by page within it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse

from twofold.console import filters, places
from twofold.console.listing import Address, Choice
from twofold.console.lists.columns import Fields
from twofold.console.lists.drawing import drawn
from twofold.console.lists.kinds import LISTS
from twofold.console.lists.wanted import Wanted, wanted
from twofold.console.page import ConsoleRequest, fragment
from twofold.directory import queries as directory
from twofold.directory.conditions import parse, written
from twofold.directory.queries import Group, Kind, ListField
from twofold.look import wording

ROWS = 25


@dataclass(frozen=True, slots=True)
class Section:
    """A group: its rows are at `rows_url`, the list of it alone at `url`."""

    label: str
    count: str
    rows_url: str
    url: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """A list in groups; `others` are in groups that are too small to be shown."""

    field: ListField
    sections: Sequence[Section]
    others: str


def key_of(address: Address, fields: Fields) -> str:
    """By which field a list is grouped; nothing if it is not."""
    key = address.one("group")
    return key if key in fields and fields[key].is_groupable else ""


def choices(address: Address, fields: Fields) -> list[Choice]:
    """What a list can be grouped by."""
    now = key_of(address, fields)
    offered = [
        Choice(one.label, address.to(group=None if key == now else key), key == now)
        for key, one in fields.items()
        if one.is_groupable and one.is_column
    ]
    return [Choice("No groups", address.to(group=None), not now), *offered]


def of(request: ConsoleRequest, wish: Wanted) -> Grouped | None:
    """The groups of a list that is to be in groups."""
    key = key_of(wish.address, wish.fields)
    if not key:
        return None
    field = wish.fields[key]
    found = directory.groups(request.actor, wish.of.subject, wish.asked, by=key)
    about = "" if found.is_exact else "≈ "
    sections = [_section(wish, field, one, about) for one in found.groups]
    return Grouped(field, sections, f"{about}{wording.number(found.others)}" if found.others else "")


def _section(wish: Wanted, field: ListField, group: Group, about: str) -> Section:
    address, of = wish.address, wish.of
    within = written(group.where)
    rows = reverse("console:list_group", args=[of.subject])
    return Section(
        _label(field, group),
        about + wording.number(group.count),
        f"{rows}?{urlencode({'in': address.query, 'within': within})}",
        filters.instead(of, address, group.where, group=None),
    )


def _label(field: ListField, group: Group) -> str:
    if group.value is None:
        return f"No {field.label.lower()}" if not field.label[:2].isupper() else f"No {field.label}"
    if field.kind == Kind.COUNTRY:
        return places.country_name(str(group.value))
    if field.kind == Kind.LOCALE:
        return places.language_name(str(group.value))
    return group.label


def group(request: ConsoleRequest, subject: str) -> HttpResponse:
    """Rows of one group, for htmx: the first, or those after a place."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    address = filters.address_of(of, request.GET.get("in", ""))
    wish = wanted(request, of, address)
    found = directory.rows(
        request.actor,
        subject,
        replace(wish.asked, where=parse(request.GET.get("within", ""))),
        columns=wish.read,
        sort=wish.sort,
        after=request.GET.get("after") or None,
        limit=ROWS,
    )
    here = reverse("console:list_group", args=[subject])
    asked = {"in": address.query, "within": request.GET.get("within", ""), "after": found.after or ""}
    context = {
        "list": of,
        "rows": drawn(wish, found.rows),
        "columns": wish.columns,
        "more_url": f"{here}?{urlencode(asked)}" if found.after else "",
    }
    return fragment(request, "directory/_group_rows.html", context)
