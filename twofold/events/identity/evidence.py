"""What an event says about who its person is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec

from twofold.directory.identities import KindRules, Pair
from twofold.events.ingest import wire
from twofold.events.ingest.arrival import Arrival

MOST_EXTERNAL_IDS = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """Identifiers that came together, the most trusted first. The first one names the person, the others follow it."""

    event_id: str
    pairs: tuple[Pair, ...]
    how: str
    at: datetime
    source: str


class Witness:
    """Reads identifiers out of events by the rules of the kinds there are."""

    def __init__(self, kinds: Mapping[str, KindRules]) -> None:
        self.kinds = kinds
        self._rank = {key: (-kind.priority, key) for key, kind in kinds.items()}
        self._pair = lru_cache(maxsize=100_000)(self._normalised)

    def pairs(self, event: Arrival) -> tuple[Pair, ...]:
        """The identifiers of the event, the most trusted first; blocked and unreadable ones are none."""
        found = [("user_id", event.user_id), ("anonymous_id", event.anonymous_id)]
        if event.type == "identify" and event.traits:
            found += [(kind, str(event.traits.get(kind) or "")) for kind in ("email", "phone")]
        if event.context:
            found += _in_context(event.context)
        if event.previous_id:
            found.append(("anonymous_id", event.previous_id))
        pairs = {pair: None for kind, value in found if value and (pair := self._pair(kind, value))}
        if len(pairs) < 2:
            return tuple(pairs)
        return tuple(sorted(pairs, key=lambda pair: (self._rank[pair.kind], pair.value)))

    def previous_user(self, event: Arrival) -> Pair | None:
        """The user that an alias may mean by its previous id, should there be such a user."""
        return self._pair("user_id", event.previous_id) if event.previous_id else None

    def _normalised(self, kind: str, value: str) -> Pair | None:
        rules = self.kinds.get(kind)
        normal = rules.normalise(value) if rules else None
        return Pair(kind, normal) if normal else None


def group_of(event: Arrival) -> str:
    """The account the event names: of a group event, or of any other that says so in its context."""
    if event.group_id or b'"groupId"' not in event.context:
        return event.group_id
    try:
        return _text(wire.context.decode(event.context).group_id)[:500]
    except msgspec.MsgspecError:
        return ""


def _in_context(raw: bytes) -> list[tuple[str, str]]:
    """What has another form than the specification says is no evidence, and no reason to lose the event."""
    found: list[tuple[str, str]] = []
    try:
        context = wire.context.decode(raw)
        if traits := bytes(context.traits):
            contact = wire.contact.decode(traits)
            found += [("email", _text(contact.email)), ("phone", _text(contact.phone))]
        if device := bytes(context.device):
            found.append(("device_id", _text(wire.device.decode(device).id)))
        if external := bytes(context.external_ids):
            found += [
                (_text(one.type), _text(one.id))
                for one in wire.external_ids.decode(external)[:MOST_EXTERNAL_IDS]
                if one.collection in {None, "users"}
            ]
    except msgspec.MsgspecError:
        pass
    return found


def _text(value: wire.Text) -> str:
    return "" if value is None else str(value)
