"""Who acts: a person who signed in, as themselves or in one of their accounts."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from twofold.access import contexts, staff_rights
from twofold.access.contexts import Context
from twofold.access.errors import NotInAccount
from twofold.core import registers
from twofold.core.actor import Actor, ActorKind
from twofold.core.registers import BuiltIn
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory


def actor_of(person_id: UUID, *, admin_until: datetime | None = None) -> Actor:
    """Who a signed-in person is: staff with what their roles allow, or a customer by themselves. Two statements.

    Until `admin_until` they are in admin mode.
    """
    standing = directory.standing_of(Actor.system("access"), person_id)
    if not standing.is_staff:
        return _customer(standing)
    rights = staff_rights.rights_of(person_id, in_admin_mode=admin_until is not None)
    return Actor(
        ActorKind.STAFF,
        standing.name,
        person_id,
        rights.permissions,
        rows=rights.rows,
        masked=rights.masked,
        in_admin_mode=rights.in_admin_mode,
        admin_until=admin_until,
    )


def customer_of(person_id: UUID, account_id: UUID | None = None) -> Actor:
    """A person as a customer, which members of staff are, too: by themselves, or in an account with what their roles allow.

    Two statements, whatever the number of accounts. Refuses an account that they are not, or no longer, in.
    """
    standing = directory.standing_of(Actor.system("access"), person_id)
    if account_id is None:
        return _customer(standing)
    rights = contexts.rights_in(person_id, account_id)
    return replace(
        _customer(standing),
        permissions=registers.permissions_of(BuiltIn.SELF) | rights.permissions,
        account_ids=frozenset({account_id}),
        account_id=account_id,
    )


def my_contexts(actor: Actor) -> list[Context]:
    """The accounts that the actor may act in. One statement."""
    if actor.person_id is None:
        return []
    with unit_of_work(Actor.system("access")):  # which accounts there are is not seen from within one of them
        return contexts.contexts_of(actor.person_id)


def account_to_act_in(actor: Actor, account_id: UUID) -> UUID:
    """The account, if the actor may act in it. Refuses with `NotInAccount` otherwise, whether or not there is one."""
    if actor.person_id is None:
        raise NotInAccount(account_id)
    with unit_of_work(Actor.system("access")):
        contexts.rights_in(actor.person_id, account_id)
    return account_id


def _customer(standing: directory.Standing) -> Actor:
    own = registers.permissions_of(BuiltIn.SELF)
    return Actor(ActorKind.CUSTOMER, standing.name, standing.person_id, own, account_ids=frozenset())
