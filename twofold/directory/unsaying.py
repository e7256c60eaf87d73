"""Taking words back: a source says again what it said before, or nothing, as if it had never said what it says now."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from twofold.directory import bulk

Words = Mapping[str, Any]


def said_by(source: str, table: str, subject: str, ids: Collection[UUID]) -> dict[UUID, Words]:
    """The words of a source of these people or accounts as such, by name, as they are kept. One statement."""
    rows = bulk.ask(
        f"SELECT {subject}, said FROM {table} WHERE {subject} = ANY(%(ids)s) AND identifier_id IS NULL"  # noqa: S608
        " AND source = %(source)s",
        {"ids": list(ids), "source": source},
    )
    return {one: json.loads(said) for one, said in rows}


def say_as_before(source: str, table: str, subject: str, names: Collection[str], before: Mapping[UUID, Words]) -> None:
    """Let a source say under these names what it said before, and nothing where it had said nothing. Two statements."""
    values, parameters = bulk.rows(
        {"id": "uuid", "words": "jsonb"}, [(one, bulk.as_json(dict(words))) for one, words in before.items()]
    )
    place = f"t.{subject} = v.id AND t.identifier_id IS NULL AND t.source = %s"
    bulk.run(
        f"UPDATE {table} t SET said = (t.said - %s::text[]) || v.words FROM {values} WHERE {place}",  # noqa: S608
        [list(names), *parameters, source],
        fetch=False,
    )
    bulk.run(
        f"DELETE FROM {table} t USING {values} WHERE {place} AND t.said = '{{}}'",  # noqa: S608
        [*parameters, source],
        fetch=False,
    )
