"""What a dry run holds to be there: records as its earlier pieces left them, kept beside the directory and thrown away at the end."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction

from twofold.core.copying import Copying
from twofold.core.vouching import vouched
from twofold.directory import bulk
from twofold.directory.identities import Pair
from twofold.directory.importing.known import Index, Member, Record, name_key
from twofold.directory.importing.prepared import Prepared
from twofold.directory.models import ImportDraft, ImportDraftKey

FOUND = """
SELECT DISTINCT k.record_id FROM directory_importdraftkey k WHERE k.operation_id = %(operation)s AND k.key = ANY(%(keys)s)
"""
STATES = """
SELECT record_id, state FROM directory_importdraft WHERE operation_id = %(operation)s AND record_id = ANY(%(ids)s)
"""
PLACES = """
SELECT record_id, (state->>'parent_id')::uuid FROM directory_importdraft
WHERE operation_id = %(operation)s AND record_id = ANY(%(ids)s)
"""
TABLES = "directory_importdraft, directory_importdraftkey"
LOCKED = f"LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE NOWAIT"
OTHERS = " UNION ALL ".join(
    f"(SELECT 1 FROM {table} WHERE operation_id {other} %(operation)s LIMIT 1)"  # noqa: S608 - our own names
    for table in TABLES.split(", ")
    for other in "<>"
)  # the primary key answers it, which it would not if asked for another one
EMPTY = f"TRUNCATE {TABLES}"
FORGET = "DELETE FROM {table} WHERE operation_id = %(operation)s AND {column} = ANY(%(ids)s)"


def recall(index: Index, part: str, operation_id: UUID, keys: Iterable[str]) -> None:
    """Let the index know the drafts that these keys lead to, and whoever they turned out to be."""
    asked = {"operation": operation_id, "keys": [_hash(part, key) for key in keys]}
    wanted = {one for (one,) in bulk.ask(FOUND, asked)} if asked["keys"] else set()
    absorbed: list[tuple[Record, UUID]] = []
    while wanted:
        states = bulk.ask(STATES, {"operation": operation_id, "ids": list(wanted)})
        wanted = set()
        for record_id, state in states:
            kept = json.loads(state)
            record = _record(record_id, kept)
            index.drafted.add(record_id)
            index.add(record)
            if kept["absorbed_by"]:
                winner = UUID(kept["absorbed_by"])
                absorbed.append((record, winner))
                wanted |= {winner} - index.records.keys()
    for record, winner in absorbed:
        record.absorbed_by = index.records[winner]


def places(operation_id: UUID, account_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """What those of these accounts that are drafted are part of."""
    return dict(bulk.ask(PLACES, {"operation": operation_id, "ids": list(account_ids)}))


def keys_of_parents(texts: Iterable[str]) -> set[str]:
    """The keys by which accounts that others are part of may be meant."""
    kinds = ("domain", "external_id", "group_id", "company_number")
    return {
        key for text in texts for key in (f"name={name_key(text)}", *(_of_pair(Pair(kind, text)) for kind in kinds))
    }


def keys_of(index: Index, part: str, rows: Sequence[Prepared], others: Iterable[Pair] = ()) -> set[str]:
    """Every key that a row may lead by, and those of others."""
    found = set(map(_of_pair, others))
    for row in rows:
        said = row.person if part == "person" else row.account
        name = " ".join(filter(None, (said.get("given_name"), said.get("family_name")))) or said.get("name") or ""
        found.update(index.keys_of(name, said))
        pairs = row.identifiers if part == "person" else row.account_identifiers
        found.update(_of_pair(pair) for pair in pairs)
    return found


def outdate(index: Index, operation_id: UUID) -> None:
    """Forget drafts that the piece has changed."""
    known = [one.id for one in _changed(index) if one.id in index.drafted]
    if known:
        for table in ("directory_importdraft", "directory_importdraftkey"):
            bulk.change(FORGET.format(table=table, column="record_id"), {"operation": operation_id, "ids": known})


def keep(tables: Copying, index: Index, part: str, operation_id: UUID) -> None:
    """Keep what the piece changed, for the next ones."""
    changed = _changed(index)
    tables.rows(
        "directory_importdraft",
        ["operation_id", "record_id", "state"],
        ((operation_id, one.id, bulk.as_plain_json(_state(one))) for one in changed),
    )
    tables.rows(
        "directory_importdraftkey",
        ["operation_id", "key", "record_id"],
        ((operation_id, key, one.id) for one in changed for key in {_hash(part, key) for key in _all_keys(index, one)}),
    )


def _changed(index: Index) -> list[Record]:
    return [one for one in index.records.values() if one.is_new or one.is_touched or one.absorbed_by]


def forget(operation_id: UUID) -> None:
    """Throw the drafts of a dry run away: with the whole tables, if nobody else has any, so that nothing is left to be tidied up."""
    with vouched(as_owner=True):
        if _has_them_alone(operation_id):
            bulk.run(EMPTY, fetch=False)
            return
    ImportDraftKey.objects.filter(operation=operation_id).delete()
    ImportDraft.objects.filter(operation=operation_id).delete()


def _has_them_alone(operation_id: UUID) -> bool:
    """Looked at behind a lock, so that nobody else comes; whoever is there already is not waited for."""
    try:
        with transaction.atomic():
            bulk.run(LOCKED, fetch=False)
    except OperationalError:
        return False
    return not bulk.ask(OTHERS, {"operation": operation_id})


def _all_keys(index: Index, record: Record) -> Iterable[str]:
    yield from index.keys_of(record.name, record.fields)
    yield from map(_of_pair, record.identifiers)


def _of_pair(pair: Pair) -> str:
    return f"{pair.kind}\x1f{pair.value}"


def _hash(part: str, key: str) -> UUID:
    return UUID(bytes=blake2b(f"{part}\x1e{key}".encode("utf-8", "replace"), digest_size=16).digest())


def _state(record: Record) -> dict[str, Any]:
    return {
        "created_at": record.created_at,
        "fields": record.fields,
        "cleared": record.cleared,
        "identifiers": record.identifiers,
        "is_staff": record.is_staff,
        "is_removed": record.is_removed,
        "owner_id": record.owner_id,
        "parent_id": record.parent_id,
        "tags": record.tags,
        "notes": record.notes,
        "consents": [[*what, given] for what, given in record.consents.items()],
        "members": [[one.id, one.account_id, one.account_name, one.fields, one.is_live] for one in record.members],
        "strangers": record.strangers,
        "absorbed_by": record.absorbed_by.id if record.absorbed_by else None,
    }


def _record(record_id: UUID, kept: dict[str, Any]) -> Record:
    """As it was kept; no longer new, so that what changes of it is told as in an import."""
    return Record(
        record_id,
        datetime.fromisoformat(kept["created_at"]),
        fields=kept["fields"],
        cleared=frozenset(kept["cleared"]),
        identifiers={Pair(kind, value) for kind, value in kept["identifiers"]},
        is_staff=kept["is_staff"],
        is_removed=kept["is_removed"],
        owner_id=_uuid(kept["owner_id"]),
        parent_id=_uuid(kept["parent_id"]),
        tags=set(kept["tags"]),
        notes=set(kept["notes"]),
        consents={(purpose, channel): given for purpose, channel, given in kept["consents"]},
        members=[
            Member(UUID(one), UUID(account), name, fields, is_live)
            for one, account, name, fields, is_live in kept["members"]
        ],
        strangers=frozenset(map(UUID, kept["strangers"])),
    )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
