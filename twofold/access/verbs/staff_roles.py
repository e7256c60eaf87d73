"""Roles of staff: defining them, giving them, taking them back. Nobody does so with rights they do not hold themselves."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from twofold.access.colleagues import grant, require_an_administrator_beside, require_colleague, require_held
from twofold.access.errors import (
    StaffRoleIsBuiltIn,
    StaffRoleIsHeld,
    StaffRoleNotAllowed,
    StaffRoleNotFound,
)
from twofold.access.facts import (
    StaffRoleChanged,
    StaffRoleDefined,
    StaffRoleRemoved,
    StaffRoleWithdrawn,
)
from twofold.access.models import StaffGrant, StaffRole
from twofold.access.permissions import Permission
from twofold.core import ids, registers, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.registers import Desk
from twofold.core.verbs import verb
from twofold.directory import queries as directory

LONGEST_NAME, LONGEST_DESCRIPTION = 100, 500


@verb(Permission.MANAGE_STAFF_ROLES)
def define(
    actor: Actor,
    *,
    name: str,
    description: str = "",
    permissions: Collection[str],
    masked: Collection[str] = (),
    rows: str = StaffRole.Rows.ALL,
) -> StaffRole:
    """Make a role of staff. Refuses a name that there is, permissions that there are not, and more than one holds oneself."""
    role = StaffRole(id=ids.new(), created_at=unit.now())
    _describe(actor, role, name=name, description=description, permissions=permissions, masked=masked, rows=rows)
    role.save(force_insert=True)
    record(StaffRoleDefined(role_id=role.id, **_told(role)), by=actor)
    return role


@verb(Permission.MANAGE_STAFF_ROLES)
def change(
    actor: Actor,
    role_id: UUID,
    *,
    name: str,
    description: str = "",
    permissions: Collection[str],
    masked: Collection[str] = (),
    rows: str = StaffRole.Rows.ALL,
) -> StaffRole:
    """Make a role another one, for everybody who has it, from their next request on. The same again changes nothing.

    Of a built-in role only what it masks and which rows it shows; of administrators nothing. Refuses as `define` does.
    """
    role = _lock(role_id)
    require_held(actor, role)
    if role.key:
        if role.key == Desk.ADMINISTRATOR:
            raise StaffRoleIsBuiltIn(role_id)
        name, description, permissions = role.name, role.description, ()
    before = _told(role)
    _describe(actor, role, name=name, description=description, permissions=permissions, masked=masked, rows=rows)
    role.save()
    if _told(role) != before:
        record(StaffRoleChanged(role_id=role.id, **_told(role)), by=actor)
    return role


@verb(Permission.MANAGE_STAFF_ROLES)
def remove(actor: Actor, role_id: UUID) -> None:
    """Do away with a role that nobody has. Refuses one that is built in, and one that somebody has."""
    role = _lock(role_id)
    if role.key:
        raise StaffRoleIsBuiltIn(role_id)
    require_held(actor, role)
    people = StaffGrant.objects.filter(role=role).count()
    if people:
        raise StaffRoleIsHeld(role_id, people)
    role.delete()
    record(StaffRoleRemoved(role_id=role_id, name=role.name), by=actor)


@verb(Permission.MANAGE_STAFF_ROLES)
def give(actor: Actor, person_id: UUID, role_id: UUID) -> None:
    """Give a member of staff a role. Who has it keeps it."""
    role = _lock(role_id)
    require_held(actor, role)
    require_colleague(person_id)
    grant(actor, person_id, role)


@verb(Permission.MANAGE_STAFF_ROLES)
def take(actor: Actor, person_id: UUID, role_id: UUID) -> None:
    """Take a role from a member of staff. Who does not have it is left as they are; the last administrator stays one."""
    role = _lock(role_id)
    require_held(actor, role)
    taken, _ = StaffGrant.objects.filter(person=person_id, role=role).delete()
    if not taken:
        return
    if role.key == Desk.ADMINISTRATOR:
        require_an_administrator_beside(person_id)
    record(StaffRoleWithdrawn(person_id=person_id, role_id=role.id, role=role.name), by=actor)


def _lock(role_id: UUID) -> StaffRole:
    role = StaffRole.objects.select_for_update().filter(id=role_id).first()
    if role is None:
        raise StaffRoleNotFound(role_id)
    return role


def _describe(
    actor: Actor,
    role: StaffRole,
    *,
    name: str,
    description: str,
    permissions: Collection[str],
    masked: Collection[str],
    rows: str,
) -> None:
    role.name, role.description = _checked_name(role, name), " ".join(description.split())[:LONGEST_DESCRIPTION]
    unknown = sorted(set(permissions) - registers.permissions_for_staff())
    if unknown:
        raise StaffRoleNotAllowed("permissions", f"There is no permission {unknown[0]} for staff.")
    if rows not in StaffRole.Rows.values:
        raise StaffRoleNotAllowed("rows", "Choose which people and accounts the role shows.")
    foreign = sorted(set(masked) - {field.key for field in directory.maskable(actor)})
    if foreign:
        raise StaffRoleNotAllowed("masked", f"There is no field {foreign[0]} to be masked.")
    role.permissions, role.masked, role.rows = sorted(set(permissions)), sorted(set(masked)), rows
    require_held(actor, role)


def _checked_name(role: StaffRole, name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise StaffRoleNotAllowed("name", f"A role needs a name of at most {LONGEST_NAME} characters.")
    if StaffRole.objects.filter(name__iexact=name).exclude(id=role.id).exists():
        raise StaffRoleNotAllowed("name", f"There is a role called {name} already.")
    return name


def _told(role: StaffRole) -> dict[str, Any]:
    return {"name": role.name, "permissions": role.permissions, "masked": role.masked, "rows": role.rows}
