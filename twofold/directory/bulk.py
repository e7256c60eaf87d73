"""Many rows in one statement: columns travel as arrays and are unnested by Postgres."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def as_json(value: Any) -> str:
    """As a `jsonb[]` parameter takes one element."""
    return _encode(value)


def as_plain_json(value: Any) -> str:
    """The same for what has ids, dates and moments in it."""
    return msgspec.json.encode(value).decode()


def ids(several: Iterable[UUID]) -> str:
    """Ids as Postgres reads an array of them: a tenth of the time that psycopg takes to quote them one by one."""
    return "{" + ",".join([f"{one.int:032x}" for one in several]) + "}"


def rows(types: Mapping[str, str], values: Sequence[Sequence[Any]]) -> tuple[str, list[list[Any]]]:
    """`unnest(...) AS v (columns)` and its parameters: one array for each column."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in types.values())
    columns = [list(column) for column in zip(*values, strict=True)] if values else [[] for _ in types]
    return f"unnest({arrays}) AS v ({', '.join(types)})", columns


def insert(
    table: str,
    types: Mapping[str, str],
    values: Sequence[Sequence[Any]],
    *,
    constants: str = "",
    conflict: str = "ON CONFLICT DO NOTHING",
    returning: str = "",
) -> list[tuple[Any, ...]]:
    """Insert rows; `constants` are further columns as `name = SQL` pairs separated by `;`."""
    if not values:
        return []
    fixed = [part.split("=", 1) for part in constants.split(";") if part.strip()]
    columns = ", ".join([*types, *(name.strip() for name, _ in fixed)])
    selected = ", ".join([*(f"v.{name}" for name in types), *(value.strip() for _, value in fixed)])
    source, parameters = rows(types, values)
    return run(
        f"INSERT INTO {table} ({columns}) SELECT {selected} FROM {source} {conflict}"  # noqa: S608 - our own names
        + (f" RETURNING {returning}" if returning else ""),
        parameters,
        fetch=bool(returning),
    )


def note_seen(table: str, seen: Mapping[UUID, datetime]) -> None:
    """Move `seen_at` forward; a row that somebody else is writing just now is passed over rather than waited for."""
    if not seen:
        return
    source, parameters = rows({"id": "uuid", "at": "timestamptz"}, list(seen.items()))
    run(
        f"""WITH due AS (
                SELECT r.id, v.at FROM {source} JOIN {table} r ON r.id = v.id
                WHERE r.seen_at IS NULL OR r.seen_at < v.at FOR UPDATE OF r SKIP LOCKED)
            UPDATE {table} r SET seen_at = due.at FROM due WHERE r.id = due.id""",  # noqa: S608 - our own names
        parameters,
        fetch=False,
    )


def ask(sql: str, named: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a question with named parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, named)
        return list(cursor.fetchall())


def change(sql: str, named: Mapping[str, Any]) -> int:
    """Run a statement with named parameters that returns no rows; how many it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, named)
        return int(cursor.rowcount)


def run(sql: str, parameters: Sequence[Any] = (), *, fetch: bool = True) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if fetch else []
