"""Whom a list has in it, and in which order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from twofold.core.actor import Actor, RowScope
from twofold.directory.errors import SortUnknown
from twofold.directory.models import Account, Person
from twofold.directory.queries.lists.asking import Asked
from twofold.directory.queries.lists.compiling import compiled, job
from twofold.directory.queries.lists.fields import ListField, Store
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.paging import Listed, LookUp, Sort
from twofold.directory.queries.lists.planning import number_of, plan_of
from twofold.directory.queries.lists.register import Register
from twofold.directory.queries.scopes import owned_or_there, people_at_hand, people_looked_up, people_met, people_passed
from twofold.directory.queries.searched import searched
from twofold.directory.queries.sql import Met
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to

FIRST_SORTED = {"person": "-seen", "account": "name"}
WIDE = 100_000
"""Of whom so many are one's own it takes too long to look all of them up."""
FEW = 10_000
LOOKED_UP_MEANWHILE = 8
"""While one is looked at, so many of one's own are looked up."""
_READ: dict[Kind, Callable[[Any], Any]] = {Kind.MOMENT: datetime.fromisoformat, Kind.NUMBER: int}


def listed(actor: Actor, register: Register, subject: str, asked: Asked) -> Listed[Any]:
    """The people or accounts that are asked for, among all in the list."""
    there, conditions = _there(subject, asked)
    everybody = there.filter(conditions)
    is_confined = actor.is_customer or actor.account_ids is not None
    visible = all_visible(actor, subject)
    wanted = visible.filter(conditions) if is_confined else everybody
    if asked.text:
        wanted = searched(actor, wanted, asked.text)
    where = compiled(actor, register, subject, asked.where)
    if not where.looked_up:
        return _within_rows(actor, subject, Listed(everybody, wanted, wanted))
    if subject == "person":
        wanted = wanted.annotate(job=job(actor))
    looked_up, met = wanted.filter(where.looked_up), wanted.filter(Met(where.met))
    whole = Listed(everybody, looked_up, met, where.ranges, LookUp.FEW if where.is_narrow else LookUp.AS_MANY)
    if where.is_of_memberships:  # whose membership is in the actor's rows is, too
        return whole
    return _within_rows(actor, subject, whole)


def _within_rows(actor: Actor, subject: str, all_of_it: Listed[Any]) -> Listed[Any]:
    """The part of a list that is in the actor's rows."""
    if actor.rows is None:
        return all_of_it
    if subject == "person":
        return _people_within(actor, actor.rows, all_of_it)
    theirs = owned_or_there(actor.rows)
    return replace(all_of_it, wanted=all_of_it.wanted.filter(theirs), met=all_of_it.met.filter(Met(theirs)))


def _people_within(actor: Actor, rows: RowScope, all_of_it: Listed[Any]) -> Listed[Any]:
    """The people who are in these rows; `wanted` leads first to whatever leads to fewer, as Postgres tells beforehand."""
    is_narrow = all_of_it.takes is LookUp.FEW
    one_by_one = Met((people_met if is_narrow else people_passed)(actor, rows))
    part = replace(all_of_it, wanted=all_of_it.wanted.filter(one_by_one), met=all_of_it.met.filter(one_by_one))
    if is_narrow:
        return part
    looked_up = people_looked_up(actor, rows, all_of_it.all)
    theirs, asked = plan_of(all_of_it.all.filter(looked_up)), plan_of(all_of_it.wanted)
    if asked.cost < theirs.cost:
        few = min(theirs.rows // LOOKED_UP_MEANWHILE, FEW)
        if number_of(all_of_it.wanted, at_most=few) <= few:
            return part
        looked_up = people_at_hand(actor, rows, all_of_it.all)
    takes = LookUp.TOO_MANY if theirs.rows > WIDE else LookUp.ALL_OF_ONES_OWN
    return replace(part, wanted=all_of_it.wanted.filter(looked_up), takes=takes)


def all_visible(actor: Actor, subject: str) -> QuerySet[Any]:
    """All whom the actor may see, also those who were removed or merged into another."""
    return everybody_visible_to(actor) if subject == "person" else all_accounts_visible_to(actor)


def _there(subject: str, asked: Asked) -> tuple[Any, Q]:
    """The conditions are those of the partial indexes, so that these are used."""
    conditions = Q(merged_into=None, deleted_at__isnull=not asked.removed)
    if subject == "account":
        return Account.objects.all(), conditions
    conditions &= Q(known_at__isnull=asked.visitors)
    return Person.objects.all(), conditions & Q(erased_at=None) if asked.removed else conditions


def sort_of(register: Register, subject: str, asked: Asked, key: str) -> Sort:
    """The sort that `name` or, falling, `-name` means. Visitors have no name: they are sorted by when they were seen."""
    descending, key = key.startswith("-"), key.removeprefix("-")
    field = register.of(subject).get("seen" if asked.visitors and key == "name" else key)
    if field is None or not field.is_sortable:
        raise SortUnknown(key)
    return _sort(field, descending=descending)


def _sort(field: ListField, *, descending: bool) -> Sort:
    if field.store == Store.ATTRIBUTE:
        return Sort(field.path, descending, read=_as_it_is, key=field.custom_key)
    return Sort(
        field.sorted_by,
        descending,
        read=_READ.get(field.kind, str),
        is_nullable=field.sorted_by not in {"created_at", "id"},
        is_latest_first=field.sorted_by == "seen_at",
    )


def _as_it_is(value: Any) -> Any:
    return value
