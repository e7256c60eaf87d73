"""A page of a list: its rows in the columns one likes, its filters and views, and what can be done from here."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from twofold.console import filters, views
from twofold.console.listing import Address, Heading, heading
from twofold.console.lists import corrections, editors, groups, sums
from twofold.console.lists.columns import Column, fields_of, shown, written
from twofold.console.lists.drawing import drawn
from twofold.console.lists.kinds import List
from twofold.console.lists.wanted import Wanted, wanted
from twofold.console.lists.words import Words
from twofold.console.page import ConsoleRequest, fragment, page
from twofold.directory import queries as directory
from twofold.directory.conditions import EVERYTHING, ConditionNotUnderstood, parse
from twofold.directory.queries import About, Asked, Kind, ListRow, Page

ROWS = 50
SELECT, ADD = 44, 40
NOTHING: Page[ListRow] = Page([], None, None)
FALLING_FIRST = frozenset({Kind.MOMENT, Kind.NUMBER, Kind.MONEY, Kind.DATE})


def show(request: ConsoleRequest, of: List, address: Address, *, partly: bool = False) -> HttpResponse:
    """A page of the list; when htmx asks for the list alone, the rows and whatever else is different now."""
    try:
        wish = wanted(request, of, address)
        found = _page(request, wish)
        total = found.about or directory.how_many(request.actor, of.subject, wish.asked)
        refusal = None
    except ConditionNotUnderstood as not_understood:
        fields = fields_of(request, of)
        wish = Wanted(of, address, fields, shown(request, of, address, fields), Asked())
        found, total, refusal = NOTHING, About(0, is_exact=True), not_understood
    partly = partly or request.headers.get("HX-Target") == "list"
    context = {**_context(request, wish, found, total, refusal), "oob": partly}
    draw, template = (fragment, "directory/list_parts.html") if partly else (page, "directory/list.html")
    response = draw(request, template, context, status=422 if refusal else 200)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _page(request: ConsoleRequest, wish: Wanted) -> Page[ListRow]:
    address = wish.address
    if groups.key_of(wish.address, wish.fields):
        return NOTHING
    return directory.rows(
        request.actor,
        wish.of.subject,
        wish.asked,
        columns=wish.read,
        sort=wish.sort,
        after=address.one("after") or None,
        before=address.one("before") or None,
        limit=ROWS,
        counted=True,
    )


def _context(
    request: ConsoleRequest,
    wish: Wanted,
    found: Page[ListRow],
    total: About,
    refusal: ConditionNotUnderstood | None,
) -> dict[str, Any]:
    of, address = wish.of, wish.address
    tags, staff = directory.tag_names(request.actor, limit=100), directory.staff(request.actor)
    condition = EVERYTHING if refusal else parse(address.one("where"))
    words = Words(request, of.subject, condition)
    return {
        "list": of,
        "q": address.one("q"),
        "where": address.one("where"),
        "without_where": address.to(where=None),
        "removed_toggle": address.to(removed=None if address.one("removed") else "1"),
        "is_removed": bool(address.one("removed")),
        "address": address,
        "rows": drawn(wish, found.rows),
        "corrections": [] if refusal else corrections.of(request, wish, found),
        "columns": wish.columns,
        "headings": [_heading(wish, one) for one in wish.columns],
        "width": sum(one.width for one in wish.columns) + SELECT + ADD,
        "layout": written(wish.columns),
        "editors": editors.of(wish.columns, staff),
        "total": total,
        "filters": filters.offered(request, of, address, tags=tags, staff=staff),
        "built": [] if refusal or condition == EVERYTHING else filters.built(of, address, words),
        "builder_url": filters.builder_url(of, address),
        "refusal": refusal,
        "views": views.tabs(request, address, of),
        "groups": None if refusal else groups.of(request, wish),
        "group_choices": groups.choices(address, wish.fields),
        "sums": sums.asked_for(wish),
        "sums_url": sums.url(wish) if sums.asked_for(wish) else "",
        "sums_toggle": sums.toggle(wish),
        "newer": address.beside("before", found.before),
        "older": address.beside("after", found.after),
        "columns_url": f"{reverse('console:list_columns', args=[of.subject])}?{urlencode({'in': address.query})}",
        "cells_url": reverse("console:list_cells", args=[of.subject]),
        "bulk_url": reverse(f"console:{of.noun}_bulk"),
        "new_url": reverse(f"console:{of.subject}_new"),
        "tags": tags,
        "staff": staff,
    }


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column with what its menu offers."""

    column: Column
    heading: Heading
    rising: str = ""
    falling: str = ""
    group: str = ""
    sum: str = ""


def _heading(wish: Wanted, one: Column) -> Head:
    address, key = wish.address, one.key
    group = address.to(group=key) if one.field.is_groupable else ""
    adds = sums.adding(wish, one)
    if not one.field.is_sortable:
        return Head(one, Heading(key, one.label, is_number=one.is_number), group=group, sum=adds)
    sorts = heading(
        address, key, one.label, now=wish.sort, falling=one.field.kind in FALLING_FIRST, number=one.is_number
    )
    return Head(one, sorts, address.to(sort=key), address.to(sort=f"-{key}"), group, adds)
