"""Conditions on records of which Postgres must be told how to look them up."""

import json
from collections.abc import Mapping
from math import isqrt
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from twofold.directory import bulk
from twofold.directory.models import Tag
from twofold.directory.searching import question

M = TypeVar("M", bound=Model)

FEW = 2_000
PAGE = 25
NOBODY = UUID(int=0)


def matches(records: QuerySet[M], text: str, *, exactly: bool = False) -> QuerySet[M]:
    """Those that are found by every word of the text; none if there is no word in it."""
    asked = question(text, exactly=exactly)
    return answering(records, asked, exactly=exactly) if asked else records.none()


def answering(records: QuerySet[M], asked: str, *, exactly: bool = False) -> QuerySet[M]:
    """Those that a tsquery finds.

    Few are best taken out of the index of words and sorted, of many enough are soon met by going through the list. The
    planner finds the list cheaper than it is, and how many they are it knows only of common words: of all others it
    believes three in ten thousand, which the beginning of a phone number is far from. So it is told. Of a question that is
    asked twice over it thinks that hardly anything meets it; of one that it cannot see, that five in a thousand do.
    """
    condition, value = _told(records.model._meta.db_table, asked, believe=exactly)
    return _where(records, condition, value).filter(search__isnull=False)


def with_attributes(records: QuerySet[M], attributes: Mapping[str, Any]) -> QuerySet[M]:
    """Those whose attributes contain these."""
    table = records.model._meta.db_table
    few = _few(table, "attributes @> %(wanted)s::jsonb AND NOT attributes = '{}'", bulk.as_json(attributes))
    if few is not None:
        return _named(records, few)
    return records.filter(attributes__contains=dict(attributes)).exclude(attributes={})


def _where(records: QuerySet[M], condition: str, value: object) -> QuerySet[M]:
    return records.filter(RawSQL(condition, (value,), output_field=BooleanField()))  # noqa: S611 - our own names


def _named(records: QuerySet[M], few: list[UUID]) -> QuerySet[M]:
    """In one array: a placeholder for each would take Postgres longer to read than the rows."""
    return _where(records, f"{records.model._meta.db_table}.id = ANY(%s::uuid[])", few) if few else records.none()


def _told(table: str, asked: str, *, believe: bool) -> tuple[str, str]:
    """The condition, so put that the planner does what is sooner, and its parameter.

    Both ways take as long when they are the root of a page times the whole list. Many are what the planner believes to be
    many; what it believes to be few is counted so far, unless it is to be believed, as it is of whole words.
    """
    (size,) = bulk.run("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])[0]
    (plan,) = bulk.run(f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE search @@ %s::tsquery", [asked])[0]
    believed = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"]
    many = isqrt(PAGE * max(int(size), FEW))
    if believed >= many or not (believe or _counted(table, asked, many) < many):
        return f"{table}.search @@ (SELECT %s::tsquery)", asked
    return f"{table}.search @@ %s::tsquery", asked if believed < many // 10 else f"({asked}) & ({asked})"


def _counted(table: str, asked: str, most: int) -> int:
    """How many there are, at most so many."""
    counted = bulk.ask(
        f"""WITH found AS MATERIALIZED (
                SELECT FROM {table} WHERE search @@ %(asked)s::tsquery AND search IS NOT NULL)
            SELECT count(*) FROM (SELECT FROM found LIMIT %(most)s) AS counted""",  # noqa: S608 - our own names
        {"asked": asked, "most": most},
    )
    return int(counted[0][0])


def _few(table: str, condition: str, wanted: str) -> list[UUID] | None:
    """The ids that the index finds, or None if they are many."""
    found = bulk.ask(
        f"WITH found AS MATERIALIZED (SELECT id FROM {table} WHERE {condition}) SELECT id FROM found LIMIT {FEW}",  # noqa: S608
        {"wanted": wanted},
    )
    return None if len(found) == FEW else [row for (row,) in found]


def tag_called(name: str) -> UUID:
    """The tag, looked up beforehand: how many wear it is known of an id, not of a name. Nobody's if there is none."""
    return Tag.objects.filter(name__iexact=name).values_list("id", flat=True).first() or NOBODY
