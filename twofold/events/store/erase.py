"""Taking rows off the tape for good.

`ALTER TABLE … DELETE` writes every part anew that has such a row in it, and only then are the bytes gone from the disk: some
seconds for ten million events, however few go. So it is asked for several people at once, nobody waits for it in a
transaction that others wait for, and ClickHouse carries it to its end by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from twofold.events.store import read
from twofold.events.store.client import client, command
from twofold.events.store.schema import EVENTS, OVERRIDES, Table

Period = tuple[
    UUID, UUID, int, int | None, bool
]  # from whom, by which identifier, from when to when, whether it is theirs
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = 60
OVERRIDDEN = """
SELECT from_person_id, node_id, toUnixTimestamp64Milli(valid_from), person_id FROM overrides FINAL
WHERE from_person_id IN {once:Array(UUID)} ORDER BY from_person_id, node_id, valid_from
"""
UNDER_WAY = """
SELECT count(), anyIf(latest_fail_reason, latest_fail_reason != '') FROM {mutations}
WHERE database = currentDatabase() AND table IN ({tables}) AND NOT is_done
"""


class NotErased(Exception):
    """ClickHouse could not take rows off the tape, and says why."""


def is_under_way() -> bool:
    """Whether anything is being taken off the tape. Raises if that fails again and again."""
    mutations = "system.mutations"
    if settings.CLICKHOUSE_CLUSTER:
        mutations = f"clusterAllReplicas(`{settings.CLICKHOUSE_CLUSTER}`, system.mutations)"
    tables = ", ".join(f"'{_stored(table)}'" for table in (EVENTS, OVERRIDES))
    ((running, reason),) = client().query(UNDER_WAY.format(mutations=mutations, tables=tables)).result_rows
    if reason:
        raise NotErased(reason[:500])
    return bool(running)


def events_of(people: Collection[UUID]) -> int:
    """How many events are theirs by now."""
    return _count(_theirs(people))


def erase_events_of(people: Collection[UUID]) -> None:
    """Have all events of these people taken off the tape, and then what was handed over to them."""
    _delete(EVENTS, _theirs(people))


def forget_handed_over(people: Collection[UUID]) -> None:
    """Hand nothing over to these people any more."""
    _delete(OVERRIDES, f"person_id IN ({_listed(people)})")


def facts_there(facts: Mapping[UUID, datetime]) -> set[UUID]:
    """Which of these facts are on the tape, by id, given when each was recorded."""
    if not facts:
        return set()
    found = client().query(f"SELECT event_id FROM events WHERE {_facts(facts)}")  # noqa: S608 - ids and times of ours
    return {one for (one,) in found.result_rows}


def erase_facts(facts: Mapping[UUID, datetime]) -> None:
    """Have these facts taken off the tape."""
    _delete(EVENTS, _facts(facts))


def _facts(facts: Mapping[UUID, datetime]) -> str:
    first, last = (_moment(int(edge(facts.values()).timestamp() * 1_000)) for edge in (min, max))
    return f"type = 'fact' AND ts BETWEEN {first} AND {last} + INTERVAL 1 SECOND AND event_id IN ({_listed(facts)})"


def _theirs(people: Collection[UUID]) -> str:
    """The events that are these people's by now, without a join: that is how rows to be deleted have to be meant."""
    once = read.once_theirs(people)
    rows = client().query(OVERRIDDEN, parameters={"once": list(once)}).result_rows if once else ()
    gained, lost = [], []
    for source, node, since, until, is_theirs in _periods(rows, frozenset(people)):
        one = f"node_id = '{node}' AND ts >= {_moment(since)}" + (f" AND ts < {_moment(until)}" if until else "")
        if source in people and not is_theirs:
            lost.append(f"(person_id = '{source}' AND {one})")
        elif source not in people and is_theirs:
            gained.append(f"(person_id = '{source}' AND {one})")
    own = f"person_id IN ({_listed(people)})" + (f" AND NOT ({' OR '.join(lost)})" if lost else "")
    return f"type != 'fact' AND ({' OR '.join([f'({own})', *gained])})"


def _periods(rows: Iterable[Sequence[Any]], people: frozenset[UUID]) -> Iterator[Period]:
    """Each override until the next one of the same identifier."""
    runs: defaultdict[tuple[UUID, UUID], list[tuple[int, UUID]]] = defaultdict(list)
    for source, node, since, person in rows:
        runs[source, node].append((since, person))
    for (source, node), run in runs.items():
        ends: list[int | None] = [since for since, _ in run[1:]]
        for (since, person), until in zip(run, [*ends, None], strict=True):
            yield source, node, since, until, person in people


def _count(which: str) -> int:
    found = client().query(f"SELECT count() FROM events WHERE {which}", settings={"max_execution_time": _SECONDS})  # noqa: S608
    return int(found.result_rows[0][0])


def _delete(table: Table, which: str) -> None:
    """It is noted when this returns, and done by and by (`is_under_way`)."""
    cluster = f" ON CLUSTER `{settings.CLICKHOUSE_CLUSTER}`" if settings.CLICKHOUSE_CLUSTER else ""
    command(f"ALTER TABLE {_stored(table)}{cluster} DELETE WHERE {which}", mutations_sync=0)


def _stored(table: Table) -> str:
    """Where the rows of a table lie that may be spread over a cluster."""
    return f"{table.name}_local" if settings.CLICKHOUSE_CLUSTER and table.shard_by else table.name


def _listed(several: Iterable[UUID]) -> str:
    return ", ".join(f"'{one}'" for one in several)


def _moment(milliseconds: int) -> str:
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return f"toDateTime64('{moment:%Y-%m-%d %H:%M:%S.%f}', 3, 'UTC')"
