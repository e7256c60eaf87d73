"""Owners of accounts. An account that has one keeps one as long as anybody is in it, whatever is done and by whom.

Whoever takes an owner away first holds the memberships, then the accounts, and only then counts: of two owners who demote each
other at the same moment the second waits, and is refused.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from twofold.access.errors import LastOwner
from twofold.core import unit
from twofold.core.refusals import Refusal

# Owners who stay: members without an end. One whose place ends by itself is no owner to rely on.
LASTING = """
SELECT g.account_id, m.id FROM access_grant g JOIN access_role r ON r.id = g.role_id AND r.key = 'owner'
JOIN directory_membership m ON m.id = g.membership_id AND m.account_id = g.account_id
JOIN directory_person p ON p.id = m.person_id
LEFT JOIN access_seat s ON s.membership_id = m.id
WHERE {where} AND m.ended_at IS NULL AND m.ends_on IS NULL AND coalesce(m.starts_on, %(today)s) <= %(today)s
  AND m.standing = 'member' AND s.expires_at IS NULL
  AND p.deleted_at IS NULL AND p.merged_into_id IS NULL AND p.is_active
"""
HOLD_MEMBERSHIPS = "SELECT id FROM directory_membership WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE"
HOLD_ACCOUNTS = """
SELECT id, name FROM directory_account WHERE id = ANY(%(ids)s) AND deleted_at IS NULL AND merged_into_id IS NULL
ORDER BY id FOR NO KEY UPDATE
"""
# Nobody else being in an account, its last owner may go: nothing is left to be run.
INHABITED = """
SELECT DISTINCT m.account_id FROM directory_membership m
WHERE m.account_id = ANY(%(ids)s) AND m.ended_at IS NULL AND m.id <> ALL(%(lost)s)
"""


def lasting(account_id: UUID) -> frozenset[UUID]:
    """The memberships of the owners who stay."""
    return frozenset(membership for _, membership in _lasting("g.account_id = ANY(%(ids)s)", [account_id]))


def objections(membership_ids: Collection[UUID], /, *, any_of_them: bool) -> Mapping[UUID, Refusal]:
    """Which of these memberships may not be lost: those of the last owners of an account that others are in.

    Were all of them lost together; with `any_of_them` the others may as well stay.
    """
    owners = _held_owners(membership_ids)
    lost = list(owners) if any_of_them else list(membership_ids)
    with connection.cursor() as cursor:
        cursor.execute(INHABITED, {"ids": [one.account_id for one in owners.values()], "lost": lost})
        inhabited = {account for (account,) in cursor}
    return {one: refusal for one, refusal in owners.items() if refusal.account_id in inhabited}


def require_another(membership_ids: Collection[UUID]) -> None:
    """Refuse with `LastOwner` if an account would have no owner, were these none any more."""
    for refusal in _held_owners(membership_ids).values():
        raise refusal


def _held_owners(membership_ids: Collection[UUID]) -> dict[UUID, LastOwner]:
    """Those of the memberships without which their account has no owner. All that decides is held."""
    if not membership_ids:
        return {}
    _ask_for(HOLD_MEMBERSHIPS, ids=membership_ids)
    owners = {membership: account for account, membership in _lasting("m.id = ANY(%(ids)s)", membership_ids)}
    names = dict(_ask_for(HOLD_ACCOUNTS, ids=owners.values())) if owners else {}
    staying = {account for account, one in _lasting("g.account_id = ANY(%(ids)s)", names) if one not in owners}
    lost = {one: account for one, account in owners.items() if account in names.keys() - staying}
    return {one: LastOwner(account, names[account]) for one, account in lost.items()}


def _lasting(where: str, ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Accounts and their lasting owners."""
    return _ask_for(LASTING.format(where=where), ids=ids) if ids else []


def _ask_for(statement: str, *, ids: Collection[UUID]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": sorted(set(ids)), "today": unit.now().date()})
        return list(cursor)
