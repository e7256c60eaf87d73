"""Counting on the tape: what `insight` and the health page ask."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from twofold.events.store.client import client

_SECONDS = 20
# Whose an event is by now, for counting people.
_EFFECTIVE = """
    SELECT toDate(e.ts) AS day,
           if(o.from_person_id = toUUID('00000000-0000-0000-0000-000000000000'), e.person_id, o.person_id) AS person
    FROM (SELECT ts, person_id, node_id FROM events
          WHERE ts >= {since:DateTime64(3)} AND ts < {until:DateTime64(3)} AND type != 'fact') AS e
    ASOF LEFT JOIN (SELECT * FROM overrides FINAL) AS o
    ON e.person_id = o.from_person_id AND e.node_id = o.node_id AND e.ts >= o.valid_from
    WHERE person != toUUID('00000000-0000-0000-0000-000000000000')"""


def active_people(since: datetime, until: datetime) -> list[tuple[date, int]]:
    """How many people did something, by day; a day on which nobody did has no row."""
    return _rows(f"SELECT day, uniqExact(person) FROM ({_EFFECTIVE}) GROUP BY day ORDER BY day", since, until)  # noqa: S608


def new_people(since: datetime, until: datetime) -> list[tuple[date, int]]:
    """How many people were seen for the first time, by day, of those that are on the tape at all."""
    return _rows(
        """SELECT first, count() FROM (
               SELECT person_id, toDate(min(ts)) AS first FROM events
               WHERE type != 'fact' AND person_id != toUUID('00000000-0000-0000-0000-000000000000')
                 AND person_id NOT IN (SELECT from_person_id FROM overrides FINAL WHERE person_id != from_person_id
                                       AND node_id = toUUID('00000000-0000-0000-0000-000000000000'))
               GROUP BY person_id)
           WHERE first >= toDate({since:DateTime64(3)}) AND first < toDate({until:DateTime64(3)})
           GROUP BY first ORDER BY first""",
        since,
        until,
    )


def events_by_day(since: datetime, until: datetime, *, name: str = "") -> list[tuple[date, int]]:
    """How many events there were, by day; with a name, how many of that name."""
    return _rows(
        """SELECT toDate(ts) AS day, count() FROM events
           WHERE ts >= {since:DateTime64(3)} AND ts < {until:DateTime64(3)} AND type != 'fact'
             AND ({name:String} = '' OR name = {name:String})
           GROUP BY day ORDER BY day""",
        since,
        until,
        name=name,
    )


def so_far(since: datetime, until: datetime, ago: timedelta, *, name: str = "") -> tuple[int, int]:
    """How many events between two moments, and how many between the same moments some time ago."""
    ((now, then),) = _rows(
        """SELECT countIf(ts >= {since:DateTime64(3)}), countIf(ts < {then:DateTime64(3)}) FROM events
           WHERE ts >= {before:DateTime64(3)} AND ts < {until:DateTime64(3)} AND type != 'fact'
             AND ({name:String} = '' OR name = {name:String})""",
        since,
        until,
        before=since - ago,
        then=until - ago,
        name=name,
    )
    return now, then


def top_events(since: datetime, until: datetime, before: datetime, *, limit: int) -> list[tuple[str, int, int]]:
    """The most frequent events: name, how often in the period, and how often in the one before it."""
    return _rows(
        """SELECT name, countIf(ts >= {since:DateTime64(3)}) AS now, countIf(ts < {since:DateTime64(3)}) FROM events
           WHERE ts >= {before:DateTime64(3)} AND ts < {until:DateTime64(3)} AND type != 'fact'
           GROUP BY name HAVING now > 0 ORDER BY now DESC, name LIMIT {limit:UInt32}""",
        since,
        until,
        before=before,
        limit=limit,
    )


def by_source(since: datetime) -> list[tuple[UUID, int, datetime]]:
    """Events and the last arrival of each source."""
    found = client().query(
        """SELECT source_id, count(), max(received_at) FROM events
           WHERE received_at >= {since:DateTime64(3)} AND type != 'fact' GROUP BY source_id""",
        parameters={"since": since},
        settings={"max_execution_time": _SECONDS},
    )
    return [(source, count, last.replace(tzinfo=UTC)) for source, count, last in found.result_rows]


def health() -> tuple[str, int, int, int]:
    """Version, events in all, bytes on disk, and events of the last minute."""
    (row,) = (
        client()
        .query(
            """SELECT version(),
                  (SELECT sum(rows) FROM system.parts WHERE active AND database = currentDatabase() AND table LIKE 'events%'),
                  (SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()),
                  (SELECT count() FROM events WHERE received_at > now64(3) - INTERVAL 1 MINUTE)""",
        )
        .result_rows
    )
    return row[0], row[1], row[2], row[3]


def _rows(query: str, since: datetime, until: datetime, **more: Any) -> list[Any]:
    found = client().query(
        query, parameters={"since": since, "until": until, **more}, settings={"max_execution_time": _SECONDS}
    )
    return list(found.result_rows)
