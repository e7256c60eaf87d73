"""Conditions as SQL. Every comparison is true or it is not: what is empty is never equal, less or more, and NOT lets it in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory.conditions import (
    All,
    Condition,
    ConditionNotUnderstood,
    Is,
    Not,
    Operator,
    Some,
    fields_in,
)
from twofold.directory.conditions import Any as AnyOf
from twofold.directory.conditions.tree import require_bounded
from twofold.directory.models import Account, Person
from twofold.directory.queries.lists import attributes, columns, related
from twofold.directory.queries.lists.fields import ListField, Store
from twofold.directory.queries.lists.kinds import ORDER, Kind
from twofold.directory.queries.lists.register import Register, named
from twofold.directory.queries.lists.values import Asker, read
from twofold.directory.queries.scopes import memberships_passed
from twofold.directory.queries.sql import opposite
from twofold.directory.queries.visible import memberships_visible_to

NARROW = {"email", "phone"}
"""Fields of which few have the same value, and an index."""
EXACT = {Operator.EQUAL, Operator.ONE_OF}
RELATIONS = {"person": {"membership": "person"}, "account": {"member": "account"}}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition: to be `met` by a row that is looked at, or by which rows are `looked_up`. Both say the same.

    `ranges` are those parts of it, by column, which a list that is sorted by the column starts and ends with. `is_narrow`
    says that an index knows the few who can meet it; `is_of_memberships`, that only those can of whom the actor sees one.
    """

    met: Q
    looked_up: Q
    ranges: Mapping[str, Q]
    is_narrow: bool
    is_of_memberships: bool


def compiled(actor: Actor, register: Register, subject: str, condition: Condition) -> Compiled:
    """The condition on rows of the subject. Refuses with `ConditionNotUnderstood` what its fields do not take."""
    compiler = _Compiler(actor, register)
    return Compiled(
        met=compiler.of(subject, require_bounded(condition)),
        looked_up=compiler.looked_up(subject, condition),
        ranges=compiler.ranges(subject, condition),
        is_narrow=_is_narrow(condition),
        is_of_memberships=any(isinstance(part, Some) for part in _needed(condition)),
    )


