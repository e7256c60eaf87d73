"""Removing for good what an import created and nobody else has touched."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from twofold.core.vouching import pointed_at, vouched
from twofold.directory import bulk

# Whatever came later, or from elsewhere, keeps a person; what came with them has their own moment.
UNTOUCHED_PEOPLE = """
SELECT p.id, p.name FROM directory_person p
WHERE p.id = ANY(%(ids)s) AND p.seen_at IS NULL AND p.last_login IS NULL AND NOT p.is_staff AND p.password = '!'
  AND p.merged_into_id IS NULL
  AND NOT EXISTS (SELECT FROM directory_trait t WHERE t.person_id = p.id AND t.identifier_id IS NULL)
  AND NOT EXISTS (
      SELECT FROM directory_identifier i WHERE i.person_id = p.id AND (
          i.created_at <> p.created_at OR i.proven_at IS NOT NULL
          OR EXISTS (SELECT FROM directory_trait t WHERE t.identifier_id = i.id AND t.person_id IS NULL)))
  AND NOT EXISTS (SELECT FROM directory_span s JOIN directory_identifier i ON i.id = s.identifier_id WHERE i.person_id = p.id)
  AND NOT EXISTS (SELECT FROM directory_tagging r WHERE r.person_id = p.id AND r.created_at <> p.created_at)
  AND NOT EXISTS (SELECT FROM directory_note r WHERE r.person_id = p.id
                  AND (r.created_at <> p.created_at OR r.edited_at IS NOT NULL))
  AND NOT EXISTS (SELECT FROM directory_consent r WHERE r.person_id = p.id AND r.decided_at <> p.created_at)
  AND NOT EXISTS (SELECT FROM directory_membership r WHERE r.person_id = p.id AND r.source <> %(source)s)
  AND NOT EXISTS (SELECT FROM directory_merge r WHERE r.winner_id = p.id AND r.undone_at IS NULL)
"""
UNTOUCHED_ACCOUNTS = """
SELECT a.id, a.name FROM directory_account a
WHERE a.id = ANY(%(ids)s) AND a.seen_at IS NULL AND a.merged_into_id IS NULL
  AND NOT EXISTS (SELECT FROM directory_accounttrait t WHERE t.account_id = a.id AND t.identifier_id IS NULL
                  AND t.source NOT IN (%(source)s, 'console:' || %(source)s))
  AND NOT EXISTS (
      SELECT FROM directory_accountidentifier i WHERE i.account_id = a.id AND (
          i.created_at <> a.created_at OR i.proven_at IS NOT NULL
          OR EXISTS (SELECT FROM directory_accounttrait t WHERE t.identifier_id = i.id AND t.account_id IS NULL)))
  AND NOT EXISTS (SELECT FROM directory_tagging r WHERE r.account_id = a.id AND r.created_at <> a.created_at)
  AND NOT EXISTS (SELECT FROM directory_note r WHERE r.account_id = a.id
                  AND (r.created_at <> a.created_at OR r.edited_at IS NOT NULL))
  AND NOT EXISTS (SELECT FROM directory_membership r WHERE r.account_id = a.id)
  AND NOT EXISTS (SELECT FROM directory_account r WHERE r.parent_id = a.id)
  AND NOT EXISTS (SELECT FROM directory_accountmerge r WHERE r.winner_id = a.id AND r.undone_at IS NULL)
"""
LINKS = """
WITH theirs AS (SELECT id FROM directory_identifier WHERE person_id = ANY(%(ids)s)),
others AS (DELETE FROM directory_link l USING theirs WHERE l.b_id = theirs.id)
DELETE FROM directory_link l USING theirs WHERE l.a_id = theirs.id AND l.revoked_at IS NULL
"""
WITH_THEM = ("identifier", "tagging", "note", "consent", "membership")
GO_WITH_PEOPLE = frozenset(
    {f"directory_{table}.person_id" for table in WITH_THEM} | {"directory_merge.winner_id", "directory_merge.loser_id"}
)
WITH_ACCOUNTS = ("accounttrait", "accountidentifier", "tagging", "note")
GO_WITH_ACCOUNTS = frozenset(f"directory_{table}.account_id" for table in WITH_ACCOUNTS)
HELD = "SELECT FROM {table} WHERE id = ANY(%(ids)s) FOR UPDATE"
FORGOTTEN_MERGES = "DELETE FROM directory_merge WHERE winner_id = ANY(%(ids)s) OR loser_id = ANY(%(ids)s)"
STRIPPED = (
    """DELETE FROM directory_tagging r USING directory_person p
    WHERE p.id = ANY(%(ids)s) AND r.person_id = p.id AND r.created_at = p.created_at""",
    """DELETE FROM directory_note r USING directory_person p
    WHERE p.id = ANY(%(ids)s) AND r.person_id = p.id AND r.created_at = p.created_at AND r.edited_at IS NULL""",
    "DELETE FROM directory_consent WHERE person_id = ANY(%(ids)s) AND source = %(source)s",
)
MEMBERSHIPS = {
    "by_id": "SELECT id, person_id FROM directory_membership WHERE id = ANY(%(ids)s) FOR UPDATE",
    "of_people": "SELECT id, person_id FROM directory_membership WHERE person_id = ANY(%(ids)s) FOR UPDATE",
    "said_by_it": "SELECT id, person_id FROM directory_membership WHERE person_id = ANY(%(ids)s) AND source = %(source)s FOR UPDATE",
}
# An identifier that others have vouched for, too, is not the import's alone.
IDENTIFIERS = """
WITH mine AS (
    SELECT i.id FROM directory_identifier i
    WHERE i.id = ANY(%(ids)s) AND i.proven_at IS NULL
      AND NOT EXISTS (SELECT FROM directory_trait t WHERE t.identifier_id = i.id AND t.person_id IS NULL)
      AND NOT EXISTS (SELECT FROM directory_span s WHERE s.identifier_id = i.id)
      AND NOT EXISTS (SELECT FROM directory_link l WHERE l.a_id = i.id AND l.revoked_at IS NULL AND l.source <> %(source)s)
      AND NOT EXISTS (SELECT FROM directory_link l WHERE l.b_id = i.id AND l.source <> %(source)s)),
