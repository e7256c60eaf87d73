"""Comparing what is kept in columns."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import F, Q, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from twofold.directory import bulk
from twofold.directory.conditions import Operator
from twofold.directory.queries.lists.fields import ListField
from twofold.directory.queries.lists.kinds import TEXTS, Kind
from twofold.directory.queries.lists.values import Stretch
from twofold.directory.queries.sql import holds
from twofold.directory.searching import folded

WORD = re.compile(r"[^\W_]+")
BIGGEST_INTEGER = 2**31 - 1

BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM directory_account WHERE id = %(top)s
    UNION
    SELECT a.id FROM below JOIN directory_account a ON a.parent_id = below.id
)
SELECT id FROM below
"""
ORDERS = {Operator.LESS: "lt", Operator.AT_MOST: "lte", Operator.GREATER: "gt", Operator.AT_LEAST: "gte"}


def present(field: ListField) -> Q:
    """That there is something in the column."""
    textual = TEXTS | {Kind.CHOICE, Kind.COUNTRY, Kind.PHOTO}
    return Q((f"{field.path}__gt", "")) if field.kind in textual else Q((f"{field.path}__isnull", False))


def compared(field: ListField, operator: Operator, values: Sequence[Any]) -> Q:
    """The column compared with values of its kind."""
    match operator:
        case Operator.HAS:
            return _has(field, values[0])
        case Operator.UNDER:
            return is_among(field.path, tree_below(values[0]))
        case Operator.ONE_OF if isinstance(values[0], UUID):
            return is_among(field.path, values)
        case Operator.ONE_OF:
            return Q((f"{field.path}__in", values)) & present(field)
        case _:
            return _compared_one(field.path, operator, values[0])


def _compared_one(path: str, operator: Operator, value: Any) -> Q:
    match value:
        case Stretch():
            return _in_time(path, operator, value)
        case int() | Decimal() if not isinstance(value, bool):
            return _number(path, operator, value)
        case "":
            return holds("FALSE")
        case _:
            return Q((path if operator == Operator.EQUAL else f"{path}__{ORDERS[operator]}", value))


def _number(path: str, operator: Operator, value: int | Decimal) -> Q:
    """As a number of any size, so that what no column of integers could hold is compared all the same."""
    fits = isinstance(value, int) and abs(value) <= BIGGEST_INTEGER
    return holds(f"{{}} {operator} {{}}", F(path), Value(value) if fits else Value(Decimal(value)))


def _in_time(path: str, operator: Operator, stretch: Stretch) -> Q:
    """A day is equal to each of its moments, and later than it is what comes after its end."""
    match operator:
        case Operator.EQUAL:
            return Q((f"{path}__gte", stretch.start), (f"{path}__lt", stretch.end))
        case Operator.LESS:
            return Q((f"{path}__lt", stretch.start))
        case Operator.AT_MOST:
            return Q((f"{path}__lt", stretch.end))
        case Operator.GREATER:
            return Q((f"{path}__gte", stretch.end))
        case _:
            return Q((f"{path}__gte", stretch.start))


def _has(field: ListField, text: str) -> Q:
    """Every word of the text begins a word of the column. Names are looked at without their accents, and by their index."""
    if field.kind == Kind.PHONE:
        digits = "".join(filter(str.isdigit, text)).lstrip("0")
        return Q((f"{field.path}__contains", digits)) if digits else holds("FALSE")
    if field.path == "name" or field.path.endswith("__name"):
        return _has_name(field.path, text)
    if field.kind == Kind.EMAIL:
        return _has_email(field.path, text)
    return beginning_words(field.path, WORD.findall(text))


def beginning_words(path: str | Combinable, words: Sequence[str]) -> Q:
    """Each of these begins a word there, small or large."""
    if not words:
        return holds("FALSE")
    there = F(path) if isinstance(path, str) else path
    return Q(*(holds("{} ~* {}", there, Value(f"(^|[^[:alnum:]]){word}")) for word in words))


def _has_name(path: str, text: str) -> Q:
    words = WORD.findall(folded(text))
    if not words:
        return holds("FALSE")
    of = path.removesuffix("name")
    return beginning_words(f"{of}sort_name", words) & _found_by(f"{of}search", words)


def _has_email(path: str, text: str) -> Q:
    """The end of the domain (`.de`) is no word: neither is it one by which people are searched for."""
    words = WORD.findall(folded(text))
    if not words:
        return holds("FALSE")
    there = (holds("{} ~ {}", F(path), Value(f"(^|[^[:alnum:]]){word}.*[.@]")) for word in words)
    return Q(*there) & _found_by(f"{path.removesuffix('email')}search", words)


def _found_by(path: str, words: Sequence[str]) -> Q:
    """What the index of words finds: all whose columns have them, and some who have them elsewhere."""
    asked = Cast(Value(" & ".join(f"'{word}':*" for word in words)), SearchQueryField())
    return holds("{} @@ {}", F(path), asked) & Q((f"{path}__isnull", False))


def is_among(path: str, ids: Sequence[UUID]) -> Q:
    """In one array: a placeholder for each would take Postgres longer to read than the rows."""
    return holds("{} = ANY({})", F(path), Value(list(ids), output_field=ArrayField(UUIDField())))


def tree_below(account_id: UUID) -> list[UUID]:
    """The account and all that are below it. One statement."""
    return [account for (account,) in bulk.ask(BELOW, {"top": account_id})]
