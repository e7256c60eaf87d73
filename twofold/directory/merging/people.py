"""Merging people: what changes hands, and how it comes home."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.directory import bulk
from twofold.directory.facts import PersonMerged, PersonSeparated, PersonUnmerged
from twofold.directory.identities import PlannedMerge
from twofold.directory.merging import engine, evidence, jobs
from twofold.directory.merging.engine import PAIRS, Moved, Sort
from twofold.directory.models import Consent, Merge, Person
from twofold.directory.profiles import refold_people

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
            FROM directory_tagging r JOIN m ON r.person_id = m.loser WHERE r.id <> ALL(%(kept)s::uuid[]))
        UPDATE directory_tagging r SET person_id = t.winner FROM theirs t
        WHERE r.id = t.id AND t.n = 1 AND NOT EXISTS (
            SELECT 1 FROM directory_tagging o WHERE o.person_id = t.winner AND o.tag_id = t.tag_id)
        RETURNING t.loser, r.id""",
    "tombstones": """
        UPDATE directory_person r SET merged_into_id = m.winner FROM m WHERE r.merged_into_id = m.loser
        RETURNING m.loser, r.id""",
}
HOMES = {
    "identifiers": ("directory_identifier", "person_id"),
    "spans": ("directory_span", "person_id"),
    "notes": ("directory_note", "person_id"),
    "consents": ("directory_consent", "person_id"),
    "taggings": ("directory_tagging", "person_id"),
    "tombstones": ("directory_person", "merged_into_id"),
}

# Purposes and channels where one side had withdrawn last: what the other had given does not hold for both.
STRICTER = """
, side AS (
    SELECT DISTINCT ON (c.person_id, c.purpose, c.channel)
           m.winner, m.loser, m.at, c.purpose, c.channel, c.state, c.decided_at, c.id
    FROM m JOIN directory_consent c ON c.person_id IN (m.loser, m.winner) AND c.decided_at <= coalesce(m.at, 'infinity')
    ORDER BY c.person_id, c.purpose, c.channel, c.decided_at DESC, c.id DESC)
SELECT winner, min(loser::text)::uuid, purpose, channel, coalesce(max(at), %(now)s),
       (array_agg(state ORDER BY decided_at DESC, id DESC))[1] = 'given'
FROM side GROUP BY winner, purpose, channel HAVING bool_or(state = 'withdrawn')
"""

WINNERS = """
UPDATE directory_person w
SET seen_at = greatest(w.seen_at, l.seen_at), known_at = least(w.known_at, l.known_at),
    created_at = least(w.created_at, l.created_at),
    owner_id = CASE WHEN w.id = ANY(%(touched)s::uuid[]) THEN w.owner_id ELSE coalesce(w.owner_id, l.owner_id) END
FROM (SELECT m.winner, max(p.seen_at) AS seen_at, min(p.known_at) AS known_at, min(p.created_at) AS created_at,
             (array_agg(p.owner_id ORDER BY p.created_at) FILTER (WHERE p.owner_id <> m.winner))[1] AS owner_id
      FROM m JOIN directory_person p ON p.id = m.loser GROUP BY m.winner) AS l
JOIN directory_person o ON o.id = l.winner
WHERE w.id = l.winner
RETURNING w.id,
    jsonb_build_object('seen_at', o.seen_at, 'known_at', o.known_at, 'created_at', o.created_at, 'owner_id', o.owner_id),
    jsonb_build_object('seen_at', w.seen_at, 'known_at', w.known_at, 'created_at', w.created_at, 'owner_id', w.owner_id)
"""
LOSERS = """
UPDATE directory_person r SET merged_into_id = m.winner, search = NULL FROM m WHERE r.id = m.loser
"""

# Who was a visitor before the merge, and said since who they are, is none any more.
KNOWN_ALL_THE_SAME = """
UPDATE directory_person p SET known_at = %(now)s
WHERE p.id = ANY(%(ids)s) AND p.known_at IS NULL AND (
    EXISTS (SELECT 1 FROM directory_trait t WHERE t.person_id = p.id)
    OR EXISTS (SELECT 1 FROM directory_identifier i JOIN directory_identifierkind k ON k.key = i.kind
               WHERE i.person_id = p.id AND k.makes_known AND NOT i.is_shared))
"""


