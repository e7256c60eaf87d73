"""Organisations to run: accounts whose people have roles, and doing something as one of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from tests.makers import a_grant, a_membership, a_person
from twofold.access import queries
from twofold.access.models import Role
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory.models import Account, Membership

T = TypeVar("T")


def someone(account: Account, *roles: str, name: str = "", reaches_below: bool = False, **fields: Any) -> Membership:
    """A new person in an account, with built-in roles."""
    membership = a_membership(a_person(**({"name": name} if name else {})), account, **fields)
    for role in roles:
        a_grant(membership, role, reaches_below=reaches_below)
    return membership


def role_id(key: str) -> UUID:
    """A built-in role."""
    return Role.objects.get(key=key).id


def role_keys(membership: Membership) -> set[str]:
    """The roles that somebody has where they are."""
    return {str(one) for one in Role.objects.filter(id__in=_granted(membership))}


@contextmanager
def acting(membership: Membership, *, at: Account | None = None) -> Iterator[Actor]:
    """As the person of this membership, in its account or one below, with the customer's role of the database."""
    actor = queries.customer_of(membership.person_id, at.id if at else membership.account_id)
    with unit_of_work(actor):
        yield actor


def as_(membership: Membership, do: Callable[..., T], *args: Any, **more: Any) -> T:
    """One verb or query, called as this person."""
    with acting(membership) as actor:
        return do(actor, *args, **more)


def _granted(membership: Membership) -> list[UUID]:
    from twofold.access.models import Grant

    return list(Grant.objects.filter(membership=membership).values_list("role_id", flat=True))
