"""Writing to the tape.

An insert of one block into one partition is atomic, also under `kill -9`; one that spans partitions is not. Rows therefore go
in by partition, and who has to know what of a batch has arrived asks `written`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from twofold.events.store import native
from twofold.events.store.client import client, command
from twofold.events.store.rows import NOBODY, Row

_DURABLE = {
    "fsync_metadata": 1,
    "distributed_foreground_insert": 1,
    "insert_deduplicate": 0,
    "async_insert": 0,
    "max_execution_time": 30,
}
_MONTHS: dict[int, int] = {}
_DAY = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ARRIVES_WITHIN = timedelta(hours=12)


class Override(NamedTuple):
    """Events of a person that came with an identifier (None: with none) belong to another, from a moment on."""

    from_person_id: UUID
    node_id: UUID | None
    valid_from: datetime | None
    person_id: UUID


def append(rows: Sequence[Row]) -> None:
    """Put rows on the tape, durably. After an exception some partitions may have got theirs: ask `written`."""
    for part in _by_partition(rows):
        _insert("events", _columns(part), len(part), comment=str(UUID(int=part[0].batch_id)))


def written(batch_id: UUID, *, received_at: datetime) -> set[int]:
    """Which events of a batch are on the tape."""
    found = client().query(
        """SELECT event_id FROM events
           WHERE batch_id = {batch:UUID} AND received_at BETWEEN {low:DateTime64(3)} AND {high:DateTime64(3)}""",
        parameters={
            "batch": batch_id,
            "low": received_at - _ARRIVES_WITHIN,
            "high": received_at + _ARRIVES_WITHIN,
        },
        settings={"max_execution_time": 30},
    )
    return {event_id.int for (event_id,) in found.result_rows}


def present(event_ids: Iterable[UUID], *, since: datetime, until: datetime) -> set[UUID]:
    """Which of these events are on the tape, among those that happened in a span of time."""
    found = client().query(
        """SELECT event_id FROM events WHERE event_id IN {ids:Array(UUID)}
           AND ts BETWEEN {since:DateTime64(3)} AND {until:DateTime64(3)}""",
        parameters={"ids": list(event_ids), "since": since, "until": until},
    )
    return {event_id for (event_id,) in found.result_rows}


def is_being_written(batch_id: UUID) -> bool:
    """Whether an insert of this batch is still running in ClickHouse, though whoever sent it may be gone."""
    found = client().query(
        "SELECT count() FROM system.processes WHERE Settings['log_comment'] = {batch:String}",
        parameters={"batch": str(batch_id)},
    )
    return bool(found.result_rows[0][0])


def override(rows: Sequence[Override], *, version: int) -> None:
    """Say whose events are by now. The highest version counts."""
    columns = [
        ("from_person_id", native.uuids([row.from_person_id.int for row in rows])),
        ("node_id", native.uuids([row.node_id.int if row.node_id else NOBODY for row in rows])),
        ("valid_from", native.times([_milliseconds(row.valid_from) for row in rows])),
        ("person_id", native.uuids([row.person_id.int for row in rows])),
        ("version", native.numbers([version] * len(rows))),
    ]
    _insert("overrides", columns, len(rows), comment="")


def hand_over(loser_id: UUID, winner_id: UUID, *, version: int) -> None:
    """Let everything that was overridden to the loser belong to the winner."""
    command(
        """INSERT INTO overrides
           SELECT from_person_id, node_id, valid_from, {winner:UUID}, {version:UInt64}
           FROM overrides FINAL WHERE person_id = {loser:UUID}""",
        {"winner": winner_id, "loser": loser_id, "version": version},
    )


def _milliseconds(moment: datetime | None) -> int:
    return 0 if moment is None else max((moment - _EPOCH) // timedelta(milliseconds=1), 0)


def _insert(table: str, columns: list[tuple[str, tuple[str, bytes]]], rows: int, *, comment: str) -> None:
    client().raw_insert(
        table,
        column_names=[name for name, _ in columns],
        insert_block=native.block(rows, columns),
        fmt="Native",
        settings={**_DURABLE, "log_comment": comment},
    )


def _by_partition(rows: Sequence[Row]) -> Iterable[list[Row]]:
    parts: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        parts[_month(row.ts)].append(row)
    return parts.values()


def _month(ts: int) -> int:
    """The partition of a moment, `toYYYYMM` in UTC."""
    day = ts // _DAY
    month = _MONTHS.get(day)
    if month is None:
        date = datetime.fromtimestamp(day * 86_400, UTC)
        month = _MONTHS[day] = date.year * 100 + date.month
    return month


def _columns(rows: Sequence[Row]) -> list[tuple[str, tuple[str, bytes]]]:
    return [
        ("event_id", native.uuids([row.event_id for row in rows])),
        ("batch_id", native.uuids([row.batch_id for row in rows])),
        ("source_id", native.uuids([row.source_id for row in rows])),
        ("type", native.texts([row.type for row in rows])),
        ("name", native.texts([row.name for row in rows])),
        ("person_id", native.uuids([row.person_id for row in rows])),
        ("node_id", native.uuids([row.node_id for row in rows])),
        ("account_id", native.uuids([row.account_id for row in rows])),
        ("anonymous_id", native.texts([row.anonymous_id for row in rows])),
        ("user_id", native.texts([row.user_id for row in rows])),
        ("ts", native.times([row.ts for row in rows])),
        ("sent_at", native.times([row.sent_at for row in rows])),
        ("received_at", native.times([row.received_at for row in rows])),
        ("properties", native.texts([row.properties for row in rows])),
        ("context", native.texts([row.context for row in rows])),
    ]
