"""Whom a list has in it, and in which order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from twofold.core.actor import Actor
from twofold.directory.errors import SortUnknown
from twofold.directory.models import Account, Person
from twofold.directory.queries.lists.asking import Asked
from twofold.directory.queries.lists.compiling import compiled, job
from twofold.directory.queries.lists.fields import ListField, Store
from twofold.directory.queries.lists.kinds import Kind
from twofold.directory.queries.lists.paging import Listed, Sort
from twofold.directory.queries.lists.register import Register
from twofold.directory.queries.lists.sql import Met
from twofold.directory.queries.scopes import owned_or_there, people_looked_up, people_met
from twofold.directory.queries.searched import searched
from twofold.directory.queries.visible import all_accounts_visible_to, everybody_visible_to

FIRST_SORTED = {"person": "-seen", "account": "name"}
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
        return _within_rows(actor, subject, Listed(everybody, wanted, wanted), are_few=bool(asked.text))
    if subject == "person":
        wanted = wanted.annotate(job=job(actor))
    looked_up, met = wanted.filter(where.looked_up), wanted.filter(Met(where.met))
    whole = Listed(everybody, looked_up, met, where.ranges, where.is_narrow)
    return _within_rows(actor, subject, whole, are_few=bool(asked.text) or where.is_narrow)


def _within_rows(actor: Actor, subject: str, all_of_it: Listed[Any], *, are_few: bool) -> Listed[Any]:
    """The part of a list that is in the actor's rows. Few are each looked at; of many the rows are looked up."""
    if actor.rows is None:
        return all_of_it
    if subject == "account":
        met = looked_up = owned_or_there(actor.rows)
    else:
        met, looked_up = people_met(actor, actor.rows), people_looked_up(actor, actor.rows)
    wanted = all_of_it.wanted.filter(Met(met) if are_few else looked_up)
    return replace(all_of_it, wanted=wanted, met=all_of_it.met.filter(Met(met)))


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
