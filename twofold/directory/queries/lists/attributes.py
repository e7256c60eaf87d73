"""Comparing what is kept in attributes: values of custom fields, as JSON.

A source may have sent something there that the field does not take; such a value is as good as none. What is equal is
found by the index of all attributes, what is more or less by the index of the field, if it has one.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, JSONField, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from twofold.core.money import Money
from twofold.directory.conditions import Operator
from twofold.directory.queries.lists.columns import WORD, beginning_words, tree_below
from twofold.directory.queries.lists.fields import ListField
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.sql import Sql, holds

DAY = r"^\d{4}-\d\d-\d\d$"
_JSON_TYPES = {Kind.NUMBER: "number", Kind.MONEY: "object", Kind.MULTI_CHOICE: "array"}


def present(field: ListField) -> Q:
    """That there is a value that fits the field.

    One CASE, of which Postgres expects that it is true of every second row: of each comparison by itself it would expect
    that hardly any row passes, and look up a hundred thousand others row by row.
    """
    value, text = value_of(field), text_of(field)
    is_typed = f"jsonb_typeof({{}}) = '{_JSON_TYPES.get(field.kind, 'string')}'"
    match field.kind:
        case Kind.NUMBER:
            fits = holds(_case(is_typed), value)
        case Kind.MONEY:
            inside = "jsonb_typeof({} -> 'minor') = 'number' AND jsonb_typeof({} -> 'currency') = 'string'"
            fits = holds(_case(f"{is_typed} AND {inside}"), value, value, value)
        case Kind.MULTI_CHOICE:
            fits = holds(_case(f"{is_typed} AND {{}} <> '[]'"), value, value)
        case Kind.DATE:
            fits = holds(_case(f"{is_typed} AND {{}} ~ {{}}"), value, text, Value(DAY))
        case _:
            fits = holds(_case(f"{is_typed} AND {{}} <> ''"), value, text)
    return Q((f"{field.path}__has_key", field.custom_key)) & fits


def _case(condition: str) -> str:
    return f"CASE WHEN {condition} THEN TRUE ELSE FALSE END"


def compared(field: ListField, operator: Operator, values: Sequence[Any]) -> Q:
    """The attribute compared with values of the field's kind."""
    match operator:
        case Operator.EQUAL | Operator.ONE_OF:
            return _equal_to_one(field, values)
        case Operator.HAS if field.kind == Kind.MULTI_CHOICE:
            return _equal_to_one(field, values)
        case Operator.HAS:
            return present(field) & beginning_words(text_of(field), WORD.findall(values[0]))
        case Operator.UNDER:
            ids = Value([str(one) for one in tree_below(values[0])], output_field=ArrayField(TextField()))
            return holds("{} = ANY({})", text_of(field), ids)
        case _ if field.kind == Kind.MONEY:
            return _money(field, operator, values[0])
        case _:
            return present(field) & holds(f"{{}} {operator} {{}}", value_of(field), _json(values[0]))


def value_of(field: ListField) -> KeyTransform:
    """The attribute as JSON, written as its index has it."""
    return KeyTransform(field.custom_key, field.path)


def text_of(field: ListField) -> KeyTextTransform:
    """The attribute as text."""
    return KeyTextTransform(field.custom_key, field.path)


def _equal_to_one(field: ListField, values: Sequence[Any]) -> Q:
    kept = [_kept(value) for value in values if value != ""]
    if field.kind == Kind.MULTI_CHOICE:
        kept = [[one] for one in kept]
    equal = Q(*(Q((f"{field.path}__contains", {field.custom_key: one})) for one in kept), _connector=Q.OR)
    return equal & holds("NOT {} = '{{}}'", F(field.path)) if kept else holds("FALSE")


def _money(field: ListField, operator: Operator, money: Money) -> Q:
    """Among amounts of the same currency. JSON puts objects in order by `minor` first, so that the index helps."""
    above = operator in {Operator.GREATER, Operator.AT_MOST}
    edge = _json({"minor": money.minor + 1 if above else money.minor, "currency": ""})
    sign = ">=" if operator in {Operator.GREATER, Operator.AT_LEAST} else "<"
    same = Q((f"{field.path}__contains", {field.custom_key: {"currency": money.currency}}))
    return present(field) & same & holds(f"{{}} {sign} {{}}", value_of(field), edge)


def _json(value: Any) -> Sql:
    return Sql("{}", Value(_kept(value), output_field=JSONField()), output_field=JSONField())


def _kept(value: Any) -> Any:
    """A value as custom fields keep it."""
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Decimal():
            return float(value)
        case _:
            return value
