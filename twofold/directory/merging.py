"""Making two records one: every row that changes hands is noted, so that a merge can be looked at and taken back."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.directory import bulk
from twofold.directory.facts import PersonMerged
from twofold.directory.identities import PlannedMerge
from twofold.directory.models import Merge, Person

THE_GRAPH = 0x7F01D_1D  # any number that nobody else takes as an advisory lock

# Every statement below goes over all pairs (loser, winner) at once.
PAIRS = "WITH m (loser, winner) AS (SELECT * FROM unnest(%(losers)s::uuid[], %(winners)s::uuid[]))"

# Each moves one kind of row, and returns the loser and what was moved.
MOVES = {
    "identifiers": """
        UPDATE directory_identifier r SET person_id = m.winner FROM m WHERE r.person_id = m.loser
        RETURNING m.loser, r.id""",
    "spans": """
        UPDATE directory_span r SET person_id = m.winner FROM m WHERE r.person_id = m.loser
        RETURNING m.loser, r.id""",
    "notes": """
        UPDATE directory_note r SET person_id = m.winner FROM m WHERE r.person_id = m.loser
        RETURNING m.loser, r.id""",
    "consents": """
        UPDATE directory_consent r SET person_id = m.winner FROM m WHERE r.person_id = m.loser
        RETURNING m.loser, r.id""",
    "taggings": """
        , theirs AS (
            SELECT r.id, m.loser, m.winner, r.tag_id, row_number() OVER (PARTITION BY m.winner, r.tag_id ORDER BY r.id) AS n
            FROM directory_tagging r JOIN m ON r.person_id = m.loser)
        UPDATE directory_tagging r SET person_id = t.winner FROM theirs t
        WHERE r.id = t.id AND t.n = 1 AND NOT EXISTS (
            SELECT 1 FROM directory_tagging o WHERE o.person_id = t.winner AND o.tag_id = t.tag_id)
        RETURNING t.loser, r.id""",
    "memberships": """
        , theirs AS (
            SELECT r.id, m.loser, m.winner, r.account_id, r.ended_at,
                   row_number() OVER (PARTITION BY m.winner, r.account_id, r.ended_at IS NULL ORDER BY r.created_at, r.id) AS n,
                   row_number() OVER (PARTITION BY m.winner, r.ended_at IS NULL AND r.is_primary ORDER BY r.created_at, r.id) AS p
            FROM directory_membership r JOIN m ON r.person_id = m.loser)
        UPDATE directory_membership r
        SET person_id = t.winner,
            is_primary = r.is_primary AND t.p = 1 AND NOT EXISTS (
                SELECT 1 FROM directory_membership o WHERE o.person_id = t.winner AND o.is_primary AND o.ended_at IS NULL)
        FROM theirs t
        WHERE r.id = t.id AND (t.ended_at IS NOT NULL OR t.n = 1 AND NOT EXISTS (
            SELECT 1 FROM directory_membership o
            WHERE o.person_id = t.winner AND o.account_id = t.account_id AND o.ended_at IS NULL))
        RETURNING t.loser, r.id""",
    "tombstones": """
        UPDATE directory_person r SET merged_into_id = m.winner FROM m WHERE r.merged_into_id = m.loser
        RETURNING m.loser, r.id""",
}

# What the winner's membership of the same account does not say, the one that stays with the loser may.
FILL_MEMBERSHIPS = """
, gap AS (
    SELECT DISTINCT ON (w.id) w.id, m.loser, w.title AS old_title, w.department AS old_department,
           w.buying_role AS old_role, l.title, l.department, l.buying_role
    FROM m
    JOIN directory_membership l ON l.person_id = m.loser AND l.ended_at IS NULL
    JOIN directory_membership w ON w.person_id = m.winner AND w.account_id = l.account_id AND w.ended_at IS NULL
    WHERE (w.title = '' AND l.title <> '') OR (w.department = '' AND l.department <> '')
       OR (w.buying_role = '' AND l.buying_role <> '')
    ORDER BY w.id, l.created_at)
UPDATE directory_membership w
SET title = coalesce(nullif(w.title, ''), gap.title), department = coalesce(nullif(w.department, ''), gap.department),
    buying_role = coalesce(nullif(w.buying_role, ''), gap.buying_role)
FROM gap WHERE w.id = gap.id
RETURNING gap.loser, jsonb_build_object(
    'id', w.id, 'title', gap.old_title, 'department', gap.old_department, 'buying_role', gap.old_role)
