"""Adding up what one person, or the people of one account, did: one question to the tape."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from twofold.core.actor import Actor
from twofold.events.store import read
from twofold.events.store.client import client

DAYS = 90
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SUMS = """
SELECT countIf(ts >= {recent:DateTime64(3)}), countIf(ts >= {before:DateTime64(3)} AND ts < {recent:DateTime64(3)}),
       countIf(ordered), minIf(ts, ordered), minIf(ts, private), max(ts), sumMapIf(map(currency, amount), ordered AND currency != '')
FROM (SELECT ts, name = 'Order Completed' AS ordered,
             ordered AND account_id = toUUID('00000000-0000-0000-0000-000000000000') AS private,
             JSONExtractString(properties, 'currency') AS currency,
             JSONExtractFloat(properties, if(JSONHas(properties, 'total'), 'total', 'revenue')) AS amount
      FROM {source} WHERE {where})
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """Events of the last `DAYS` days and of as many before, orders and their value by currency, and first and last times."""

    recent: int
    before: int
    orders: int
    ordered_since: datetime | None
    private_since: datetime | None
    last_at: datetime | None
    value: Mapping[str, float]


def of_people(actor: Actor, people: Collection[UUID], now: datetime) -> Sums:
    """What these people did, by whose the events are now."""
    once = read.once_theirs(people)
    source = read.HANDED_OVER if once else "events"
    return _sums(
        actor,
        source,
        "person_id IN {people:Array(UUID)}",
        {"people": list(people), "once": list(once | set(people))},
        now,
    )


def of_accounts(actor: Actor, accounts: Collection[UUID], now: datetime) -> Sums:
    """What was done for these accounts."""
    return _sums(actor, "events", "account_id IN {accounts:Array(UUID)}", {"accounts": list(accounts)}, now)


def _sums(actor: Actor, source: str, which: str, parameters: dict[str, Any], now: datetime) -> Sums:
    where, confined = read.confined(actor)
    asked = SUMS.replace("{source}", source).replace("{where}", f"{which} AND {where} AND type != 'fact'")
    span = {"recent": now - timedelta(days=DAYS), "before": now - timedelta(days=2 * DAYS)}
    found = client().query(
        asked, parameters=parameters | confined | span, settings={"max_execution_time": read.SECONDS}
    )
    recent, before, orders, ordered_since, private_since, last_at, value = found.result_rows[0]
    return Sums(recent, before, orders, _moment(ordered_since), _moment(private_since), _moment(last_at), value)


def _moment(found: datetime) -> datetime | None:
    """The tape answers with the beginning of 1970 where there is nothing."""
    moment = found.replace(tzinfo=UTC)
    return None if moment <= NEVER else moment
