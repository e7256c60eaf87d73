"""Memberships at a merge: one that lives for each person and account, what either side says, and one primary."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from twofold.directory import bulk
from twofold.directory.merging.engine import PAIRS, Moved, collect
from twofold.directory.models import AccountMerge, Merge

OF_PEOPLE = """
, theirs AS (
    SELECT r.id, m.loser, m.winner, r.account_id, r.ended_at, r.is_primary AND r.ended_at IS NULL AS was_primary,
           row_number() OVER (PARTITION BY m.winner, r.account_id, r.ended_at IS NULL ORDER BY r.created_at, r.id) AS n
    FROM directory_membership r JOIN m ON r.person_id = m.loser WHERE r.id <> ALL(%(kept)s::uuid[])),
coming AS (
    SELECT *, row_number() OVER (PARTITION BY winner, was_primary ORDER BY id) AS p FROM theirs t
    WHERE t.ended_at IS NOT NULL OR t.n = 1 AND NOT EXISTS (
        SELECT 1 FROM directory_membership o
        WHERE o.person_id = t.winner AND o.account_id = t.account_id AND o.ended_at IS NULL))
UPDATE directory_membership r
SET person_id = t.winner,
    is_primary = r.is_primary AND t.p = 1 AND NOT EXISTS (
        SELECT 1 FROM directory_membership o WHERE o.person_id = t.winner AND o.is_primary AND o.ended_at IS NULL)
FROM coming t WHERE r.id = t.id
RETURNING t.loser, r.id, t.was_primary
"""
OF_ACCOUNTS = """
, theirs AS (
    SELECT r.id, m.loser, m.winner, r.person_id, r.ended_at, r.is_primary AND r.ended_at IS NULL AS was_primary
    FROM directory_membership r JOIN m ON r.account_id = m.loser WHERE r.id <> ALL(%(kept)s::uuid[]))
UPDATE directory_membership r SET account_id = t.winner FROM theirs t
WHERE r.id = t.id AND (t.ended_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM directory_membership o
    WHERE o.account_id = t.winner AND o.person_id = t.person_id AND o.ended_at IS NULL))
RETURNING t.loser, r.id, t.was_primary
"""

# What the winner's membership does not say, the one of the same {same} that stays with the loser may.
FILL = """
, gap AS (
    SELECT DISTINCT ON (w.id) w.id, m.loser, w.title AS old_title, w.department AS old_department,
           w.buying_role AS old_role, l.title, l.department, l.buying_role
    FROM m
    JOIN directory_membership l ON l.{mine} = m.loser AND l.ended_at IS NULL
    JOIN directory_membership w ON w.{mine} = m.winner AND w.{same} = l.{same} AND w.ended_at IS NULL
    WHERE w.id <> ALL(%(touched)s::uuid[]) AND (
        (w.title = '' AND l.title <> '') OR (w.department = '' AND l.department <> '')
        OR (w.buying_role = '' AND l.buying_role <> ''))
    ORDER BY w.id, l.created_at)
UPDATE directory_membership w
SET title = coalesce(nullif(w.title, ''), gap.title), department = coalesce(nullif(w.department, ''), gap.department),
    buying_role = coalesce(nullif(w.buying_role, ''), gap.buying_role)
FROM gap WHERE w.id = gap.id
RETURNING gap.loser, jsonb_build_object(
    'id', w.id, 'title', gap.old_title, 'department', gap.old_department, 'buying_role', gap.old_role,
    'became', jsonb_build_object('title', w.title, 'department', w.department, 'buying_role', w.buying_role))
"""
TOUCHED = """
SELECT w.id FROM unnest(%(ids)s::uuid[], %(became)s::jsonb[]) AS v (id, became) JOIN directory_membership w ON w.id = v.id
WHERE (w.title, w.department, w.buying_role)
    IS DISTINCT FROM (v.became ->> 'title', v.became ->> 'department', v.became ->> 'buying_role')
"""
EMPTY = """
UPDATE directory_membership w SET
    title = CASE WHEN w.title = v.became ->> 'title' THEN v.old ->> 'title' ELSE w.title END,
    department = CASE WHEN w.department = v.became ->> 'department' THEN v.old ->> 'department' ELSE w.department END,
    buying_role = CASE WHEN w.buying_role = v.became ->> 'buying_role' THEN v.old ->> 'buying_role' ELSE w.buying_role END
