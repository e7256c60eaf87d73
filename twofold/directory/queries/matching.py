"""Conditions on records of which Postgres must be told how to look them up."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from twofold.directory import bulk
from twofold.directory.models import Tag
from twofold.directory.searching import question

M = TypeVar("M", bound=Model)

FEW = 2_000
COMMON = 0.03
NOBODY = UUID(int=0)


def matches(records: QuerySet[M], text: str, *, exactly: bool = False) -> QuerySet[M]:
    """Those that are found by every word of the text; none if there is no word in it."""
    asked = question(text, exactly=exactly)
    if not asked:
        return records.none()
    table = records.model._meta.db_table
    if not exactly and not _is_common(table, asked):
        few = _few(table, "search @@ %(wanted)s::tsquery AND search IS NOT NULL", asked)
        if few is not None:
            return records.filter(id__in=few)
    found = RawSQL(f"{table}.search @@ %s::tsquery", (asked,), output_field=BooleanField())  # noqa: S611 - our own name
    return records.filter(found, search__isnull=False)


def with_attributes(records: QuerySet[M], attributes: Mapping[str, Any]) -> QuerySet[M]:
    """Those whose attributes contain these."""
    table = records.model._meta.db_table
    few = _few(table, "attributes @> %(wanted)s::jsonb AND NOT attributes = '{}'", bulk.as_json(attributes))
    if few is not None:
        return records.filter(id__in=few)
    return records.filter(attributes__contains=dict(attributes)).exclude(attributes={})


def _is_common(table: str, asked: str) -> bool:
    """Whether the planner knows these beginnings to be common; of one that it does not know it believes two in a hundred."""
    (size,) = bulk.run("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])[0]
    (plan,) = bulk.run(f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE search @@ %s::tsquery", [asked])[0]
    steps = json.loads(plan) if isinstance(plan, str) else plan
    return bool(steps[0]["Plan"]["Plan Rows"] > COMMON * size) if size > 0 else False


def _few(table: str, condition: str, wanted: str) -> list[UUID] | None:
    """The ids that the index finds, or None if they are many.

    Of beginnings of words and of JSON the planner cannot tell a rare one from a common one, and would go through a million
    rows in the order of the list for a rare one. So the index is asked first: few are named one by one, many are soon met
    by going through the list.
    """
    found = bulk.ask(
        f"WITH found AS MATERIALIZED (SELECT id FROM {table} WHERE {condition}) SELECT id FROM found LIMIT {FEW}",  # noqa: S608
        {"wanted": wanted},
    )
    return None if len(found) == FEW else [row for (row,) in found]


def tag_called(name: str) -> UUID:
    """The tag, looked up beforehand: how many wear it is known of an id, not of a name. Nobody's if there is none."""
    return Tag.objects.filter(name__iexact=name).values_list("id", flat=True).first() or NOBODY
