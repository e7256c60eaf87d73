"""Evidence when a merge of people is taken back: what came since goes to whom it belongs, and nothing joins the two any more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.models import Link, Merge

PARTS = """WITH p (winner, loser, merge, at) AS (SELECT * FROM unnest(
    %(winners)s::uuid[], %(losers)s::uuid[], %(merges)s::uuid[], %(moments)s::timestamptz[]))"""
FRESH = """
SELECT p.winner, p.loser, i.id FROM p JOIN directory_identifier i ON i.person_id = p.winner AND i.created_at > p.at
"""
JOINING = """
SELECT a_id, b_id FROM directory_link
WHERE (a_id = ANY(%(ids)s) OR b_id = ANY(%(ids)s)) AND revoked_at IS NULL AND how <> 'operator_split'
"""
HOLDERS = "SELECT id, person_id FROM directory_identifier WHERE id = ANY(%(ids)s)"
HAND_OVER = """
UPDATE directory_identifier i SET person_id = v.person FROM unnest(%(ids)s::uuid[], %(people)s::uuid[]) v (id, person) WHERE i.id = v.id
"""
# A device that went on to others since has spans of the time after the merge: they are of whoever had it before.
SPANS = """
UPDATE directory_span s SET person_id = p.loser
FROM p, unnest(%(identifiers)s::uuid[], %(owners)s::uuid[]) d (id, loser)
WHERE d.loser = p.loser AND s.identifier_id = d.id AND s.person_id = p.winner AND s.id > p.merge
"""
CONSENTS = """
UPDATE directory_consent c SET person_id = p.loser FROM p, directory_identifier i
WHERE c.person_id = p.winner AND c.decided_at > p.at AND i.id = c.identifier_id AND i.person_id = p.loser
"""

# Evidence that joins the two is evidence no more, wherever the winner's identifiers are by now.
REVOKE = """
UPDATE directory_link k SET revoked_at = %(now)s, revoked_by = %(by)s
FROM p
JOIN directory_person w ON w.id = p.winner
JOIN directory_identifier l ON l.person_id = p.loser
JOIN directory_link x ON l.id IN (x.a_id, x.b_id)
JOIN directory_identifier o ON o.id = CASE WHEN x.a_id = l.id THEN x.b_id ELSE x.a_id END
    AND o.person_id = coalesce(w.merged_into_id, w.id)
WHERE k.id = x.id AND x.revoked_at IS NULL AND x.how <> 'operator_split'
"""
STRONGEST = """
, best AS (
    SELECT DISTINCT ON (i.person_id) i.person_id, i.id
    FROM directory_identifier i JOIN directory_identifierkind k ON k.key = i.kind
    WHERE i.person_id IN (SELECT winner FROM p UNION SELECT loser FROM p)
    ORDER BY i.person_id, k.priority DESC, i.created_at, i.id)
SELECT least(w.id, l.id), greatest(w.id, l.id)
FROM p JOIN best w ON w.person_id = p.winner JOIN best l ON l.person_id = p.loser
"""

UNSPLIT = """
UPDATE directory_link k SET revoked_at = %(now)s
FROM directory_identifier a, directory_identifier b
WHERE k.how = 'operator_split' AND k.revoked_at IS NULL AND a.id = k.a_id AND b.id = k.b_id
  AND (a.person_id, b.person_id) IN ((%(one)s, %(other)s), (%(other)s, %(one)s))
"""


def _parts(merges: Iterable[Merge]) -> dict[str, Any]:
    rows = [(one.winner_id, one.loser_id, one.id, one.merged_at) for one in merges]
    names = ("winners", "losers", "merges", "moments")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def follow(merges: Sequence[Merge]) -> None:
    """Give the losers what came since the merge and speaks of them alone: identifiers seen with theirs, consents given by these."""
    asked = _parts(merges)
    fresh: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for winner, loser, identifier in bulk.ask(f"{PARTS} {FRESH}", asked):
        fresh[winner, loser].add(identifier)
    taken = _taken(fresh) if fresh else {}
    if taken:
        bulk.change(HAND_OVER, {"ids": list(taken), "people": list(taken.values())})
    devices = [(UUID(one), merge.loser_id) for merge in merges for one in merge.moved.get("identifiers", ())]
    devices += taken.items()
    bulk.change(
        f"{PARTS} {SPANS}", asked | {"identifiers": [one for one, _ in devices], "owners": [who for _, who in devices]}
    )
    bulk.change(f"{PARTS} {CONSENTS}", asked)
    for merge in merges:
        merge.moved["since"] = [str(one) for one, loser in taken.items() if loser == merge.loser_id]


def _taken(fresh: Mapping[tuple[UUID, UUID], set[UUID]]) -> dict[UUID, UUID]:
    """Which of the identifiers that came since are joined to those of the loser, and to none of the winner's."""
    new = set().union(*fresh.values())
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for a, b in bulk.ask(JOINING, {"ids": list(new)}):
        beside[a].add(b)
        beside[b].add(a)
    holders = dict(bulk.ask(HOLDERS, {"ids": list(beside)}))
    taken = {}
    for (winner, loser), some in fresh.items():
        for one in some:
            ends = {holders.get(end) for end in _reached(one, beside, through=new)}
            if loser in ends and winner not in ends:
                taken[one] = loser
    return taken


def _reached(start: UUID, beside: Mapping[UUID, set[UUID]], *, through: set[UUID]) -> set[UUID]:
    """The older identifiers to which evidence leads, over new ones only."""
    seen, frontier = {start}, [start]
    while frontier:
        found = beside.get(frontier.pop(), set()) - seen
        seen |= found
        frontier += found & through
    return seen - through


def part(actor: Actor, merges: Sequence[Merge], *, apart: bool) -> None:
    """Revoke what joins the two; with `apart` note that somebody has said they are different."""
    if not merges:
        return
    asked = _parts(merges)
    splits = bulk.ask(f"{PARTS} {STRONGEST}", asked) if apart else []
    bulk.change(f"{PARTS} {REVOKE}", asked | {"now": unit.now(), "by": actor.person_id})
    split(actor, splits)


def split(actor: Actor, pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Note that these identifiers are of different people; known already, it stays."""
    bulk.insert(
        "directory_link",
        {"id": "uuid", "a_id": "uuid", "b_id": "uuid", "how": "text", "observed_at": "timestamptz", "actor_id": "uuid",
         "source": "text"},
        [
            (ids.new(), *sorted(pair), Link.How.OPERATOR_SPLIT, unit.now(), actor.person_id, actor.name[:100])
            for pair in pairs
        ],
        constants="event_id = ''; weight = 1; policy_version = 1",
    )  # fmt: skip


def unsplit(one: UUID, other: UUID) -> None:
    """Take back every word that these two people are different."""
    bulk.change(UNSPLIT, {"one": one, "other": other, "now": unit.now()})