links AS (DELETE FROM directory_link l USING mine WHERE l.b_id = mine.id),
others AS (DELETE FROM directory_link l USING mine WHERE l.a_id = mine.id AND l.revoked_at IS NULL)
DELETE FROM directory_identifier i USING mine WHERE i.id = mine.id
"""
ACCOUNT_IDENTIFIERS = """
DELETE FROM directory_accountidentifier i WHERE i.id = ANY(%(ids)s) AND i.proven_at IS NULL
  AND NOT EXISTS (SELECT FROM directory_accounttrait t WHERE t.identifier_id = i.id AND t.account_id IS NULL)
"""


def forget_identifiers(identifier_ids: Collection[UUID], source: str) -> None:
    """Drop identifiers of which nobody but this source knows."""
    if identifier_ids:
        bulk.change(IDENTIFIERS, {"ids": bulk.ids(identifier_ids), "source": source})


def forget_memberships(membership_ids: Collection[UUID]) -> None:
    """Drop memberships, but for those in which somebody was given something since: a role, a seat, a place in a group."""
    if membership_ids:
        _drop_memberships("by_id", {"ids": bulk.ids(membership_ids)})


def forget_account_identifiers(identifier_ids: Collection[UUID]) -> None:
    """The same for accounts."""
    if identifier_ids:
        bulk.change(ACCOUNT_IDENTIFIERS, {"ids": bulk.ids(identifier_ids)})


def erase_people(person_ids: Collection[UUID], source: str) -> dict[UUID, str]:
    """Remove those of these people to whom nothing else came, with all that is theirs; who they were, by name."""
    gone = _untouched("directory_person", UNTOUCHED_PEOPLE, GO_WITH_PEOPLE, person_ids, source)
    for one in _with_places_in_use(gone):
        del gone[one]
    if gone:
        asked = {"ids": bulk.ids(gone)}
        with vouched():
            bulk.change(LINKS, asked)
            bulk.change(FORGOTTEN_MERGES, asked)
            for table in WITH_THEM:
                bulk.change(f"DELETE FROM directory_{table} WHERE person_id = ANY(%(ids)s)", asked)  # noqa: S608 - our own names
            bulk.change("DELETE FROM directory_person WHERE id = ANY(%(ids)s)", asked)
    return gone


def strip_people(person_ids: Collection[UUID], source: str) -> None:
    """Take from people who stay what came with them when they were created, but for what they are known by."""
    if person_ids:
        asked = {"ids": bulk.ids(person_ids), "source": source}
        for statement in STRIPPED:
            bulk.change(statement, asked)
        _drop_memberships("said_by_it", asked)


def erase_accounts(account_ids: Collection[UUID], source: str) -> dict[UUID, str]:
    """The same for accounts; one whom people or accounts are still in stays."""
    gone = _untouched("directory_account", UNTOUCHED_ACCOUNTS, GO_WITH_ACCOUNTS, account_ids, source)
    if gone:
        asked = {"ids": bulk.ids(gone)}
        with vouched():
            for table in WITH_ACCOUNTS:
                bulk.change(f"DELETE FROM directory_{table} WHERE account_id = ANY(%(ids)s)", asked)  # noqa: S608
            bulk.change("DELETE FROM directory_account WHERE id = ANY(%(ids)s)", asked)
    return gone


def _untouched(
    table: str, statement: str, go_along: Collection[str], record_ids: Collection[UUID], source: str
) -> dict[UUID, str]:
    """Those to whom nothing came, by name. They are held first, so that nothing comes while they are removed."""
    if not record_ids:
        return {}
    asked = {"ids": bulk.ids(record_ids), "source": source}
    bulk.ask(HELD.format(table=table), asked)
    untouched = dict(bulk.ask(statement, asked))
    for one in pointed_at(table, bulk.ids(untouched), but=go_along) if untouched else ():
        untouched.pop(one, None)
    return untouched


def _drop_memberships(which: str, asked: Mapping[str, Any]) -> None:
    held = dict(bulk.ask(MEMBERSHIPS[which], asked))
    if idle := held.keys() - _pointed_at(held):
        bulk.change("DELETE FROM directory_membership WHERE id = ANY(%(ids)s)", {"ids": bulk.ids(idle)})


def _with_places_in_use(person_ids: Collection[UUID]) -> set[UUID]:
    """Who of these people has a membership that rooms above point at. All are held: nothing comes to them any more."""
    held = dict(bulk.ask(MEMBERSHIPS["of_people"], {"ids": bulk.ids(person_ids)})) if person_ids else {}
    return {held[one] for one in _pointed_at(held)}


def _pointed_at(membership_ids: Collection[UUID]) -> set[UUID]:
    return pointed_at("directory_membership", bulk.ids(membership_ids), but=()) if membership_ids else set()
