"""What a member of staff may do, made of the roles they have: pure but for the one statement that reads the roles.

Rights are united. A permission, a row or a field that one role shows is shown, whatever the others leave out; so a field is
masked only if all roles mask it. What shows data as it came counts only for whoever sees all of it (`registers.Limit`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection

from twofold.core import registers
from twofold.core.actor import RowScope
from twofold.core.registers import Desk, Limit

# The teams are asked for by those roles only whose rows depend on them.
HELD = """
SELECT g.person_id, r.id, r.key, r.name, r.permissions, r.masked, r.rows,
    CASE WHEN r.rows IN ('team', 'own') THEN ARRAY(
        SELECT DISTINCT beside.person_id FROM access_teammember mine JOIN access_teammember beside ON beside.team_id = mine.team_id
        WHERE mine.person_id = g.person_id AND (r.rows = 'team' OR mine.is_lead)) END,
    CASE WHEN r.rows = 'territory' THEN ARRAY(
        SELECT DISTINCT unnest(t.countries) FROM access_teammember mine JOIN access_team t ON t.id = mine.team_id
        WHERE mine.person_id = g.person_id) END
FROM access_staffgrant g JOIN access_staffrole r ON r.id = g.role_id WHERE g.person_id = ANY(%s) ORDER BY r.name
"""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody has, as it is for them: `rows` is None where it shows every row."""

    id: UUID
    key: str
    name: str
    permissions: frozenset[str]
    masked: frozenset[str]
    rows: RowScope | None


@dataclass(frozen=True, slots=True)
class StaffRights:
    """What the roles of a member of staff come to. `in_admin_mode` are the permissions that wait for admin mode."""

    permissions: frozenset[str]
    in_admin_mode: frozenset[str]
    masked: frozenset[str]
    rows: RowScope | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody holds a permission, or does not: from which roles it comes, and what keeps it from counting."""

    permission: str
    holds: bool
    from_roles: tuple[str, ...]
    kept_back_by: tuple[Limit, ...]


def roles_of(person_id: UUID) -> list[HeldRole]:
    """The roles of a member of staff, by name. One statement."""
    return _held([person_id])[person_id]


def rights_of(person_id: UUID, *, in_admin_mode: bool = False) -> StaffRights:
    """What a member of staff may do. One statement."""
    return united(roles_of(person_id), in_admin_mode=in_admin_mode)


def rights_of_each(person_ids: Collection[UUID]) -> dict[UUID, StaffRights]:
    """What each of them may do outside admin mode. One statement."""
    return {one: united(roles) for one, roles in _held(person_ids).items()}


def _held(person_ids: Collection[UUID]) -> dict[UUID, list[HeldRole]]:
    held: dict[UUID, list[HeldRole]] = {one: [] for one in person_ids}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [list(person_ids)])
        for one, role, key, name, permissions, masked, rows, owners, countries in cursor.fetchall():
            scope = _scope(one, rows, owners, countries)
            held[one].append(HeldRole(role, key, name, *_allowed(key, permissions, masked), scope))
    return held


def united(roles: Sequence[HeldRole], *, in_admin_mode: bool = False) -> StaffRights:
    """What roles come to together; without any, nothing is allowed and nothing is shown."""
    rows, masked = _rows(roles), _masked(roles)
    given = frozenset[str]().union(*(role.permissions for role in roles))
    held = given - _kept_from(rows, masked)
    waiting = frozenset() if in_admin_mode else held & registers.limited_by(Limit.ADMIN_MODE)
    return StaffRights(held - waiting, waiting, masked, rows)


def reasons(roles: Sequence[HeldRole]) -> list[Reason]:
    """Of every permission that staff may have: whether these roles give it and why. What admin mode gives counts as held."""
    rights = united(roles)
    return [_reason(permission, roles, rights) for permission in sorted(registers.permissions_for_staff())]


def _reason(permission: str, roles: Sequence[HeldRole], rights: StaffRights) -> Reason:
    given_by = tuple(role.name for role in roles if permission in role.permissions)
    on_it = registers.limits.get(permission, frozenset())
    meets = {Limit.EVERY_ROW: rights.rows is None, Limit.EVERY_FIELD: not rights.masked, Limit.ADMIN_MODE: False}
    kept_back_by = tuple(limit for limit in Limit if given_by and limit in on_it and not meets[limit])
    return Reason(permission, permission in rights.permissions | rights.in_admin_mode, given_by, kept_back_by)


def _allowed(key: str, permissions: Collection[str], masked: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What one role gives, of what staff may be given at all."""
    allowed = registers.permissions_at(Desk(key)) if key else frozenset(permissions) & registers.permissions_for_staff()
    return allowed, frozenset(masked)


def _scope(
    person_id: UUID, rows: str, owners: Sequence[UUID] | None, countries: Sequence[str] | None
) -> RowScope | None:
    if rows == "all":
        return None
    return RowScope(frozenset({person_id, *owners}) if owners is not None else frozenset(), frozenset(countries or ()))


def _rows(roles: Sequence[HeldRole]) -> RowScope | None:
    scopes = [role.rows for role in roles if role.rows is not None]
    return None if len(scopes) < len(roles) else reduce(or_, scopes, RowScope())


def _masked(roles: Sequence[HeldRole]) -> frozenset[str]:
    return frozenset.intersection(*(role.masked for role in roles)) if roles else frozenset()


def _kept_from(rows: RowScope | None, masked: Collection[str]) -> frozenset[str]:
    by_rows = registers.limited_by(Limit.EVERY_ROW) if rows is not None else frozenset[str]()
    return by_rows | (registers.limited_by(Limit.EVERY_FIELD) if masked else frozenset[str]())
