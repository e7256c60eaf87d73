"""Paging by keyset: a page starts beside a row, not at a number of rows, so that the last page is as quick as the first."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Model, QuerySet
from django.db.models.expressions import RawSQL

from twofold.directory.errors import CursorNotUnderstood

T = TypeVar("T")
M = TypeVar("M", bound=Model)

UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # what Postgres takes in no text
COUNTED = 10_000
TOO_MANY_TO_COUNT = 50_000


@dataclass(frozen=True, slots=True)
class Sort:
    """A column by which a list is sorted, then by id; rows without a value come last either way.

    `is_latest_first` says that its index is kept in falling order, those without a value last.
    """

    column: str
    descending: bool
    read: Callable[[Any], Any] = str
    is_nullable: bool = True
    is_latest_first: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and where the pages beside it begin (None: there is none)."""

    rows: list[T]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class About:
    """How many there are: exactly, or about."""

    number: int
    is_exact: bool


def cursor_of(value: Any, row_id: UUID) -> str:
    """The place of a row, to be handed out and back."""
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, str(row_id)]).encode()).decode().rstrip("=")


def read_cursor(sort: Sort, cursor: str) -> tuple[Any, UUID]:
    """The place again. Refuses what was not handed out for this sort."""
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(value, str) and UNSTORABLE.search(value):
            raise CursorNotUnderstood
        place = None if value is None else sort.read(value)
        return place.astimezone(UTC) if isinstance(place, datetime) else place, UUID(row_id)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error) as error:
        raise CursorNotUnderstood from error


def page_of(
    rows: QuerySet[M], sort: Sort, *, after: str | None, before: str | None, limit: int, columns: tuple[Any, ...]
) -> tuple[list[dict[str, Any]], str | None, str | None]:
    """The values of one page in the order of the list, and the cursors of the pages before and after it.

    One statement; a second one where rows with a value end and rows without one begin.
    """
    backwards = before is not None
    cursor = before if backwards else after
    place = read_cursor(sort, cursor) if cursor else None
    found = _walk(rows, sort, place, backwards=backwards, limit=limit + 1, columns=columns)
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    if not found:
        return [], None, None
    first, last = (cursor_of(row[sort.column], row["id"]) for row in (found[0], found[-1]))
    has_before = more if backwards else cursor is not None
    has_after = backwards or more
    return found, first if has_before else None, last if has_after else None


def _walk(
    rows: QuerySet[M],
    sort: Sort,
    place: tuple[Any, UUID] | None,
    *,
    backwards: bool,
    limit: int,
    columns: tuple[Any, ...],
) -> list[dict[str, Any]]:
    """From the place on, in the direction asked for: first one part of the list, then if need be the other."""
    parts = [False, True] if sort.is_nullable else [False]  # whether the rows of the part are without a value
    if backwards:
        parts.reverse()
    found: list[dict[str, Any]] = []
    started = place is None
    for is_null in parts:
        here = place is not None and (place[0] is None) == is_null
        if not (started or here) or len(found) >= limit:
            continue
        part = rows.filter(**{f"{sort.column}__isnull": is_null}) if sort.is_nullable else rows
        if here and place is not None:
            part = part.filter(_beyond(rows.model, sort, place, backwards=backwards))
        started = True
        found += part.order_by(*_order(sort, backwards=backwards)).values(*columns)[: limit - len(found)]
    return found


def _order(sort: Sort, *, backwards: bool) -> tuple[Any, ...]:
    """As the index has it, or turned round whole: only then it is walked instead of sorted."""
    nulls = True if sort.is_latest_first else None
    if sort.descending == backwards:
        return F(sort.column).asc(nulls_first=nulls), F("id").asc()
    return F(sort.column).desc(nulls_last=nulls), F("id").desc()


def _beyond(model: type[Model], sort: Sort, place: tuple[Any, UUID], *, backwards: bool) -> RawSQL:
    """Compared as a row, which an index on (column, id) answers."""
    sign = ">" if sort.descending == backwards else "<"
    table, (value, row_id) = model._meta.db_table, place
    if value is None:
        sql, parameters = f"{table}.id {sign} %s", [row_id]
    else:
        sql, parameters = f"({table}.{sort.column}, {table}.id) {sign} (%s, %s)", [value, row_id]
    return RawSQL(sql, parameters, output_field=BooleanField())  # noqa: S611 - names of ours, values as parameters


def about_how_many(rows: QuerySet[M]) -> About:
    """Exact up to `COUNTED`; beyond, what the planner believes. Never reads more rows than that for a number."""
    rows = rows.order_by()
    believed = _believed(rows)
    if believed < TOO_MANY_TO_COUNT:
        counted = rows[: COUNTED + 1].count()
        if counted <= COUNTED:
            return About(counted, is_exact=True)
    return About(max(believed, COUNTED), is_exact=False)


def _believed(rows: QuerySet[M]) -> int:
    try:
        sql, params = rows.values("id").query.sql_with_params()
    except EmptyResultSet:  # Django knows that nobody can match, so there is nothing to plan
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