class _Compiler:
    """Goes down the tree; `subject` is whose fields are meant, and changes inside `membership(…)`."""

    def __init__(self, actor: Actor, register: Register) -> None:
        self._actor, self._register = actor, register
        self._asker = Asker(actor.person_id, unit.now())
        self._leaves: dict[tuple[str, Is], Q] = {}

    def of(self, subject: str, condition: Condition) -> Q:
        match condition:
            case All(parts):
                return _joined((self.of(subject, part) for part in parts), Q.AND)
            case AnyOf(parts):
                return _joined((self.of(subject, part) for part in parts), Q.OR)
            case Not(part):
                return opposite(self.of(subject, part))
            case Some():
                return self._some(subject, condition)
            case Is():
                return self._leaf(subject, condition)

    def looked_up(self, subject: str, condition: Condition) -> Q:
        """The same, where OR looks up each of its parts by the index that serves it; Postgres itself would look at every row."""
        match condition:
            case All(parts):
                return _joined((self.looked_up(subject, part) for part in parts), Q.AND)
            case AnyOf(parts) if any(map(self._is_beside, parts)) and not any(isinstance(part, Not) for part in parts):
                table = Person.objects if subject == "person" else Account.objects
                found, *others = (self._ids(subject, table.all(), part) for part in parts)
                return Q(id__in=found.union(*others))
            case _:
                return self.of(subject, condition)

    def ranges(self, subject: str, condition: Condition) -> dict[str, Q]:
        """Of the parts of which all must hold, those that compare a column with a number or a time."""
        ranges: dict[str, Q] = {}
        for part in _needed(condition):
            if isinstance(part, Is) and part.operator in (Operator.EQUAL, *ORDER):
                field = named(self._register.of(subject), part.field)
                if field.store == Store.COLUMN and field.kind in {Kind.NUMBER, Kind.MOMENT}:
                    ranges[field.path] = ranges.get(field.path, Q()) & self.of(subject, part)
        return ranges

    def _ids(self, subject: str, table: QuerySet[Any], part: Condition) -> QuerySet[Any, Any]:
        is_of_job = subject == "person" and any(key.startswith("job.") for key in fields_in(part))
        rows = table.annotate(job=job(self._actor)) if is_of_job else table
        return rows.filter(self.looked_up(subject, part)).values("id")

    def _is_beside(self, part: Condition) -> bool:
        """Whether the part is about what other tables keep."""
        return isinstance(part, Some) or any(key.startswith("job.") or key == "tag" for key in fields_in(part))

    def _leaf(self, subject: str, asked: Is) -> Q:
        """Compiled once: some ask the database for what they mean."""
        if (subject, asked) not in self._leaves:
            field = named(self._register.of(subject), asked.field, asked.at)
            self._leaves[subject, asked] = self._comparison(field, asked)
        return self._leaves[subject, asked]

    def _some(self, subject: str, some: Some) -> Q:
        relations = RELATIONS.get(subject, {})
        if some.relation not in relations:
            known = ", ".join(f"{name}(…)" for name in relations) or "nothing in parentheses"
            raise ConditionNotUnderstood(f"There is no {some.relation}(…) here, but {known}.", some.at)
        living = memberships_visible_to(self._actor, in_rows=memberships_passed).filter(ended_at=None)
        living = living.filter(**{relations[some.relation]: OuterRef("id")})
        return Q(Exists(living.filter(self.of(some.relation, some.condition))))

    def _comparison(self, field: ListField, asked: Is) -> Q:
        if field.is_masked:
            raise ConditionNotUnderstood(f"{field.label} is hidden from you: nothing can be asked of it.", asked.at)
        if asked.operator not in field.operators:
            offered = ", ".join(field.operators)
            raise ConditionNotUnderstood(f"{field.label} knows no {asked.operator}, but {offered}.", asked.at)
        match asked.operator:
            case Operator.NOT_EQUAL:
                return opposite(self._compared(field, Operator.EQUAL, asked))
            case Operator.EMPTY:
                return opposite(present(field))
            case Operator.PRESENT:
                return present(field)
            case operator:
                return self._compared(field, operator, asked)

    def _compared(self, field: ListField, operator: Operator, asked: Is) -> Q:
        values = [read(field, text, self._asker, asked.at) for text in asked.values]
        return _STORES[field.store].compared(field, operator, values)


def _needed(condition: Condition) -> tuple[Condition, ...]:
    """The parts of which all must hold."""
    return condition.parts if isinstance(condition, All) else (condition,)


def _is_narrow(condition: Condition) -> bool:
    return any(isinstance(part, Is) and part.field in NARROW and part.operator in EXACT for part in _needed(condition))


def present(field: ListField) -> Q:
    """That the field is not empty."""
    return _STORES[field.store].present(field)


def job(actor: Actor) -> FilteredRelation:
    """The primary membership. Made anew each time: Django renames the condition of the one it is given."""
    condition = Q(memberships__ended_at=None, memberships__is_primary=True)
    if actor.account_ids is not None:
        condition &= Q(memberships__account__in=actor.account_ids)
    if actor.rows is not None:
        condition &= Q(memberships__id__in_scope=actor.rows)
    return FilteredRelation("memberships", condition=condition)


class _Stored(Protocol):
    """How what is kept somewhere is compared."""

    def present(self, field: ListField) -> Q:
        """That there is something."""

    def compared(self, field: ListField, operator: Operator, values: Sequence[Any]) -> Q:
        """That it is so."""


_STORES: dict[Store, _Stored] = {
    Store.COLUMN: columns,
    Store.ATTRIBUTE: attributes,
    Store.TAGS: related.TAGS,
    Store.DOMAINS: related.DOMAINS,
    Store.PERSON_KIND: related.PERSON_KIND,
}


def _joined(parts: Iterable[Q], connector: str) -> Q:
    return Q(*parts, _connector=connector)
