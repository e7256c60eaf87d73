"""Where accounts stand in their trees: what an import must know of it so that it closes no ring, nor the undoing of one."""

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from twofold.directory import bulk
from twofold.directory.importing.known import Index

Places = Mapping[UUID, UUID | None]

LINES = """
WITH RECURSIVE line AS (
    SELECT id, parent_id FROM directory_account WHERE id = ANY(%(ids)s)
    UNION SELECT a.id, a.parent_id FROM line JOIN directory_account a ON a.id = line.parent_id
)
SELECT id, parent_id FROM line
"""
OPENED = """
WITH RECURSIVE line AS (
    SELECT id AS account, parent_id AS above FROM directory_account WHERE id = ANY(%(ids)s) AND parent_id IS NOT NULL
    UNION SELECT line.account, a.parent_id FROM line JOIN directory_account a ON a.id = line.above
)
UPDATE directory_account a SET parent_id = NULL FROM line WHERE line.account = line.above AND a.id = line.account
"""


def learn_places(index: Index, parents: Iterable[str], drafted: Callable[[Collection[UUID]], Places]) -> None:
    """Let the index know all that is above the accounts that rows name as what others are part of.

    `drafted` says where earlier pieces of a dry run have put accounts.
    """
    found = (record.parent_id for text in parents for record in index.parents(text))
    wanted = {one for one in found if one}
    while wanted:
        line = dict(bulk.ask(LINES, {"ids": list(wanted)}))
        line |= drafted(wanted | line.keys())
        index.places |= line
        wanted = {one for one in line.values() if one} - index.places.keys()


def open_rings(account_ids: Collection[UUID]) -> None:
    """Put at the top those of these accounts that have got below themselves."""
    if account_ids:
        bulk.change(OPENED, {"ids": list(account_ids)})
