"""A list in groups: by a value that its rows have in common, by the month of a day."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, F, Func, JSONField, TextField, Value, When
from django.db.models.functions import Left, TruncMonth

from twofold.core.actor import Actor
from twofold.directory.conditions import Condition, Is, Operator, every
from twofold.directory.errors import GroupUnknown
from twofold.directory.queries.lists import attributes
from twofold.directory.queries.lists.asking import EVERYBODY, Asked, Group, Groups
from twofold.directory.queries.lists.compiling import job
from twofold.directory.queries.lists.counting import Portion, portion_of
from twofold.directory.queries.lists.fields import ListField, Store
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.listed import listed
from twofold.directory.queries.lists.reading import expression_of
from twofold.directory.queries.lists.register import Register, named
from twofold.directory.queries.names import names_of_accounts, names_of_people

MOST = 100


def groups(actor: Actor, subject: str, asked: Asked = EVERYBODY, *, by: str) -> Groups:
    """How many there are of each value of a field, the largest groups first; those without a value are a group, too.

    Exact while some 20,000 are asked for at most, from a sample beyond. Who has several tags or choices is in several
    groups. A few statements. Refuses with `GroupUnknown` a field by which there are no groups.
    """
    register = Register(actor)
    field = named(register.of(subject), by)
    if not field.is_groupable:
        raise GroupUnknown(by)
    portion = portion_of(listed(actor, register, subject, asked))
    rows = portion.rows.annotate(job=job(actor)) if field.path.startswith("job__") else portion.rows
    found = rows.order_by().values(value=_value(field)).annotate(count=Count("id")).values_list("value", "count")
    counted: Counter[Any] = Counter()
    for value, count in found:
        counted[_READ.get(field.kind, _as_it_is)(value) if value not in {None, ""} else None] += count
    return _largest(actor, field, asked.where, portion, counted)


def _largest(actor: Actor, field: ListField, where: Condition, portion: Portion, counted: Counter[Any]) -> Groups:
    """The largest groups, each with its label, and the rest as a number. Those without a value come last."""
    shown = sorted(counted.most_common(MOST), key=lambda one: one[0] is None)
    labels = _labels(actor, field, [value for value, _ in shown if value is not None])
    return Groups(
        tuple(
            Group(value, labels.get(value, ""), portion.scaled(count), every(where, *_alone(field, value)))
            for value, count in shown
        ),
        portion.scaled(counted.total() - sum(count for _, count in shown)),
        portion.is_all,
    )


def _value(field: ListField) -> Any:
    """What the rows of a group have in common, as SQL."""
    if field.store == Store.TAGS:
        return F(f"{field.path.removesuffix('id')}taggings__tag__name")
    if field.store != Store.ATTRIBUTE:
        moment = field.kind in {Kind.MOMENT, Kind.DATE}
        return TruncMonth(field.path, output_field=DateField(), tzinfo=UTC) if moment else expression_of(field)
    value = attributes.text_of(field)
    if field.kind == Kind.MULTI_CHOICE:
        nothing = Value([None], output_field=JSONField())
        several = Case(When(attributes.present(field), then=attributes.value_of(field)), default=nothing)
        return Func(several, function="jsonb_array_elements_text", output_field=TextField(), set_returning=True)
    fitting = Left(value, len("2026-03")) if field.kind == Kind.DATE else value
    return Case(When(attributes.present(field), then=fitting), output_field=TextField())


def _month(value: date | str) -> date | None:
    try:
        return date.fromisoformat(f"{value:.7}-01") if isinstance(value, str) else value
    except ValueError:
        return None


def _id(value: UUID | str) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _as_it_is(value: Any) -> Any:
    return value


_READ: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.DATE: _month,
    Kind.MOMENT: _month,
    Kind.PERSON: _id,
    Kind.OWNER: _id,
    Kind.ACCOUNT: _id,
}


def _labels(actor: Actor, field: ListField, values: Sequence[Any]) -> Mapping[Any, str]:
    if field.kind == Kind.ACCOUNT:
        return names_of_accounts(actor, values)
    if field.kind in {Kind.PERSON, Kind.OWNER}:
        return names_of_people(actor, values)
    if field.kind in {Kind.DATE, Kind.MOMENT}:
        return {value: f"{value:%B %Y}" for value in values}
    return {value: dict(field.choices).get(value, str(value)) for value in values}


def _alone(field: ListField, value: Any) -> Sequence[Condition]:
    """What asks for this group alone."""
    if value is None:
        return [Is(field.key, Operator.EMPTY)]
    if field.kind in {Kind.DATE, Kind.MOMENT}:
        after = date(value.year + value.month // 12, value.month % 12 + 1, 1)
        edges = ((Operator.AT_LEAST, value), (Operator.LESS, after))
        return [Is(field.key, operator, (edge.isoformat(),)) for operator, edge in edges]
    if value == "visitor":  # a list is of visitors, or of those who are known
        return []
    return [Is(field.key, Operator.EQUAL, (str(value),))]
