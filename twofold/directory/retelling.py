"""What the ledger tells of one change to many: its facts lie between the first and the last of them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.models import LedgerEntry


def bodies_between(actor: Actor, name: str, facts: Sequence[UUID]) -> Iterable[dict[str, Any]]:
    """What the actor's own facts of this name say, from the first of the two to the last. Ids of the ledger rise with time."""
    found = LedgerEntry.objects.filter(id__range=(facts[0], facts[-1]), name=name, actor_id=actor.person_id)
    return found.values_list("body", flat=True)
