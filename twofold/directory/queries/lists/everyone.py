"""All whom a list has in it, not a page of them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from twofold.core.actor import Actor
from twofold.directory.queries.lists.asking import EVERYBODY, Asked, ListRow
from twofold.directory.queries.lists.listed import FIRST_SORTED, all_visible, listed, sort_of
from twofold.directory.queries.lists.paging import in_order
from twofold.directory.queries.lists.reading import Reader
from twofold.directory.queries.lists.register import Register, named


def everyone(actor: Actor, subject: str, asked: Asked = EVERYBODY) -> QuerySet[Any, UUID]:
    """The ids of all who are asked for, in no order."""
    return listed(actor, Register(actor), subject, asked).wanted.order_by().values_list("id", flat=True)


def everyone_in_order(actor: Actor, subject: str, asked: Asked = EVERYBODY, *, sort: str = "") -> QuerySet[Any, UUID]:
    """The same in the order of the list."""
    register = Register(actor)
    order = sort_of(register, subject, asked, sort or FIRST_SORTED[subject])
    wanted = listed(actor, register, subject, asked).wanted
    return wanted.order_by(*in_order(order)).values_list("id", flat=True)


def read_these(actor: Actor, subject: str, ids: Sequence[UUID], *, columns: Collection[str]) -> list[ListRow]:
    """These in this order, also those who were removed, with the columns asked for; those merged since are left out."""
    register = Register(actor)
    reader = Reader(actor, [named(register.of(subject), key) for key in columns])
    return reader.read(all_visible(actor, subject).filter(id__in=ids, merged_into=None), ids).rows
