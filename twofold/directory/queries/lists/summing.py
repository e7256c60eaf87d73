"""The row below a list: how many have a value, what numbers come to, and amounts by their currency."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Avg, Case, Count, DecimalField, F, Max, Min, QuerySet, Sum, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from twofold.core.actor import Actor
from twofold.directory.queries.lists import attributes
from twofold.directory.queries.lists.asking import EVERYBODY, Asked, Figures, Summary, Sums
from twofold.directory.queries.lists.compiling import job, present
from twofold.directory.queries.lists.counting import Portion, portion_of
from twofold.directory.queries.lists.fields import ListField, Store
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.listed import listed
from twofold.directory.queries.lists.register import Register, named

NUMBER = DecimalField(max_digits=40, decimal_places=10)
AGGREGATES = {"total": Sum, "mean": Avg, "least": Min, "most": Max, "count": Count}


def summary(actor: Actor, subject: str, asked: Asked = EVERYBODY, *, columns: Collection[str]) -> Summary:
    """The columns in figures. Exact while some 20,000 are asked for at most, from a sample beyond.

    Two or three statements, and one more for each column of money.
    """
    register = Register(actor)
    fields = [named(register.of(subject), key) for key in columns]
    portion = portion_of(listed(actor, register, subject, asked))
    rows = portion.rows.order_by()
    if any(field.path.startswith("job__") for field in fields):
        rows = rows.annotate(job=job(actor))
    said = rows.aggregate(rows=Count("id"), **_aggregates(fields))
    sums = {
        field.key: Sums(portion.scaled(said[f"filled_{number}"]), _figures(rows, field, portion, said, number))
        if not field.is_masked
        else Sums(0)
        for number, field in enumerate(fields)
    }
    return Summary(portion.scaled(said["rows"]), sums, portion.is_all)


def _aggregates(fields: Collection[ListField]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, field in enumerate(fields):
        if field.is_masked:
            continue
        found[f"filled_{number}"] = Count(Case(When(present(field), then=Value(1))))
        if field.kind == Kind.NUMBER:
            found |= {f"{name}_{number}": of(_number(field)) for name, of in AGGREGATES.items()}
    return found


def _figures(
    rows: QuerySet[Any], field: ListField, portion: Portion, said: Mapping[str, Any], number: int
) -> dict[str, Figures]:
    if field.kind == Kind.MONEY:
        return _by_currency(rows, field, portion)
    if field.kind != Kind.NUMBER or not said[f"count_{number}"]:
        return {}
    return {"": _scaled({name: said[f"{name}_{number}"] for name in AGGREGATES}, portion)}


def _by_currency(rows: QuerySet[Any], field: ListField, portion: Portion) -> dict[str, Figures]:
    value = attributes.value_of(field)
    minor = Cast(KeyTextTransform("minor", value), NUMBER)
    amounts = rows.filter(present(field)).values(currency=KeyTextTransform("currency", value))
    found = amounts.annotate(**{name: of(minor) for name, of in AGGREGATES.items()}).order_by("-count")
    return {row["currency"]: _scaled(row, portion) for row in found}


def _scaled(row: Mapping[str, Any], portion: Portion) -> Figures:
    """Of a sample, the count and the sum stand for all; mean, least and most are its own."""
    return Figures(
        portion.scaled(row["count"]),
        float(row["total"]) * portion.weight,
        float(row["mean"]),
        float(row["least"]),
        float(row["most"]),
    )


def _number(field: ListField) -> Any:
    """The number, or nothing where there is none."""
    if field.store != Store.ATTRIBUTE:
        return F(field.path)
    number = Cast(attributes.text_of(field), NUMBER)
    return Case(When(present(field), then=number), output_field=NUMBER)
