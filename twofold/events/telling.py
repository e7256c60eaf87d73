"""How the tape tells a fact: as a row of its own."""

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from twofold.events.store import NOBODY, Row

if TYPE_CHECKING:
    from twofold.core.models import LedgerEntry

FACT = b"fact"


def row_of(entry: "LedgerEntry", batch_id: UUID) -> Row:
    """An entry of the ledger, as it is by now."""
    moment = int(entry.recorded_at.timestamp() * 1000)
    return Row(
        event_id=entry.id.int,
        batch_id=batch_id.int,
        source_id=NOBODY,
        type=FACT,
        name=entry.name.encode(),
        ts=moment,
        sent_at=moment,
        received_at=moment,
        properties=msgspec.json.encode(entry.body),
        context=msgspec.json.encode({"actor": entry.actor_name, "actor_id": entry.actor_id}),
        person_id=entry.person_id.int if entry.person_id else NOBODY,
        account_id=entry.account_id.int if entry.account_id else NOBODY,
    )
