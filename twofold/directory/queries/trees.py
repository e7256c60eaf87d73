"""The tree that accounts form."""

from dataclasses import dataclass
from uuid import UUID

from twofold.core.actor import Actor
from twofold.directory import bulk
from twofold.directory.queries.visible import accounts_visible_to

DEEPEST = 30
MOST = 500

ABOVE = """
WITH RECURSIVE line AS (
    SELECT id, parent_id, 0 AS height FROM directory_account WHERE id = %(id)s
    UNION ALL
    SELECT a.id, a.parent_id, line.height + 1
    FROM line JOIN directory_account a ON a.id = line.parent_id WHERE line.height < %(deepest)s
) CYCLE id SET is_ring USING path
SELECT id FROM line ORDER BY height
"""

TREE = """
WITH RECURSIVE tree AS (
    SELECT id, parent_id, name, kind, 0 AS depth, ARRAY[coalesce(sort_name, ''), id::text] AS place
    FROM directory_account WHERE id = %(top)s
    UNION ALL
    SELECT a.id, a.parent_id, a.name, a.kind, tree.depth + 1, tree.place || coalesce(a.sort_name, '') || a.id::text
    FROM tree JOIN directory_account a ON a.parent_id = tree.id
    WHERE tree.depth < %(deepest)s AND a.deleted_at IS NULL AND a.merged_into_id IS NULL AND a.id <> %(top)s
), shown AS (SELECT * FROM tree ORDER BY depth, place LIMIT %(most)s)
SELECT shown.id, shown.parent_id, shown.name, shown.kind, shown.depth,
       (SELECT count(*) FROM directory_membership m WHERE m.account_id = shown.id AND m.ended_at IS NULL)
FROM shown ORDER BY shown.place
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """An account in its tree; `depth` is 0 at the top."""

    id: UUID
    parent_id: UUID | None
    name: str
    kind: str
    depth: int
    people: int


def above(account_id: UUID) -> list[UUID]:
    """The account and those above it, up to the top."""
    return [account for (account,) in bulk.ask(ABOVE, {"id": account_id, "deepest": 1_000})]


def account_tree(actor: Actor, account_id: UUID) -> list[Branch]:
    """The whole tree the account is in, each followed by what is below it; at most `MOST` accounts, those near the top first.

    Three statements. Somebody who may not see the top gets the tree from the highest account they may see.
    """
    line = above(account_id)[: DEEPEST + 1]
    visible = set(accounts_visible_to(actor).filter(id__in=line).values_list("id", flat=True))
    top = next((account for account in reversed(line) if account in visible), None)
    if top is None or account_id not in visible:
        return []
    rows = bulk.ask(TREE, {"top": top, "deepest": DEEPEST, "most": MOST})
    branches = [Branch(*row) for row in rows]
    if actor.rows is not None:
        seen = accounts_visible_to(actor).filter(id__in=[branch.id for branch in branches])
        shown = set(seen.values_list("id", flat=True))
        return [branch for branch in branches if branch.id in shown]
    if actor.account_ids is None:
        return branches
    return [branch for branch in branches if branch.id in actor.account_ids]
