"""Rows of a list as they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from twofold.console.lists import cells
from twofold.console.lists.columns import Column
from twofold.console.lists.kinds import NAME, List
from twofold.console.lists.wanted import Wanted
from twofold.directory.queries import ListRow

SPOKEN_ON_A_PHONE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the list. `cells` are those after its name; `gist` is the row in one line, for a narrow screen."""

    id: str
    name: str
    raw: str
    url: str
    photo: str
    gist: str
    cells: SafeString


def drawn(wanted: Wanted, rows: Sequence[ListRow]) -> list[Row]:
    """Rows as they are drawn."""
    query = wanted.address.query
    tail = f"?{urlencode({'in': query})}" if query else ""
    rest = wanted.columns[1:]
    return [_row(wanted.of, rest, row, tail) for row in rows]


def _row(of: List, columns: Sequence[Column], row: ListRow, tail: str) -> Row:
    name = row.values.get(NAME) or ""
    gist = [words for one in columns if (words := cells.said(one.field, row.values.get(one.key)))]
    return Row(
        id=str(row.id),
        name=name or of.nameless,
        raw=name,
        url=reverse(f"console:{of.subject}", args=[row.id]) + tail,
        photo=row.values.get("photo") or "",
        gist=" · ".join(gist[:SPOKEN_ON_A_PHONE]),
        cells=mark_safe("".join(cell(one, row.values.get(one.key)) for one in columns)),  # noqa: S308 - each is escaped
    )


def cell(column: Column, value: Any) -> SafeString:
    """A cell of the table."""
    field = column.field
    tone = "number" if column.is_number else "quiet" if field.kind in cells.QUIET else ""
    return format_html(
        '<td class="{}" data-cell="{}" data-value="{}" tabindex="-1"{}>{}</td>',
        tone,
        field.key,
        cells.raw(field, value),
        "" if field.is_editable else mark_safe(' aria-readonly="true"'),
        cells.drawn(field, value),
    )
