"""How a verb for customers works: it looks as the customer, so that row-level security says what is theirs, and writes as Twofold.

What is looked for and not there is refused as not found, whether or not there is one elsewhere. Staff go the same way.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet

from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory
from twofold.directory.errors import AccountNotFound, MembershipNotFound
from twofold.directory.permissions import Permission

M = TypeVar("M", bound=models.Model)

HOLD = "SELECT id FROM directory_membership WHERE id = ANY(%s) AND ended_at IS NULL ORDER BY id FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in an account: a membership that lives."""

    id: UUID
    account_id: UUID
    person_id: UUID
    standing: str
    name: str

    @property
    def is_guest(self) -> bool:
        """Whether they are let in from outside."""
        return self.standing == "guest"


def places(actor: Actor, membership_ids: Collection[UUID]) -> list[Place]:
    """These memberships, which live and are all of one account; refuses with `MembershipNotFound` unless every one is there."""
    wanted = set(membership_ids)
    live: Any = directory.peers_visible_to(actor) if actor.is_customer else directory.memberships_visible_to(actor)
    name = "name" if actor.is_customer else "person__name"
    rows = live.filter(id__in=wanted, ended_at=None).order_by("id")
    found = [Place(*row) for row in rows.values_list("id", "account_id", "person_id", "standing", name)]
    missing = wanted - {one.id for one in found if one.account_id == found[0].account_id}
    if missing:
        raise MembershipNotFound(min(missing))
    return found


def place(actor: Actor, membership_id: UUID) -> Place:
    """One membership that lives."""
    return places(actor, [membership_id])[0]


def account(actor: Actor, account_id: UUID) -> UUID:
    """An account that lives, for a customer the one they act in, where they have been found to have a place.

    Refuses with `AccountNotFound`.
    """
    is_there = (
        account_id == actor.account_id
        if actor.is_customer
        else directory.accounts_visible_to(actor).filter(id=account_id).exists()
    )
    if not is_there:
        raise AccountNotFound(account_id)
    return account_id


def near(actor: Actor, account_ids: Collection[UUID]) -> Collection[UUID]:
    """Which of the accounts above and below may be named: to customers, who belong to them, all; to staff those they see."""
    return account_ids if actor.is_customer else directory.names_of_accounts(actor, account_ids).keys()


def seen(rows: QuerySet[M], actor: Actor, *, account: str = "account") -> QuerySet[M]:
    """Rows of accounts, as far as they are of the one that a customer acts in, or of those that staff see.

    What is of no account is for whoever sees every row. `account` is where the account stands.
    """
    if actor.is_customer:
        return rows.filter(**{account: actor.account_id})
    if actor.rows is None:
        return rows
    if not actor.may(Permission.SEE_ACCOUNTS):
        return rows.none()
    return rows.filter(**{f"{account}__in": directory.accounts_visible_to(actor)})


@contextmanager
def writing(actor: Actor, *permissions: str) -> Iterator[Actor]:
    """Write as Twofold what the actor was found to be allowed. Yields them with what rooms below ask for, for their verbs."""
    with unit_of_work(Actor.system("access")):
        yield replace(actor, permissions=actor.permissions | set(permissions))


def hold(membership_ids: Collection[UUID]) -> None:
    """Let nobody else change these memberships until this transaction ends; refuses if one has ended meanwhile."""
    wanted = sorted(set(membership_ids))
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [wanted])
        held = {one for (one,) in cursor}
    if missing := set(wanted) - held:
        raise MembershipNotFound(min(missing))
