"""What a person, or an account, amounts to on the tape."""

from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.directory.queries import formerly, formerly_accounts
from twofold.events.permissions import Permission
from twofold.events.store import sums
from twofold.events.store.sums import Sums


def figures_of_person(actor: Actor, person_id: UUID) -> Sums:
    """Events, orders and what they were worth, also of those who turned out to be this person."""
    _require(actor)
    return sums.of_people(actor, [person_id, *formerly(actor, person_id)], unit.now())


def figures_of_account(actor: Actor, account_id: UUID) -> Sums:
    """The same of all that was done for an account, or for one that turned out to be this one."""
    _require(actor)
    return sums.of_accounts(actor, [account_id, *formerly_accounts(actor, account_id)], unit.now())


def _require(actor: Actor) -> None:
    """Customers need no permission for what is their own; the store gives them nothing else."""
    if not actor.is_customer:
        actor.require(Permission.SEE_EVENTS)
