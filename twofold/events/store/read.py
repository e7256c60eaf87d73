"""Reading the tape back. What a customer may see of it is decided here, whoever asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from twofold.core.actor import Actor
from twofold.events.store.client import client

NO_ONE = UUID(int=0)
SECONDS = 20
COLUMNS = "event_id, ts, received_at, type, name, person_id, account_id, source_id, anonymous_id, user_id, properties, context"
# The events of some people, with whose they are by now in place of whose they were taken to be.
HANDED_OVER = """(
    SELECT e.* REPLACE (if(o.from_person_id = toUUID('00000000-0000-0000-0000-000000000000'), e.person_id, o.person_id) AS person_id)
    FROM (SELECT * FROM events WHERE person_id IN {once:Array(UUID)}) AS e
    ASOF LEFT JOIN (SELECT * FROM overrides FINAL WHERE from_person_id IN {once:Array(UUID)}) AS o
    ON e.person_id = o.from_person_id AND e.node_id = o.node_id AND e.ts >= o.valid_from
)"""

# ClickHouse orders UUIDs by their second half first; as text they stand in the order everybody else has them in.
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is on the tape."""

    id: UUID
    at: datetime
    received_at: datetime
    type: str
    name: str
    person_id: UUID | None
    account_id: UUID | None
    source_id: UUID | None
    anonymous_id: str
    user_id: str
    properties: dict[str, Any]
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pick:
    """Which events of those that are meant: of these types (empty: any but facts), before a place, so many.

    With `account_id` only what was done for that account, with `NO_ONE` only what was done for none.
    """

    types: Collection[str] = ()
    before: Place | None = None
    limit: int = 50
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Which of the events that arrive: after the last one seen (its arrival and its id), and what else is asked for."""

    after: Place | None = None
    source_id: UUID | None = None
    name: str = ""
    people: Collection[UUID] = ()
    limit: int = 50


def of_people(actor: Actor, people: Collection[UUID], pick: Pick) -> list[Event]:
    """Events that are these people's by now, newest first."""
    once = once_theirs(people)
    return _events(
        actor,
        HANDED_OVER if once else "events",
        "person_id IN {people:Array(UUID)}",
        {"people": list(people), "once": list(once | set(people))},
        pick,
    )


def once_theirs(people: Collection[UUID]) -> set[UUID]:
    """Of whom these people took events over, or to whom they lost some."""
    handed = client().query(
        """SELECT DISTINCT from_person_id FROM overrides FINAL
           WHERE person_id IN {people:Array(UUID)} OR from_person_id IN {people:Array(UUID)}""",
        parameters={"people": list(people)},
    )
    return {person for (person,) in handed.result_rows}


def of_accounts(actor: Actor, accounts: Collection[UUID], pick: Pick) -> list[Event]:
    """Events that name one of these accounts, newest first."""
    return _events(actor, "events", "account_id IN {accounts:Array(UUID)}", {"accounts": list(accounts)}, pick)


def latest(actor: Actor, look: Look) -> list[Event]:
    """Events as they arrive, the newest first; facts, too."""
    where, parameters = confined(actor)
    if look.after:
        where += " AND received_at >= {at:DateTime64(3)} AND (received_at, event_id) > ({at:DateTime64(3)}, {id:UUID})"
        parameters |= {"at": look.after[0], "id": look.after[1]}
    if look.source_id:
        where += " AND source_id = {source:UUID}"
    if look.name:
        where += " AND positionCaseInsensitiveUTF8(name, {name:String}) > 0"
    if look.people:
        where += " AND person_id IN {people:Array(UUID)}"
    parameters |= {"source": look.source_id or NO_ONE, "name": look.name, "people": list(look.people)}
    found = client().query(
        f"SELECT {COLUMNS} FROM events WHERE {where} ORDER BY received_at DESC, event_id DESC LIMIT {{limit:UInt32}}",  # noqa: S608
        parameters=parameters | {"limit": look.limit},
        settings={"max_execution_time": SECONDS},
    )
    return [_event(row) for row in found.result_rows]


def _events(actor: Actor, source: str, which: str, parameters: dict[str, Any], pick: Pick) -> list[Event]:
    where, own = confined(actor)
    where = f"{which} AND {where} AND " + ("type IN {types:Array(String)}" if pick.types else "type != 'fact'")
    if pick.account_id is not None:
        where += " AND account_id = {within:UUID}"
        parameters |= {"within": pick.account_id}
    if pick.before:
        where += " AND ts <= {at:DateTime64(3)} AND (ts < {at:DateTime64(3)} OR toString(event_id) < {id:String})"
        parameters |= {"at": pick.before[0], "id": str(pick.before[1])}
    found = client().query(
        f"SELECT {COLUMNS} FROM {source} WHERE {where} ORDER BY ts DESC, toString(event_id) DESC LIMIT {{limit:UInt32}}",  # noqa: S608
        parameters=parameters | own | {"types": list(pick.types), "limit": pick.limit},
        settings={"max_execution_time": SECONDS},
    )
    return [_event(row) for row in found.result_rows]


def confined(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Customers see what they did themselves, and what was done for their accounts; no fact of ours."""
    if not actor.is_customer:
        return "1", {}
    return (
        "(person_id = {me:UUID} OR account_id IN {mine:Array(UUID)}) AND type != 'fact'",
        {"me": actor.person_id or NO_ONE, "mine": list(actor.account_ids or ())},
    )


def _event(row: Sequence[Any]) -> Event:
    event_id, at, received_at, type_, name, person, account, source, anonymous_id, user_id, properties, context = row
    return Event(
        event_id,
        at.replace(tzinfo=UTC),
        received_at.replace(tzinfo=UTC),
        type_,
        name,
        _some(person),
        _some(account),
        _some(source),
        anonymous_id,
        user_id,
        _object(properties),
        _object(context),
    )


def _some(one: UUID) -> UUID | None:
    return None if one == NO_ONE else one


def _object(text: str) -> dict[str, Any]:
    """An object of JSON; numbers that Python has no room for are left out of account."""
    try:
        return msgspec.json.decode(text) if text else {}
    except msgspec.MsgspecError:
        return {}
