"""What doors ask of the access room."""

from uuid import UUID

from twofold.core import registers
from twofold.core.actor import Actor, ActorKind
from twofold.directory import queries as directory


def actor_of(person_id: UUID) -> Actor:
    """Who a signed-in person is: staff with every permission, or a customer confined to their own accounts."""
    standing = directory.standing_of(Actor.system("access"), person_id)
    if standing.is_staff:
        return Actor(ActorKind.STAFF, standing.name, person_id, registers.all_permissions())
    return Actor(ActorKind.CUSTOMER, standing.name, person_id, account_ids=standing.account_ids)
