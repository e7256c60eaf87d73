"""The row below a list: of each column the figure one chose. It is computed only while it is shown, after the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse

from twofold.console import filters
from twofold.console.listing import Choice
from twofold.console.lists.columns import Column
from twofold.console.lists.kinds import LISTS, NAME
from twofold.console.lists.wanted import Wanted, wanted
from twofold.console.page import ConsoleRequest, fragment
from twofold.directory import queries as directory
from twofold.directory.queries import Figures, Kind, Summary, Sums
from twofold.look import wording

ROWS, FILLED = "rows", "filled"
FIGURES = {"total": "Sum", "mean": "Average", "least": "Least", "most": "Most"}
WHATS = {ROWS: "Count", FILLED: "Filled", **FIGURES}


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below a column: a figure, what it is, and what else it could be. `more` says it of other currencies."""

    column: Column
    what: str
    said: str
    more: str
    choices: Sequence[Choice]


def asked_for(wish: Wanted) -> dict[str, str]:
    """Which figure of which column an address asks for."""
    pairs = (part.split(":", 1) for part in wish.address.one("sum").split(",") if ":" in part)
    keys = {one.key: one for one in wish.columns}
    return {key: what for key, what in pairs if key in keys and what in _offered(keys[key])}


def _written(asked: Mapping[str, str]) -> str:
    return ",".join(f"{key}:{what}" for key, what in asked.items())


def toggle(wish: Wanted) -> str:
    """The address with the row, of all that adds up the sum, or without it."""
    if asked_for(wish):
        return wish.address.to(sum=None)
    sums = {one.key: "total" for one in wish.columns if one.field.is_summable}
    return wish.address.to(sum=_written({NAME: ROWS, **sums}))


def adding(wish: Wanted, column: Column) -> str:
    """The address with a figure of this column in the row; nothing where there is one."""
    asked = asked_for(wish)
    if column.key in asked:
        return ""
    what = ROWS if column.is_lead else "total" if column.field.is_summable else FILLED
    return wish.address.to(sum=_written({**(asked or {NAME: ROWS}), column.key: what}))


def url(wish: Wanted) -> str:
    """Where the row comes from."""
    return f"{reverse('console:list_sums', args=[wish.of.subject])}?{urlencode({'in': wish.address.query})}"


def sums(request: ConsoleRequest, subject: str) -> HttpResponse:
    """The row, for htmx to put below the list."""
    of = LISTS.get(subject)
    if of is None:
        raise Http404
    wish = wanted(request, of, filters.address_of(of, request.GET.get("in", "")))
    asked = asked_for(wish)
    columns = tuple(key for key, what in asked.items() if what != ROWS)
    found = directory.summary(request.actor, subject, wish.asked, columns=columns)
    feet = [_foot(wish, one, asked, found) for one in wish.columns]
    return fragment(request, "directory/_sums.html", {"feet": feet, "found": found, "list": of})


def _offered(column: Column) -> Iterable[str]:
    if column.is_lead:
        return (ROWS, FILLED)
    return (FILLED, *FIGURES) if column.field.is_summable else (FILLED,)


def _foot(wish: Wanted, column: Column, asked: Mapping[str, str], found: Summary) -> Foot:
    what = asked.get(column.key, "")
    said, more = _said(column, what, found) if what else ("", "")
    choices = [
        Choice(WHATS[one], wish.address.to(sum=_written({**asked, column.key: one})), one == what)
        for one in _offered(column)
    ]
    without = {key: value for key, value in asked.items() if key != column.key}
    choices.append(Choice("Nothing", wish.address.to(sum=_written(without) or None), not what))
    return Foot(column, WHATS.get(what, ""), said, more, choices)


def _said(column: Column, what: str, found: Summary) -> tuple[str, str]:
    about = "" if found.is_exact else "≈ "
    if what == ROWS:
        return about + wording.number(found.rows), ""
    figures = found.columns.get(column.key, Sums(0))
    if what == FILLED:
        share = round(100 * figures.filled / found.rows) if found.rows else 0
        return f"{about}{share} %", f"{wording.number(figures.filled)} of {wording.number(found.rows)}"
    by_size = sorted(figures.figures.items(), key=lambda one: -one[1].count)
    words = [about + _figure(column, one, what, currency) for currency, one in by_size]
    return (words[0], ", ".join(words[1:])) if words else ("—", "")


def _figure(column: Column, figures: Figures, what: str, currency: str) -> str:
    value = getattr(figures, what)
    if column.field.kind == Kind.MONEY:
        return wording.money(round(value), currency)
    return wording.number(round(value, 2))
