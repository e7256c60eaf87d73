"""Makers of what tests are about: `a_person(email="ada@helio.example")` is there, complete, and says only what matters."""

from itertools import count
from typing import Any
from uuid import UUID

from django.core.cache import cache

from twofold.access.models import Grant, Limit, Role, StaffGrant, StaffRole
from twofold.core import clock, registers
from twofold.core.actor import Actor, ActorKind
from twofold.directory.models import Account, Membership, Person
from twofold.directory.verbs import accounts, memberships, people

SYSTEM = Actor.system("test")
_numbers = count(1)


def a_person(**fields: Any) -> Person:
    """A person; named `Person 1`, `Person 2` … unless told otherwise."""
    if not fields.keys() & {"given_name", "family_name", "name", "email", "phone"}:
        fields["name"] = f"Person {next(_numbers)}"
    return people.add(SYSTEM, fields=fields, source="import")


def an_account(*, parent: Account | None = None, kind: str = "prospect", **fields: Any) -> Account:
    """An account; named `Account 1`, `Account 2` … unless told otherwise."""
    fields.setdefault("name", f"Account {next(_numbers)}")
    return accounts.add(SYSTEM, fields=fields, kind=kind, parent_id=parent.id if parent else None, source="import")


def a_membership(person: Person | None = None, account: Account | None = None, **fields: Any) -> Membership:
    """A membership, of a person and an account of its own unless told otherwise."""
    return memberships.add(SYSTEM, (person or a_person()).id, (account or an_account()).id, fields=fields)


def a_colleague(name: str = "Jana Okoye", *, without: str = "", account_ids: frozenset[UUID] | None = None) -> Actor:
    """A member of staff who may do everything (`without` one permission, or in these accounts only)."""
    person = an_administrator(a_person(name=name))
    permissions = registers.all_permissions() - {without}
    return Actor(ActorKind.STAFF, name, person.id, permissions, account_ids)


def an_administrator(person: Person) -> Person:
    """The person as a member of staff who may do everything, also through a door."""
    StaffGrant.objects.create(
        person=people.make_staff(SYSTEM, person.id),
        role=StaffRole.objects.get(key="administrator"),
        granted_at=clock.now(),
    )
    return person


def a_grant(membership: Membership, role: str, *, reaches_below: bool = False) -> Grant:
    """A built-in role that somebody has in their account."""
    return Grant.objects.create(
        membership=membership,
        account_id=membership.account_id,
        role=Role.objects.get(key=role),
        reaches_below=reaches_below,
        granted_at=clock.now(),
    )


def a_customer(person: Person, *accounts: Account) -> Actor:
    """A person who came through the portal, in these accounts."""
    ids = frozenset(account.id for account in accounts)
    return Actor(ActorKind.CUSTOMER, person.name, person.id, account_ids=ids)


def nothing_tried() -> None:
    """As if nobody had tried anything yet: limits begin anew."""
    cache.clear()
    Limit.objects.all().delete()