"""

# Purposes and channels where one side had withdrawn last: what the other had given does not hold for both.
STRICTER = """
, side AS (
    SELECT DISTINCT ON (c.person_id, c.purpose, c.channel) m.winner, m.loser, c.purpose, c.channel, c.state, c.decided_at, c.id
    FROM m JOIN directory_consent c ON c.person_id IN (m.loser, m.winner)
    ORDER BY c.person_id, c.purpose, c.channel, c.decided_at DESC, c.id DESC)
SELECT winner, min(loser::text)::uuid, purpose, channel,
       (array_agg(state ORDER BY decided_at DESC, id DESC))[1] = 'given'
FROM side GROUP BY winner, purpose, channel HAVING bool_or(state = 'withdrawn')
"""

WINNERS = """
UPDATE directory_person w
SET seen_at = greatest(w.seen_at, l.seen_at), known_at = least(w.known_at, l.known_at),
    created_at = least(w.created_at, l.created_at), owner_id = coalesce(w.owner_id, l.owner_id)
FROM (SELECT m.winner, max(p.seen_at) AS seen_at, min(p.known_at) AS known_at, min(p.created_at) AS created_at,
             (array_agg(p.owner_id ORDER BY p.created_at) FILTER (WHERE p.owner_id <> m.winner))[1] AS owner_id
      FROM m JOIN directory_person p ON p.id = m.loser GROUP BY m.winner) AS l
WHERE w.id = l.winner
"""
LOSERS = """
UPDATE directory_person r SET merged_into_id = m.winner, search = NULL FROM m WHERE r.id = m.loser
"""


def hold_graph() -> None:
    """Let nobody else change who is who until this transaction ends."""
    bulk.run("SELECT pg_advisory_xact_lock(%s)", [THE_GRAPH])


def merge_people(actor: Actor, merges: Sequence[PlannedMerge]) -> frozenset[UUID]:
    """Merge all of them; those done before, or with somebody who is gone, are passed over. Returns the winners.

    A number of statements that does not grow with the number of merges. The winners are to be folded again.
    """
    merges = _still_to_do(merges)
    if not merges:
        return frozenset()
    pairs = {"losers": [one.loser_id for one in merges], "winners": [one.winner_id for one in merges]}
    moved: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    withdrawn = bulk.ask(PAIRS + STRICTER, pairs)
    for what, statement in MOVES.items():
        for loser, row in bulk.ask(PAIRS + statement, pairs):
            moved[loser][what].append(str(row))
    for loser, before in bulk.ask(PAIRS + FILL_MEMBERSHIPS, pairs):
        moved[loser]["filled"].append(json.loads(before))
    for loser, consent in _withdraw(withdrawn):
        moved[loser]["withdrawn"].append(str(consent))
    bulk.change(PAIRS + WINNERS, pairs)
    bulk.change(PAIRS + LOSERS, pairs)
    _note(actor, merges, moved)
    return frozenset(one.winner_id for one in merges)


def _still_to_do(merges: Sequence[PlannedMerge]) -> list[PlannedMerge]:
    """Lock everybody, in one order, and leave out what is done already."""
    people = {person for one in merges for person in (one.winner_id, one.loser_id)}
    living = set(
        Person.objects.select_for_update()
        .filter(id__in=people, merged_into=None)
        .order_by("id")
        .values_list("id", flat=True)
    )
    return [one for one in merges if {one.winner_id, one.loser_id} <= living and one.winner_id != one.loser_id]


def _withdraw(withdrawn: Sequence[tuple[Any, ...]]) -> list[tuple[UUID, UUID]]:
    """Say once more that it is withdrawn, where the newer word of the other side would now hold."""
    again = [
        (ids.new(), winner, purpose, channel, unit.now(), loser)
        for winner, loser, purpose, channel, would_be_given in withdrawn
        if would_be_given
    ]
    bulk.insert(
        "directory_consent",
        {"id": "uuid", "person_id": "uuid", "purpose": "text", "channel": "text", "decided_at": "timestamptz"},
        [row[:5] for row in again],
        constants="state = 'withdrawn'; source = 'merge'; text_version = ''",
    )
    return [(row[5], row[0]) for row in again]


def _note(actor: Actor, merges: Sequence[PlannedMerge], moved: dict[UUID, dict[str, list[Any]]]) -> None:
    kept = Merge.objects.bulk_create(
        Merge(
            winner_id=one.winner_id,
            loser_id=one.loser_id,
            links=list(one.link_ids),
            event_id=one.event_id,
            evidence=one.evidence,
            actor_id=actor.person_id,
            actor_name=actor.name,
            moved=moved[one.loser_id],
            merged_at=unit.now(),
        )
        for one in merges
    )
    record_all(
        (
            PersonMerged(person_id=one.winner_id, loser_id=one.loser_id, merge_id=one.id, evidence=one.evidence)
            for one in kept
        ),
        by=actor,
    )
