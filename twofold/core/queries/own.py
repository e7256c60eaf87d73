"""What an actor's own facts say: all that one change to many recorded, from the first of its facts to the last."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry


def own_facts(actor: Actor, name: str, between: Sequence[UUID]) -> Iterable[dict[str, Any]]:
    """The bodies of the actor's facts of this name between two ids of the ledger, both included: ids rise with time."""
    found = LedgerEntry.objects.filter(id__range=(between[0], between[-1]), name=name, actor_id=actor.person_id)
    return found.values_list("body", flat=True)
