"""An account's own roles: what they allow, and what they are called."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.access import theirs
from twofold.access.errors import MoreThanYouHold, NameTaken, NotAllowed, RoleInUse, RoleNotFound
from twofold.access.facts import RoleDefined, RoleEdited, RoleRemoved
from twofold.access.models import Grant, Role
from twofold.access.permissions import Permission
from twofold.core import ids, registers, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.registers import BuiltIn
from twofold.core.verbs import verb


@verb(Permission.DEFINE_ROLES)
def define(actor: Actor, account_id: UUID, *, name: str, permissions: Collection[str], description: str = "") -> Role:
    """Define a role of an account. Refuses what no customer may hold, what the definer lacks, and a name that is taken."""
    theirs.account(actor, account_id)
    kept, allowed = _name(name), _allowed(permissions)
    _require_held(actor, allowed)
    with theirs.writing(actor):
        _require_free(account_id, kept)
        role = Role.objects.create(
            id=ids.new(), account_id=account_id, name=kept, description=description.strip()[:500],
            permissions=sorted(allowed), created_at=unit.now(),
        )  # fmt: skip
        record(
            RoleDefined(account_id=account_id, role_id=role.id, role=role.name, permissions=role.permissions), by=actor
        )
    return role


@verb(Permission.DEFINE_ROLES)
def edit(actor: Actor, role_id: UUID, *, name: str, permissions: Collection[str], description: str = "") -> Role:
    """Change what a role is called and allows, at once for all who have it. The same again changes nothing.

    Refuses built-in roles, and to add or take away what the actor lacks.
    """
    account_id = _account_of(actor, role_id)
    kept, allowed = _name(name), _allowed(permissions)
    with theirs.writing(actor):
        role = Role.objects.select_for_update().get(id=role_id)
        before = (role.name, role.description, role.permissions)
        _require_held(actor, allowed ^ set(role.permissions))
        if kept != role.name:
            _require_free(account_id, kept)
        role.name, role.description, role.permissions = kept, description.strip()[:500], sorted(allowed)
        if (role.name, role.description, role.permissions) != before:
            role.save(update_fields=["name", "description", "permissions"])
            record(
                RoleEdited(account_id=account_id, role_id=role.id, role=role.name, permissions=role.permissions),
                by=actor,
            )
    return role


@verb(Permission.DEFINE_ROLES)
def remove(actor: Actor, role_id: UUID) -> Role:
    """Remove a role that nobody has. Refuses one that somebody has, and built-in ones."""
    account_id = _account_of(actor, role_id)
    with theirs.writing(actor):
        role = Role.objects.select_for_update().get(id=role_id)
        _require_held(actor, set(role.permissions))
        if people := Grant.objects.filter(role=role, membership__ended_at=None).count():
            raise RoleInUse(people)
        record(RoleRemoved(account_id=account_id, role_id=role.id, role=role.name), by=actor)
        role.delete()
    return role


def _account_of(actor: Actor, role_id: UUID) -> UUID:
    """The account whose own role it is."""
    found = theirs.seen(Role.objects.filter(id=role_id, key=""), actor).values_list("account_id", flat=True).first()
    if found is None:
        raise RoleNotFound(role_id)
    return found


def _name(name: str) -> str:
    kept = " ".join(name.split())[:100]
    if not kept:
        raise NotAllowed("name", _("A role needs a name."))
    if kept.casefold() in {str(one) for one in BuiltIn}:
        raise NameTaken(kept)
    return kept


def _allowed(permissions: Collection[str]) -> set[str]:
    allowed = set(permissions)
    if not allowed:
        raise NotAllowed("permissions", _("Choose what the role allows."))
    if unknown := allowed - registers.customer_permissions.keys():
        raise NotAllowed("permissions", _("No role of an account can allow this: %s.") % ", ".join(sorted(unknown)))
    return allowed


def _require_held(actor: Actor, permissions: Collection[str]) -> None:
    """Staff may put together any of what customers may hold; customers what they hold themselves."""
    missing = sorted(set(permissions) - actor.permissions) if actor.is_customer else []
    if missing:
        raise MoreThanYouHold(tuple(missing))


def _require_free(account_id: UUID, name: str) -> None:
    if Role.objects.filter(account=account_id, name__iexact=name).exists():
        raise NameTaken(name)