FROM unnest(%(ids)s::uuid[], %(became)s::jsonb[], %(olds)s::jsonb[]) AS v (id, became, old) WHERE w.id = v.id
"""
HOME = """
UPDATE directory_membership r
SET {column} = b.loser, is_primary = r.ended_at IS NULL AND {is_primary}
FROM unnest(%(rows)s::uuid[], %(losers)s::uuid[], %(winners)s::uuid[], %(primary)s::bool[]) b (id, loser, winner, was_primary)
WHERE r.id = b.id AND r.{column} = b.winner
"""
IS_PRIMARY = {
    "person_id": """b.was_primary AND NOT EXISTS (
        SELECT 1 FROM directory_membership o WHERE o.person_id = b.loser AND o.is_primary AND o.ended_at IS NULL)""",
    "account_id": "r.is_primary",
}
A_PRIMARY = """
UPDATE directory_membership r SET is_primary = true
FROM (SELECT DISTINCT ON (o.person_id) o.id FROM directory_membership o
      WHERE o.person_id = ANY(%(people)s) AND o.ended_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM directory_membership p WHERE p.person_id = o.person_id AND p.is_primary AND p.ended_at IS NULL)
      ORDER BY o.person_id, o.created_at, o.id) oldest
WHERE r.id = oldest.id
"""


def move_with_person(pairs: Mapping[str, Any], moved: dict[UUID, Moved]) -> None:
    """Let the memberships of losers be their winners'."""
    _move(OF_PEOPLE, FILL.format(mine="person_id", same="account_id"), pairs, moved)


def move_with_account(pairs: Mapping[str, Any], moved: dict[UUID, Moved]) -> None:
    """Let the members of losers be their winners'."""
    _move(OF_ACCOUNTS, FILL.format(mine="account_id", same="person_id"), pairs, moved)


def _move(statement: str, fill: str, pairs: Mapping[str, Any], moved: dict[UUID, Moved]) -> None:
    rows = bulk.ask(PAIRS + statement, pairs)
    collect(((loser, row) for loser, row, _ in rows), "memberships", moved)
    collect(((loser, row) for loser, row, was_primary in rows if was_primary), "primary", moved)
    filled = bulk.ask(PAIRS + fill, pairs)
    collect(((loser, json.loads(before)) for loser, before in filled), "filled", moved)


def bring_home(merges: Sequence[Merge | AccountMerge], column: str) -> list[UUID]:
    """Bring memberships home, and empty what was filled from them. Returns those that somebody has changed since."""
    rows = [
        (UUID(row), one.loser_id, one.winner_id, row in one.moved.get("primary", ()))
        for one in merges
        for row in one.moved.get("memberships", ())
    ]
    if rows:
        names = ("rows", "losers", "winners", "primary")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        bulk.change(HOME.format(column=column, is_primary=IS_PRIMARY[column]), columns)
    filled = [one for merge in reversed(merges) for one in merge.moved.get("filled", ()) if "became" in one]
    return [touched for turn in _turns(filled) for touched in _empty(turn)]


def _turns(filled: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """What was filled last comes first, and no membership twice in one turn."""
    queues: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in filled:
        queues[one["id"]].append(one)
    for turn in range(max(map(len, queues.values()), default=0)):
        yield [one for queue in queues.values() for one in queue[turn : turn + 1]]


def _empty(filled: Sequence[Mapping[str, Any]]) -> list[UUID]:
    asked = {
        "ids": [UUID(one["id"]) for one in filled],
        "became": [bulk.as_json(one["became"]) for one in filled],
        "olds": [bulk.as_json(one) for one in filled],
    }
    touched = [one for (one,) in bulk.ask(TOUCHED, asked)]
    bulk.change(EMPTY, asked)
    return touched


def keep_a_primary(people: Collection[UUID]) -> None:
    """Let the oldest membership of whoever has none that is primary be it."""
    bulk.change(A_PRIMARY, {"people": list(people)})
