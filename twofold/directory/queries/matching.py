"""Conditions on records of which Postgres must be told how to look them up."""

import json
from math import isqrt
from typing import TypeVar
from uuid import UUID

from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from twofold.directory import bulk
from twofold.directory.searching import question

M = TypeVar("M", bound=Model)

FEW = 2_000
PAGE = 25
HANDFUL = 200


def matches(records: QuerySet[M], text: str, *, exactly: bool = False) -> QuerySet[M]:
    """Those that are found by every word of the text; none if there is no word in it."""
    asked = question(text, exactly=exactly)
    return answering(records, asked, exactly=exactly) if asked else records.none()


def answering(records: QuerySet[M], asked: str, *, exactly: bool = False) -> QuerySet[M]:
    """Those that a tsquery finds.

    A page of few is soonest read by looking them up and sorting them, one of many by going through the list: both take as
    long when they are the root of a page times the whole list. The planner finds the list cheaper than it is, and how many
    they are it knows only of common words; of all others it believes three in ten thousand, which the beginning of a phone
    number is far from. So they are counted that far, unless they are whole words, and the planner is told: a handful are
    named; of a question that is asked twice over it thinks that hardly anything meets it, of one that it cannot see, that
    five in a thousand do.
    """
    table = records.model._meta.db_table
    believed, size = _believed(table, asked)
    many = isqrt(PAGE * max(size, FEW))
    if believed >= many:
        return _found(records, "(SELECT %s::tsquery)", asked)
    if not exactly:
        counted, some = _counted(table, asked, many)
        if counted <= HANDFUL:
            return _named(records, some)
        if counted == many:
            return _found(records, "(SELECT %s::tsquery)", asked)
    return _found(records, "%s::tsquery", asked if believed < many // 10 else f"({asked}) & ({asked})")


def _where(records: QuerySet[M], condition: str, value: object) -> QuerySet[M]:
    return records.filter(RawSQL(condition, (value,), output_field=BooleanField()))  # noqa: S611 - our own names


def _named(records: QuerySet[M], few: list[UUID]) -> QuerySet[M]:
    """In one array: a placeholder for each would take Postgres longer to read than the rows."""
    return _where(records, f"{records.model._meta.db_table}.id = ANY(%s::uuid[])", few) if few else records.none()


def _found(records: QuerySet[M], asked: str, value: str) -> QuerySet[M]:
    return _where(records, f"{records.model._meta.db_table}.search @@ {asked}", value).filter(search__isnull=False)


def _believed(table: str, asked: str) -> tuple[int, int]:
    """How many the planner believes that there are, and of how many."""
    (size,) = bulk.run("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])[0]
    (plan,) = bulk.run(f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE search @@ %s::tsquery", [asked])[0]
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"], int(size)


def _counted(table: str, asked: str, most: int) -> tuple[int, list[UUID]]:
    """How many there are, at most so many, and a handful of them."""
    ((counted, some),) = bulk.ask(
        f"""WITH found AS MATERIALIZED (
                SELECT id FROM {table} WHERE search @@ %(asked)s::tsquery AND search IS NOT NULL)
            SELECT count(*), (array_agg(id))[:{HANDFUL}] FROM (SELECT id FROM found LIMIT %(most)s) AS counted""",  # noqa: S608
        {"asked": asked, "most": most},
    )
    return counted, some or []
