"""Writing profiles down: what sources say is read for many records at once, folded, and written where it differs."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from twofold.core import unit
from twofold.directory import bulk
from twofold.directory.folding import Known, Profile, Said, account_profile, person_profile
from twofold.directory.traits import storable
from twofold.directory.words import learn

SAID_OF_PEOPLE = """
SELECT i.person_id, t.source, t.said
FROM directory_identifier i JOIN directory_trait t ON t.identifier_id = i.id AND t.person_id IS NULL
WHERE i.person_id = ANY(%(ids)s)
UNION ALL
SELECT t.person_id, t.source, t.said
FROM directory_trait t WHERE t.person_id = ANY(%(ids)s) AND t.identifier_id IS NULL
UNION ALL
SELECT p.merged_into_id, t.source, t.said
FROM directory_person p JOIN directory_trait t ON t.person_id = p.id AND t.identifier_id IS NULL
WHERE p.merged_into_id = ANY(%(ids)s)
"""
KNOWN_OF_PEOPLE = """
SELECT i.person_id, i.kind, i.value, i.proven_at IS NOT NULL, i.created_at
FROM directory_identifier i JOIN directory_identifierkind k ON k.key = i.kind
WHERE i.person_id = ANY(%(ids)s) AND k.makes_known AND NOT i.is_shared
"""
SAID_OF_ACCOUNTS = """
SELECT i.account_id, t.source, t.said
FROM directory_accountidentifier i JOIN directory_accounttrait t ON t.identifier_id = i.id AND t.account_id IS NULL
WHERE i.account_id = ANY(%(ids)s)
UNION ALL
SELECT t.account_id, t.source, t.said
FROM directory_accounttrait t WHERE t.account_id = ANY(%(ids)s) AND t.identifier_id IS NULL
UNION ALL
SELECT a.merged_into_id, t.source, t.said
FROM directory_account a JOIN directory_accounttrait t ON t.account_id = a.id AND t.identifier_id IS NULL
WHERE a.merged_into_id = ANY(%(ids)s)
"""
KNOWN_OF_ACCOUNTS = """
SELECT account_id, kind, value, proven_at IS NOT NULL, created_at
FROM directory_accountidentifier WHERE account_id = ANY(%(ids)s)
"""

PERSON_TYPES = {
    "id": "uuid", "given_name": "text", "family_name": "text", "name": "text", "sort_name": "text", "email": "text",
    "phone": "text", "locale": "text", "time_zone": "text", "country": "text", "city": "text", "photo": "text",
    "attributes": "jsonb", "tokens": "text",
}  # fmt: skip
ACCOUNT_TYPES = {
    "id": "uuid", "name": "text", "sort_name": "text", "industry": "text", "employees": "int", "country": "text",
    "city": "text", "website": "text", "company_number": "text", "vat_number": "text", "attributes": "jsonb",
    "tokens": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shape:
    """A table of records that are folds, and where what they are made of is found."""

    table: str
    types: Mapping[str, str]
    said: str
    known: str
    searchable: str
    fold: Callable[[Iterable[Said], Iterable[Known]], Profile]


PEOPLE = _Shape(
    "directory_person", PERSON_TYPES, SAID_OF_PEOPLE, KNOWN_OF_PEOPLE,
    "r.known_at IS NOT NULL AND r.merged_into_id IS NULL", person_profile,
)  # fmt: skip
ACCOUNTS = _Shape(
    "directory_account", ACCOUNT_TYPES, SAID_OF_ACCOUNTS, KNOWN_OF_ACCOUNTS, "r.merged_into_id IS NULL", account_profile
)


def refold_people(person_ids: Collection[UUID]) -> None:
    """Make these people what their traits and identifiers say. Three statements, however many."""
    _refold(PEOPLE, person_ids)


def refold_accounts(account_ids: Collection[UUID]) -> None:
    """The same for accounts."""
    _refold(ACCOUNTS, account_ids)


def _refold(shape: _Shape, record_ids: Collection[UUID]) -> None:
    if not record_ids:
        return
    asked = {"ids": list(record_ids)}
    said: dict[UUID, list[Said]] = defaultdict(list)
    for record, source, words in bulk.ask(shape.said, asked):
        said[record] += words_of(source, words)
    known: dict[UUID, list[Known]] = defaultdict(list)
    for record, kind, value, is_proven, created_at in bulk.ask(shape.known, asked):
        known[record].append(Known(kind, value, is_proven, created_at))
    _write(shape, [(record, shape.fold(said[record], known[record])) for record in sorted(record_ids)])


def people_as_one(person_ids: Collection[UUID]) -> Profile:
    """What would hold of these people if they were one."""
    return _as_one(PEOPLE, person_ids)


def accounts_as_one(account_ids: Collection[UUID]) -> Profile:
    """The same of accounts."""
    return _as_one(ACCOUNTS, account_ids)


def _as_one(shape: _Shape, record_ids: Collection[UUID]) -> Profile:
    asked = {"ids": list(record_ids)}
    said = [one for _, source, words in bulk.ask(shape.said, asked) for one in words_of(source, words)]
    return shape.fold(said, [Known(*row[1:]) for row in bulk.ask(shape.known, asked)])


def _write(shape: _Shape, profiles: Sequence[tuple[UUID, Profile]]) -> None:
    """Write what differs from what is there."""
    columns = [name for name in shape.types if name not in {"id", "attributes", "tokens"}]
    source, parameters = bulk.rows(
        shape.types,
        [
            (
                record,
                *(profile.columns[name] for name in columns),
                bulk.as_json(profile.attributes),
                " ".join(profile.tokens),
            )
            for record, profile in profiles
        ],
    )
    found_by = "array_to_tsvector(string_to_array(v.tokens, ' '))"
    search = f"CASE WHEN {shape.searchable} AND v.tokens <> '' THEN {found_by} END"
    now = ", ".join(f"r.{name}" for name in [*columns, "attributes", "search"])
    then = ", ".join([*(f"v.{name}" for name in columns), "v.attributes", search])
    bulk.run(
        f"UPDATE {shape.table} r SET ({', '.join(columns)}, attributes, search) = ROW({then}) FROM {source}"  # noqa: S608
        f" WHERE r.id = v.id AND ROW({now}) IS DISTINCT FROM ROW({then})",
        parameters,
        fetch=False,
    )
    learn(token for _, profile in profiles for token in profile.tokens)


# ------------------------------------------------------------------------------------------------ what is said

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
WORD_TYPES = {"subject": "uuid", "source": "text", "name": "text", "value": "jsonb", "moment": "bigint"}


def words_of(source: str, said: str) -> Iterator[Said]:
    """What a source said, from the JSON of its row."""
    for name, (value, moment) in json.loads(said).items():
        yield Said(name, value, source, EPOCH + moment * MICROSECOND)


def moment_of(at: datetime) -> int:
    """A moment as it is kept beside a word."""
    return (at - EPOCH) // MICROSECOND


def say(table: str, subject: str, other: str, said: Iterable[tuple[UUID, str, str, Any, datetime]]) -> frozenset[UUID]:
    """Keep what sources say, (subject, source, name, value, moment) each, unless they have said something newer.

    `subject` and `other` name the two columns of which exactly one is set. Returns the subjects of whom something changed.
    """
    values = [
        (who, source, name, bulk.as_json(storable(value)), moment_of(at)) for who, source, name, value, at in said
    ]
    if not values:
        return frozenset()
    source, parameters = bulk.rows(WORD_TYPES, values)
    changed = bulk.run(
        f"""INSERT INTO {table} AS t ({subject}, source, said, received_at)
            SELECT subject, source, jsonb_object_agg(name, jsonb_build_array(value, moment)), %s
            FROM (SELECT DISTINCT ON (subject, source, name) * FROM {source}
                  ORDER BY subject, source, name, moment DESC, nullif(value::text, 'null') COLLATE "C" DESC NULLS LAST) AS w
            GROUP BY subject, source
            ON CONFLICT ({subject}, source) WHERE {other} IS NULL DO UPDATE
            SET said = t.said || directory_newer(t.said, excluded.said), received_at = excluded.received_at
            WHERE directory_newer(t.said, excluded.said) <> '{{}}'
            RETURNING {subject}""",  # noqa: S608 - our own names
        [unit.now(), *parameters],
    )
    return frozenset(who for (who,) in changed)
