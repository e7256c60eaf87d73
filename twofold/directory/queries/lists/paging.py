"""Paging by keyset: a page starts beside a row, not at a number of rows, so that the last page is as quick as the first."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum, auto
from itertools import chain
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Model, OrderBy, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTransform

from twofold.directory import bulk
from twofold.directory.errors import CursorNotUnderstood

M = TypeVar("M", bound=Model)

UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # what Postgres takes in no text
STRETCH = 2_000
DENSE = 0.007
"""From this share of rows on it is quicker to go on through the list than to look up all: the root of a page in a million."""
COUNTED_DENSITY = 0.02
"""The same where all of fewer are going to be counted anyway: looking them up counts them."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A column, or the attribute `key` in it, by which a list is sorted, then by id; rows without a value come last.

    `is_latest_first` says that its index is kept in falling order, those without a value last.
    """

    column: str
    descending: bool
    read: Callable[[Any], Any] = str
    is_nullable: bool = True
    is_latest_first: bool = False
    key: str = ""

    @property
    def value(self) -> F | KeyTransform:
        """What is compared."""
        return KeyTransform(self.key, self.column) if self.key else F(self.column)

    def lacking(self, *, is_null: bool) -> Q:
        """The rows without a value, or those that have one; as the index has it."""
        if not self.key:
            return Q((f"{self.column}__isnull", is_null))
        has = Q((f"{self.column}__has_key", self.key))
        return ~has if is_null else has


class LookUp(Enum):
    """What it takes to look up all that are wanted."""

    FEW = auto()  # an index knows them
    AS_MANY = auto()  # about as many rows as are wanted
    ALL_OF_ONES_OWN = auto()  # all the rows that the actor sees, of which they are a part
    TOO_MANY = auto()  # the same, where these are very many


DENSE_WITHIN = {LookUp.ALL_OF_ONES_OWN: DENSE, LookUp.TOO_MANY: 0.003}
"""The same within an actor's rows; where these are very many, as long as the longer stretch yields a page."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[M]):
    """A list: `all` rows there are in it, which an index has in order, and those `wanted` of them.

    `met` are the same as `wanted`, asked for in such a way that Postgres looks at each row of `all` that it passes.
    `ranges` are what all of them fulfil, by the column it is about.
    """

    all: QuerySet[M]
    wanted: QuerySet[M]
    met: QuerySet[M]
    ranges: Mapping[str, Q] = field(default_factory=dict)
    takes: LookUp = LookUp.AS_MANY

    @property
    def is_whole(self) -> bool:
        """Whether nobody is left out."""
        return self.wanted is self.all

    def narrowed(self, to: Q | RawSQL) -> "Listed[M]":
        """A part of the list."""
        narrow = self.all.filter(to)
        return (
            Listed(narrow, narrow, narrow)
            if self.is_whole
            else replace(self, all=narrow, wanted=self.wanted.filter(to), met=self.met.filter(to))
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of a page, whether there are more before and after it, and how many in all if all were looked up."""

    ids: list[UUID]
    has_before: bool
    has_after: bool
    number: int | None = None


Place = tuple[Any, UUID]


def cursor_of(value: Any, row_id: UUID) -> str:
    """The place of a row, to be handed out and back."""
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, str(row_id)]).encode()).decode().rstrip("=")


def read_cursor(sort: Sort, cursor: str) -> Place:
    """The place again. Refuses what was not handed out for this sort."""
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if any(map(UNSTORABLE.search, _texts(value))):
            raise CursorNotUnderstood
        place = None if value is None else sort.read(value)
        return place.astimezone(UTC) if isinstance(place, datetime) else place, UUID(row_id)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error) as error:
        raise CursorNotUnderstood from error


def _texts(value: Any) -> Iterator[str]:
    """All that is written in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in chain(value, value.values()) if isinstance(value, dict) else value:
            yield from _texts(inner)


def find(
    listed: Listed[M], sort: Sort, *, after: str | None, before: str | None, limit: int, dense: float = DENSE
) -> Found:
    """The ids of one page in the order of the list. One to four statements.

    Where more than the `dense` share of rows is met, the list is gone through rather than all that are wanted looked up.
    """
    backwards = before is not None
    cursor = before if backwards else after
    place = read_cursor(sort, cursor) if cursor else None
    if sort.column in listed.ranges:  # only this stretch of the index can have any of them
        there = listed.ranges[sort.column]
        listed = replace(listed, all=listed.all.filter(there), met=listed.met.filter(there))
    dense = DENSE_WITHIN.get(listed.takes, dense)
    walk = _Walk(sort, backwards=backwards, limit=limit + 1, dense=dense)
    ids, number = walk.from_the_end(listed) if place is None else (walk.beyond(listed, place), None)
    more, ids = len(ids) > limit, ids[:limit]
    if backwards:
        ids.reverse()
    if not more and not cursor:
        number = len(ids)
    return Found(ids, more if backwards else cursor is not None, backwards or more, number)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Through a list from somewhere on, in its order or backwards: first those that have a value, then the others."""

    sort: Sort
    backwards: bool
    limit: int
    dense: float

    def from_the_end(self, listed: Listed[M]) -> tuple[list[UUID], int | None]:
        """The first of all, and how many there are if they were all looked up."""
        found: list[UUID] = []
        for is_null in self._parts():
            if len(found) >= self.limit:
                break
            part = self._part(listed, is_null=is_null)
            ids = self._met(part, is_null=is_null, limit=self.limit - len(found))
            if ids is None and not found:
                return self._gathered(listed.wanted, limit=self.limit)
            found += self._looked_up(part, self.limit - len(found)) if ids is None else ids
        return found, None

    def beyond(self, listed: Listed[M], place: Place) -> list[UUID]:
        """The first beyond a place."""
        found: list[UUID] = []
        parts = self._parts()
        for is_null in parts[parts.index(place[0] is None if self.sort.is_nullable else False) :]:
            if len(found) >= self.limit:
                break
            part = self._part(listed, is_null=is_null)
            if is_null == (place[0] is None):
                there = _beside(part.all.model, self.sort, place, is_beyond=True, backwards=self.backwards)
                part = part.narrowed(there)
            ids = self._met(part, is_null=is_null, limit=self.limit - len(found))
            found += self._looked_up(part, self.limit - len(found)) if ids is None else ids
        return found

    def _parts(self) -> list[bool]:
        """Whether the rows of a part are without a value."""
        parts = [False, True] if self.sort.is_nullable else [False]
        return parts[::-1] if self.backwards else parts

    def _part(self, listed: Listed[M], *, is_null: bool) -> Listed[M]:
        return listed.narrowed(self.sort.lacking(is_null=is_null)) if self.sort.is_nullable else listed

    def _met(self, part: Listed[M], *, is_null: bool, limit: int) -> list[UUID] | None:
        """The first of a part that are met by going through it; None where it is quicker to look all of them up and sort them.

        Which is quicker depends on how many are wanted, and on where they stand; of conditions on JSON, words and other tables
        Postgres cannot tell. So a stretch of the list is gone through first. Where it yields a page, many are wanted; where
        it yields nearly one, going on for a longer one will; and where it yields hardly any, few are wanted.
        """
        order = _order(self.sort, backwards=self.backwards)
        if part.is_whole:
            return list(part.wanted.order_by(*order).values_list("id", flat=True)[:limit])
        if part.takes is LookUp.FEW:
            return None
        found: list[UUID] = []
        rest = part.met.order_by(*order).values_list("id", flat=True)
        for stretch in (max(STRETCH, 20 * limit), max(10 * STRETCH, 200 * limit)):
            edge = part.all.order_by(*order).values_list(self.sort.value, "id")[stretch - 1 : stretch].first()
            if edge is None:
                return [*found, *rest[: limit - len(found)]]
            place = (None if is_null else edge[0], edge[1])
            near, far = (
                _beside(part.all.model, self.sort, place, is_beyond=is_beyond, backwards=self.backwards)
                for is_beyond in (False, True)
            )
            found += rest.filter(near)[: limit - len(found)]
            if len(found) == limit:
                return found
            if len(found) < self.dense * stretch:
                break
            rest = rest.filter(far)
        return None

    def _looked_up(self, part: Listed[M], limit: int) -> list[UUID]:
        return self._gathered(part.wanted, limit=limit)[0]

    def _gathered(self, wanted: QuerySet[M], *, limit: int) -> tuple[list[UUID], int]:
        """All that are wanted are looked up, by whatever index serves that best, and only then sorted; and how many they are."""
        try:
            sql, parameters = wanted.order_by().values_list("id", self.sort.value).query.sql_with_params()
        except EmptyResultSet:  # Django knows that nobody can match
            return [], 0
        way = "ASC" if self.sort.descending == self.backwards else "DESC"
        nulls = "FIRST" if self.backwards else "LAST"
        found = bulk.run(
            f"WITH found (id, value) AS MATERIALIZED ({sql}) SELECT id, (SELECT count(*) FROM found) FROM found"  # noqa: S608
            f" ORDER BY value {way} NULLS {nulls}, id {way} LIMIT {limit}",
            parameters,
        )
        return [row_id for row_id, _ in found], found[0][1] if found else 0


def in_order(sort: Sort) -> tuple[OrderBy, OrderBy]:
    """The order of a list as a whole; who has no value comes last."""
    return OrderBy(sort.value, descending=sort.descending, nulls_last=True), OrderBy(
        F("id"), descending=sort.descending
    )


def _order(sort: Sort, *, backwards: bool) -> tuple[OrderBy, OrderBy]:
    """As the index has it, or turned round whole: only then it is walked instead of sorted."""
    nulls = True if sort.is_latest_first else None
    if sort.descending == backwards:
        return OrderBy(sort.value, nulls_first=nulls), F("id").asc()
    return OrderBy(sort.value, descending=True, nulls_last=nulls), F("id").desc()


def _beside(model: type[Model], sort: Sort, place: Place, *, is_beyond: bool, backwards: bool) -> RawSQL:
    """What comes after a place, or up to it; compared as a row, which an index on (column, id) answers."""
    sign = ">" if (sort.descending == backwards) == is_beyond else "<"
    sign = sign if is_beyond else f"{sign}="
    table, (value, row_id) = model._meta.db_table, place
    parameters: list[Any]
    if value is None or sort.column == "id":
        sql, parameters = f"{table}.id {sign} %s", [row_id]
    elif sort.key:
        sql = f"(({table}.{sort.column} -> %s), {table}.id) {sign} (%s::jsonb, %s)"
        parameters = [sort.key, bulk.as_json(value), row_id]
    else:
        sql, parameters = f"({table}.{sort.column}, {table}.id) {sign} (%s, %s)", [value, row_id]
    return RawSQL(sql, parameters, output_field=BooleanField())  # noqa: S611 - names of ours, values as parameters
