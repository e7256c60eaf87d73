"""Merging accounts: what changes hands, and how it comes home. One pair at a time, for each changes the tree of the next."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record, record_all
from twofold.directory import bulk
from twofold.directory.facts import AccountMerged, AccountSeparated, AccountUnmerged
from twofold.directory.merging import engine, jobs
from twofold.directory.merging.engine import PAIRS, Moved, Sort
from twofold.directory.models import Account, AccountMerge, Membership
from twofold.directory.profiles import refold_accounts
from twofold.directory.queries.trees import above

MOVES = {
    "identifiers": """
        UPDATE directory_accountidentifier r SET account_id = m.winner FROM m WHERE r.account_id = m.loser
        RETURNING m.loser, r.id""",
    "notes": """
        UPDATE directory_note r SET account_id = m.winner FROM m WHERE r.account_id = m.loser
        RETURNING m.loser, r.id""",
    "taggings": """
        UPDATE directory_tagging r SET account_id = m.winner FROM m
        WHERE r.account_id = m.loser AND r.id <> ALL(%(kept)s::uuid[]) AND NOT EXISTS (
            SELECT 1 FROM directory_tagging o WHERE o.account_id = m.winner AND o.tag_id = r.tag_id)
        RETURNING m.loser, r.id""",
    "children": """
        UPDATE directory_account r SET parent_id = m.winner FROM m WHERE r.parent_id = m.loser AND r.id <> m.winner
        RETURNING m.loser, r.id""",
    "tombstones": """
        UPDATE directory_account r SET merged_into_id = m.winner FROM m WHERE r.merged_into_id = m.loser
        RETURNING m.loser, r.id""",
}
HOMES = {
    "identifiers": ("directory_accountidentifier", "account_id"),
    "notes": ("directory_note", "account_id"),
    "taggings": ("directory_tagging", "account_id"),
    "children": ("directory_account", "parent_id"),
    "tombstones": ("directory_account", "merged_into_id"),
}
# As of people; and those that changed the place of the same accounts in the tree.
STACK = """
WITH RECURSIVE live AS (
    SELECT id, winner_id, loser_id, merged_at, CASE
        WHEN moved ? 'children' OR moved #>> '{before,parent_id}' IS DISTINCT FROM moved #>> '{after,parent_id}'
        THEN ARRAY(SELECT jsonb_array_elements_text(moved -> 'children'))
             || ARRAY[winner_id::text, loser_id::text, moved #>> '{before,parent_id}', moved #>> '{after,parent_id}']
        ELSE '{}' END AS tree, ARRAY[winner_id::text, loser_id::text] AS ends
    FROM directory_accountmerge
    WHERE undone_at IS NULL AND merged_at >= (SELECT min(merged_at) FROM directory_accountmerge WHERE id = ANY(%(ids)s))),
stack (id, winner_id, merged_at, tree) AS (
    SELECT id, winner_id, merged_at, tree FROM live WHERE id = ANY(%(ids)s)
    UNION
    SELECT x.id, x.winner_id, x.merged_at, x.tree
    FROM stack JOIN live x ON x.winner_id = stack.winner_id OR x.loser_id = stack.winner_id OR (x.tree || x.ends) && stack.tree
    WHERE x.merged_at >= stack.merged_at)
SELECT id FROM stack
"""
# Below the loser the winner takes the loser's place; beside it, what it has not said itself.
WINNERS = """
UPDATE directory_account w
SET seen_at = greatest(w.seen_at, l.seen_at), created_at = least(w.created_at, l.created_at),
    owner_id = CASE WHEN w.id = ANY(%(touched)s::uuid[]) THEN w.owner_id ELSE coalesce(w.owner_id, l.owner_id) END,
    parent_id = CASE WHEN %(is_below)s THEN l.parent_id
        WHEN w.parent_id IS NULL AND NOT %(is_above)s AND w.id <> ALL(%(touched)s::uuid[]) THEN l.parent_id
        ELSE w.parent_id END
FROM m JOIN directory_account l ON l.id = m.loser JOIN directory_account o ON o.id = m.winner
WHERE w.id = m.winner
RETURNING w.id,
    jsonb_build_object('seen_at', o.seen_at, 'created_at', o.created_at, 'owner_id', o.owner_id, 'kind', o.kind,
        'parent_id', o.parent_id),
    jsonb_build_object('seen_at', w.seen_at, 'created_at', w.created_at, 'owner_id', w.owner_id, 'kind', w.kind,
        'parent_id', w.parent_id)
"""
LOSERS = """
UPDATE directory_account r SET merged_into_id = m.winner, search = NULL FROM m WHERE r.id = m.loser
"""
# Where the one of the winner stays as it is, it is the primary one in place of the loser's.
PRIMARY = """
, theirs AS (
    SELECT m.loser, l.id AS hidden, w.id AS shown
    FROM m JOIN directory_membership l ON l.account_id = m.loser AND l.ended_at IS NULL AND l.is_primary
    JOIN directory_membership w ON w.account_id = m.winner AND w.person_id = l.person_id AND w.ended_at IS NULL),
hiding AS (UPDATE directory_membership r SET is_primary = false FROM theirs t WHERE r.id = t.hidden RETURNING r.id)
SELECT loser, jsonb_build_object('hidden', hidden, 'shown', shown) FROM theirs WHERE hidden IN (SELECT id FROM hiding)
"""
SHOW = "UPDATE directory_membership SET is_primary = true WHERE id = ANY(%(ids)s)"
HIDE = "UPDATE directory_membership SET is_primary = false WHERE id = ANY(%(ids)s)"
SHOW_AGAIN = """
UPDATE directory_membership r SET is_primary = true WHERE r.id = ANY(%(ids)s) AND r.ended_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM directory_membership o WHERE o.person_id = r.person_id AND o.is_primary AND o.ended_at IS NULL)
"""


def merge_accounts(
    actor: Actor, winner_id: UUID, loser_id: UUID, *, evidence: str = "", chosen: Mapping[str, Any] | None = None
) -> AccountMerge:
    """Make the loser the winner; both are locked and alive. The winner is to be folded again."""
    merge = AccountMerge(
        winner_id=winner_id, loser_id=loser_id, evidence=evidence, actor_id=actor.person_id, actor_name=actor.name,
        merged_at=unit.now(), moved={"chosen": dict(chosen or {})},
    )  # fmt: skip
    engine.do(ACCOUNTS, [merge])
    merge.save(force_insert=True)
    record(AccountMerged(account_id=winner_id, loser_id=loser_id, merge_id=merge.id, evidence=evidence), by=actor)
    return merge


def undo_account_merges(actor: Actor, merge_ids: Collection[UUID]) -> list[AccountMerge]:
    """Take merges back, in whatever order they were made: everything goes back where it came from, and is folded again.

    What came since stays with the winner. Done before, nothing happens; returns those undone now.
    """
    undone: list[AccountMerge] = engine.undo(ACCOUNTS, merge_ids)
    _open_rings({account for one in undone for account in (one.winner_id, one.loser_id)})
    record_all(
        (
            fact
            for one in undone
            for fact in (
                AccountUnmerged(account_id=one.winner_id, loser_id=one.loser_id, merge_id=one.id),
                AccountSeparated(account_id=one.loser_id, winner_id=one.winner_id, merge_id=one.id),
            )
        ),
        by=actor,
    )
    return undone


def _join(pair: Mapping[str, Any]) -> tuple[dict[UUID, Moved], dict[UUID, tuple[Moved, Moved]]]:
    (loser,), (winner,) = pair["losers"], pair["winners"]
    moved: dict[UUID, Moved] = {}
    place = {"is_below": loser in above(winner), "is_above": winner in above(loser)}
    became = engine.as_moved(bulk.ask(PAIRS + WINNERS, {**pair, **place}))
    for what, statement in MOVES.items():
        engine.collect(bulk.ask(PAIRS + statement, pair), what, moved)
    jobs.move_with_account(pair, moved)
    hidden = [json.loads(one) for _, one in bulk.ask(PAIRS + PRIMARY, pair)]
    engine.collect(((loser, one) for one in hidden), "hidden", moved)
    bulk.change(SHOW, {"ids": [UUID(one["shown"]) for one in hidden]})
    bulk.change(PAIRS + LOSERS, pair)
    return moved, became


def _part(merges: Sequence[AccountMerge]) -> list[UUID]:
    touched = [*jobs.bring_home(merges, "account_id"), *(one.winner_id for one in merges if not _hang_back(one))]
    hidden = {UUID(one["hidden"]): UUID(one["shown"]) for merge in merges for one in merge.moved.get("hidden", ())}
    bulk.change(HIDE, {"ids": list(hidden.values())})
    bulk.change(SHOW_AGAIN, {"ids": list(hidden)})
    people = Membership.objects.filter(id__in=[*hidden, *hidden.values()]).values_list("person_id", flat=True)
    jobs.keep_a_primary(list(people))
    return touched


def _hang_back(merge: AccountMerge) -> bool:
    """Put the winner where it was in the tree, unless somebody has put it elsewhere since."""
    before, after = (merge.moved.get(when, {}).get("parent_id") for when in ("before", "after"))
    there = Account.objects.filter(id=merge.winner_id, parent=after)
    return bool(there.update(parent=before) if before != after else there.exists())


def _open_rings(accounts: Collection[UUID]) -> None:
    """Put at the top what has got below itself: accounts may have been moved while the two were one."""
    for account in Account.objects.filter(id__in=accounts, parent__isnull=False).order_by("id"):
        if account.parent_id and account.id in above(account.parent_id):
            Account.objects.filter(id=account.id).update(parent=None)


ACCOUNTS = Sort(
    merges=AccountMerge,
    records=Account,
    traits="directory_accounttrait",
    homes=HOMES,
    same={
        "taggings": ("directory_tagging", "account_id", "tag_id"),
        "memberships": ("directory_membership", "account_id", "person_id"),
    },
    scalars={"seen_at": "timestamptz", "created_at": "timestamptz", "owner_id": "uuid", "kind": "text"},
    join=_join,
    part=_part,
    refold=refold_accounts,
    stack=STACK,
    one_at_a_time=True,
)
