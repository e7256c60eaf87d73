"""The unit of work: one transaction, one actor, one moment.

Doors and jobs open it, verbs only insist that there is one. The connection itself runs as a role that may touch no room's
table, so a query outside a unit of work fails loudly instead of seeing too much (docs/decisions/0005-roles-of-postgres.md).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from twofold.core import clock
from twofold.core.actor import Actor, ActorKind

ROLES = {
    ActorKind.STAFF: "twofold_staff",
    ActorKind.SERVICE: "twofold_staff",
    ActorKind.SYSTEM: "twofold_staff",
    ActorKind.CUSTOMER: "twofold_customer",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """The open unit of work."""

    actor: Actor
    now: datetime
    written_at: datetime


_open: ContextVar[Unit | None] = ContextVar("twofold_unit", default=None)


@contextmanager
def unit_of_work(actor: Actor | Callable[[], Actor], *, at: datetime | None = None) -> Iterator[Unit]:
    """Open a transaction in the actor's database role; commit at the end, roll back on any exception.

    Its moment is this one, or the earlier one that is told: `at` is for whoever writes down afterwards what happened then. The
    ledger says when it was written.

    Inside another unit it is a savepoint with an actor of its own and that one's moment, and the outer actor's role returns
    afterwards; where the database sees no difference between the two, it is not told.
    An actor who is only known by what they show is found by a function, which takes their role in the same round trip.
    """
    outer = _open.get()
    written_at = outer.written_at if outer else clock.now()
    now = outer.now if outer else at or written_at
    is_the_same = outer is not None and isinstance(actor, Actor) and _seen(actor) == _seen(outer.actor)
    with transaction.atomic():
        if isinstance(actor, Actor) and not is_the_same:
            _take_role(actor)
        opened = Unit(actor if isinstance(actor, Actor) else actor(), now, written_at)
        token = _open.set(opened)
        try:
            yield opened
        finally:
            _open.reset(token)
        if outer and not is_the_same and not transaction.get_rollback():
            _take_role(outer.actor)


def current() -> Unit:
    """The open unit of work; a bug in the caller if there is none."""
    opened = _open.get()
    if opened is None:
        msg = "No unit of work is open: a door or a job must open one before calling a verb."
        raise RuntimeError(msg)
    return opened


def now() -> datetime:
    """The moment of this unit of work, the same for all that happens in it."""
    return current().now


def written_at() -> datetime:
    """When all that happens in this unit of work is written down; mostly the moment at which it happens."""
    return current().written_at


def _take_role(actor: Actor) -> None:
    """Become the actor for the rest of the transaction: role and the settings that row-level security reads."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('twofold.person', %s, true), set_config('twofold.accounts', %s, true)",
            _seen(actor),
        )


def _seen(actor: Actor) -> list[str]:
    """An actor, as the database sees one."""
    accounts = ",".join(str(account) for account in sorted(actor.account_ids or ()))
    return [ROLES[actor.kind], str(actor.person_id or ""), f"{{{accounts}}}"]
