"""Contexts: as whom a person acts. By themselves, or in one of the accounts where they have a place.

One acts in one account at a time, so what a role allows is never taken for what it allows elsewhere. A role that reaches
below opens the accounts below as contexts of their own, with that role only.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from twofold.access.errors import NotInAccount
from twofold.core import registers, unit
from twofold.core.registers import BuiltIn

MOST = 200
DEEPEST = 32
BY_STANDING = frozenset({BuiltIn.MEMBER, BuiltIn.GUEST})  # roles that nobody is given: they come with what one is

# Memberships that let somebody in: they live, have begun, and neither they nor the seat are over.
HELD = """
    m.person_id = %(person)s AND m.ended_at IS NULL AND coalesce(m.starts_on, %(today)s) <= %(today)s
    AND coalesce(m.ends_on, %(today)s) >= %(today)s AND coalesce(s.expires_at, 'infinity') > %(now)s
"""

# From the account upwards: a place in it, or a role that reaches down from above. As many rows as roles on the way.
# A grant holds in the account it was given in, which after a merge of accounts is not where the membership is.
RIGHTS = f"""
WITH RECURSIVE up AS (
    SELECT id, parent_id, 0 AS steps FROM directory_account
    WHERE id = %(account)s AND deleted_at IS NULL AND merged_into_id IS NULL
    UNION ALL
    SELECT a.id, a.parent_id, up.steps + 1 FROM directory_account a JOIN up ON a.id = up.parent_id
    WHERE up.steps < %(deepest)s AND a.deleted_at IS NULL AND a.merged_into_id IS NULL)
SELECT CASE WHEN up.steps = 0 THEN m.standing ELSE '' END, coalesce(r.key, ''), coalesce(r.permissions, '{{}}'),
       coalesce(g.reaches_below, false)
FROM up JOIN directory_membership m ON m.account_id = up.id
LEFT JOIN access_seat s ON s.membership_id = m.id
LEFT JOIN access_grant g ON g.membership_id = m.id AND g.account_id = m.account_id AND (up.steps = 0 OR g.reaches_below)
LEFT JOIN access_role r ON r.id = g.role_id
WHERE {HELD} AND (up.steps = 0 OR g.id IS NOT NULL)
"""  # noqa: S608 - parts of ours, without input

CONTEXTS = f"""
WITH RECURSIVE held AS (
    SELECT m.id, m.account_id, m.standing, m.is_primary, least(s.expires_at, m.ends_on + 1) AS until
    FROM directory_membership m LEFT JOIN access_seat s ON s.membership_id = m.id
    WHERE {HELD} LIMIT %(most)s),
down AS (
    SELECT h.account_id AS id, h.account_id AS above, h.standing::text, h.is_primary, h.until, 0 AS steps FROM held h
    UNION ALL
    SELECT a.id, down.above, '', false, down.until, down.steps + 1
    FROM directory_account a JOIN down ON a.parent_id = down.id
    WHERE down.steps < %(deepest)s AND EXISTS (
        SELECT 1 FROM held h JOIN access_grant g ON g.membership_id = h.id AND g.account_id = h.account_id AND g.reaches_below
        WHERE h.account_id = down.above))
SELECT DISTINCT ON (a.id) a.id, a.name, d.standing, d.until, CASE WHEN d.steps > 0 THEN o.name ELSE '' END, d.is_primary,
    ARRAY(SELECT coalesce(nullif(r.key, ''), r.name) FROM held h
          JOIN access_grant g ON g.membership_id = h.id AND g.account_id = h.account_id AND (d.steps = 0 OR g.reaches_below)
          JOIN access_role r ON r.id = g.role_id WHERE h.account_id = d.above ORDER BY g.granted_at, r.id)
FROM down d JOIN directory_account a ON a.id = d.id AND a.deleted_at IS NULL AND a.merged_into_id IS NULL
JOIN directory_account o ON o.id = d.above
ORDER BY a.id, d.steps LIMIT %(most)s
"""  # noqa: S608 - parts of ours, without input


@dataclass(frozen=True, slots=True)
class Context:
    """An account that a person may act in. `above` names the account whose role reaches down to it; `until` is its end.

    `roles` are the keys of built-in ones and the names of an account's own.
    """

    account_id: UUID
    name: str
    is_guest: bool
    until: datetime | None
    above: str
    is_primary: bool
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do in an account, and what of it in all that is below it as well; whether they are an owner of it."""

    permissions: frozenset[str]
    reaching: frozenset[str]
    is_owner: bool


def rights_in(person_id: UUID, account_id: UUID) -> Rights:
    """What a person may do in an account: the union of their roles there and of those that reach down to it.

    One statement, as quick with ten thousand accounts as with ten. Refuses with `NotInAccount` whoever has no place in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, _told(person_id, account=account_id))
        rows = cursor.fetchall()
    if not rows:
        raise NotInAccount(account_id)
    return Rights(
        permissions=frozenset().union(*(_by_standing(standing) | allowed_by(*role) for standing, *role, _ in rows)),
        reaching=frozenset().union(*(allowed_by(*role) for _, *role, reaches in rows if reaches)),
        is_owner=any(key == BuiltIn.OWNER for _, key, *_ in rows),
    )


def contexts_of(person_id: UUID) -> list[Context]:
    """The accounts that a person may act in, the first one first, then by name. One statement; at most `MOST`."""
    with connection.cursor() as cursor:
        cursor.execute(CONTEXTS, _told(person_id))
        found = [
            Context(account, name, standing == "guest", until, above, primary, tuple(roles))
            for account, name, standing, until, above, primary, roles in cursor.fetchall()
        ]
    return sorted(found, key=lambda one: (not one.is_primary, bool(one.above), one.name.casefold()))


def allowed_by(key: str, permissions: list[str]) -> frozenset[str]:
    """What a role allows; never what no customer may hold."""
    allowed = registers.permissions_of(BuiltIn(key)) if key else frozenset(permissions)
    return allowed & registers.customer_permissions.keys()


def _by_standing(standing: str) -> frozenset[str]:
    """What being a member or a guest allows by itself."""
    return registers.permissions_of(BuiltIn(standing)) if standing else frozenset()


def _told(person_id: UUID, *, account: UUID | None = None) -> dict[str, UUID | datetime | date | int | None]:
    return {
        "person": person_id,
        "account": account,
        "now": unit.now(),
        "today": unit.now().date(),
        "deepest": DEEPEST,
        "most": MOST,
    }
