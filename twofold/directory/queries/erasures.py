"""By what the audit log knows a person, when what it says of them is erased."""

from uuid import UUID

from twofold.core.actor import Actor
from twofold.core.audit.erasing import SHORTEST_WORD
from twofold.directory.queries.evidence import KnownBy, identifiers_of

DEVICES = ("anonymous_id", "device_id")


def looked_for(actor: Actor, person_id: UUID) -> list[KnownBy]:
    """What they are known by: nothing too short to be told from something else, and no device, whose id is one of those that stay."""
    found = identifiers_of(actor, person_id)
    return [one for one in found if one.kind not in DEVICES and len(one.value) >= SHORTEST_WORD]