def merge_people(actor: Actor, merges: Sequence[PlannedMerge]) -> frozenset[UUID]:
    """Merge all of them; those done before, or with somebody who is gone, are passed over. Returns the winners.

    A number of statements that does not grow with the number of merges. The winners are to be folded again.
    """
    people = {person for one in merges for person in (one.winner_id, one.loser_id)}
    living = engine.lock(PEOPLE, people) if people else set()
    planned = [one for one in merges if {one.winner_id, one.loser_id} <= living and one.winner_id != one.loser_id]
    made = [
        Merge(
            winner_id=one.winner_id,
            loser_id=one.loser_id,
            links=list(one.link_ids),
            event_id=one.event_id,
            evidence=one.evidence,
            actor_id=actor.person_id,
            actor_name=actor.name,
            merged_at=unit.now(),
            moved={"chosen": dict(one.chosen)},
        )
        for one in planned
    ]
    engine.do(PEOPLE, made)
    Merge.objects.bulk_create(made)
    record_all(
        (
            PersonMerged(person_id=one.winner_id, loser_id=one.loser_id, merge_id=one.id, evidence=one.evidence)
            for one in made
        ),
        by=actor,
    )
    return frozenset(one.winner_id for one in made)


def undo_merges(actor: Actor, merge_ids: Collection[UUID], *, apart: bool = True) -> list[Merge]:
    """Take merges back, in whatever order they were made: everything goes back where it came from, and is folded again.

    What came since stays with whom its identifier belongs to, else with the winner. With `apart` they are said to be
    different, so that the same evidence does not join them again. Done before, nothing happens; returns those undone now.
    """
    undone: list[Merge] = engine.undo(PEOPLE, merge_ids)
    evidence.part(actor, undone, apart=apart)
    record_all(
        (
            fact
            for one in undone
            for fact in (
                PersonUnmerged(person_id=one.winner_id, loser_id=one.loser_id, merge_id=one.id),
                PersonSeparated(person_id=one.loser_id, winner_id=one.winner_id, merge_id=one.id),
            )
        ),
        by=actor,
    )
    return undone


def _join(pairs: Mapping[str, Any]) -> tuple[dict[UUID, Moved], dict[UUID, tuple[Moved, Moved]]]:
    moved: dict[UUID, Moved] = {}
    withdrawn = bulk.ask(PAIRS + STRICTER, pairs)
    for what, statement in MOVES.items():
        engine.collect(bulk.ask(PAIRS + statement, pairs), what, moved)
    jobs.move_with_person(pairs, moved)
    engine.collect(_withdraw(withdrawn), "withdrawn", moved)
    became = engine.as_moved(bulk.ask(PAIRS + WINNERS, pairs))
    bulk.change(PAIRS + LOSERS, pairs)
    return moved, became


def _withdraw(withdrawn: Sequence[tuple[Any, ...]]) -> list[tuple[UUID, UUID]]:
    """Say once more that it is withdrawn, where the newer word of the other side would now hold."""
    again = [
        (ids.new(), winner, purpose, channel, at, loser)
        for winner, loser, purpose, channel, at, would_be_given in withdrawn
        if would_be_given
    ]
    bulk.insert(
        "directory_consent",
        {"id": "uuid", "person_id": "uuid", "purpose": "text", "channel": "text", "decided_at": "timestamptz"},
        [row[:5] for row in again],
        constants="state = 'withdrawn'; source = 'merge'; text_version = ''",
    )
    return [(row[5], row[0]) for row in again]


def _part(merges: Sequence[Merge]) -> list[UUID]:
    Consent.objects.filter(id__in=[row for one in merges for row in one.moved.get("withdrawn", ())]).delete()
    touched = jobs.bring_home(merges, "person_id")
    evidence.follow(merges)
    winners = [one.winner_id for one in merges]
    bulk.change(KNOWN_ALL_THE_SAME, {"ids": winners, "now": unit.now()})
    jobs.keep_a_primary([*winners, *(one.loser_id for one in merges)])
    return touched


PEOPLE = Sort(
    merges=Merge,
    records=Person,
    traits="directory_trait",
    homes=HOMES,
    same={
        "taggings": ("directory_tagging", "person_id", "tag_id"),
        "memberships": ("directory_membership", "person_id", "account_id"),
    },
    scalars={"seen_at": "timestamptz", "known_at": "timestamptz", "created_at": "timestamptz", "owner_id": "uuid"},
    join=_join,
    part=_part,
    refold=refold_people,
)
