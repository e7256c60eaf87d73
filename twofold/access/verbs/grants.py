"""Giving people roles in an account, and taking them back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q

from twofold.access import contexts, owners, theirs
from twofold.access.errors import (
    GuestsOwnNothing,
    MoreThanYouHold,
    OnlyAnOwner,
    ReachesTooFar,
    RoleComesBySelf,
    RoleNotFound,
)
from twofold.access.facts import RoleGiven, RoleTaken
from twofold.access.models import Grant, Role
from twofold.access.permissions import Permission
from twofold.access.theirs import Place
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import record_all
from twofold.core.registers import BuiltIn
from twofold.core.verbs import verb


@verb(Permission.GRANT_ROLES)
def give(actor: Actor, membership_ids: Collection[UUID], role_id: UUID, *, reaches_below: bool = False) -> list[UUID]:
    """Give people of one account a role there, with `reaches_below` also in all below it. Returns for whom that is news.

    Refuses a role that allows what the actor lacks, a reach that the actor's own roles do not have, to make an owner unless
    one is an owner, and a guest as an owner.
    """
    there = theirs.places(actor, membership_ids)
    if not there:
        return []
    with theirs.writing(actor):
        theirs.hold(membership_ids)
        role = _role(there[0].account_id, role_id)
        _require_power(actor, role, there[0].account_id, reaches_below=reaches_below)
        if role.key == BuiltIn.OWNER and (guest := next((one for one in there if one.is_guest), None)):
            raise GuestsOwnNothing(guest.id)
        given = _write(actor, there, role, reaches_below=reaches_below)
        record_all((_given(one, role, reaches_below=reaches_below) for one in given), by=actor)
    return [one.id for one in given]


@verb(Permission.GRANT_ROLES)
def take(actor: Actor, membership_ids: Collection[UUID], role_id: UUID) -> list[UUID]:
    """Take a role back from people of one account. Returns who had it.

    Refuses a role that allows what the actor lacks, to end that somebody is an owner unless one is an owner, and with
    `LastOwner` to leave the account without one.
    """
    there = theirs.places(actor, membership_ids)
    if not there:
        return []
    with theirs.writing(actor):
        theirs.hold(membership_ids)
        role = _role(there[0].account_id, role_id)
        _require_power(actor, role, there[0].account_id)
        if role.key == BuiltIn.OWNER:
            owners.require_another(membership_ids)
        grants = Grant.objects.filter(membership__in=membership_ids, role=role, account=there[0].account_id)
        had = set(grants.select_for_update().values_list("membership_id", flat=True))
        grants.delete()
        taken = [one for one in there if one.id in had]
        record_all((_taken(one, role) for one in taken), by=actor)
    return [one.id for one in taken]


def _role(account_id: UUID, role_id: UUID) -> Role:
    """A built-in role, or one of the account's own; held, so that it does not come to allow more meanwhile."""
    of_it = Q(account=None) | Q(account=account_id)
    role = Role.objects.filter(of_it, id=role_id).select_for_update(of=("self",), no_key=True).first()
    if role is None:
        raise RoleNotFound(role_id)
    if role.key in contexts.BY_STANDING:
        raise RoleComesBySelf(role.key)
    return role


def _require_power(actor: Actor, role: Role, account_id: UUID, *, reaches_below: bool = False) -> None:
    """A customer passes on what they hold themselves, as far as they hold it. Staff give any role."""
    if not actor.is_customer or actor.person_id is None:
        return
    permissions = contexts.allowed_by(role.key, role.permissions)
    rights = contexts.rights_in(actor.person_id, account_id)
    if missing := sorted(permissions - (actor.permissions & rights.permissions)):
        raise MoreThanYouHold(tuple(missing))
    if role.key == BuiltIn.OWNER and not rights.is_owner:
        raise OnlyAnOwner(account_id)
    if reaches_below and not permissions <= rights.reaching:
        raise ReachesTooFar(account_id)


def _write(actor: Actor, there: Sequence[Place], role: Role, *, reaches_below: bool) -> list[Place]:
    """Two or three statements, however many people. Returns those for whom something changed."""
    grants = Grant.objects.filter(membership__in=[one.id for one in there], role=role)
    so_already = set(
        grants.filter(account=there[0].account_id, reaches_below=reaches_below).values_list("membership_id", flat=True)
    )
    changing = [one for one in there if one.id not in so_already]
    Grant.objects.bulk_create(
        [
            Grant(
                id=ids.new(), membership_id=one.id, account_id=one.account_id, role=role, reaches_below=reaches_below,
                granted_by_id=actor.person_id, granted_at=unit.now(),
            )
            for one in changing
        ],
        update_conflicts=True,
        unique_fields=["membership", "role"],
        update_fields=["account", "reaches_below", "granted_by", "granted_at"],
    )  # fmt: skip
    return changing


def _given(one: Place, role: Role, *, reaches_below: bool) -> RoleGiven:
    return RoleGiven(
        account_id=one.account_id, person_id=one.person_id, membership_id=one.id,
        role_id=role.id, role=str(role), reaches_below=reaches_below,
    )  # fmt: skip


def _taken(one: Place, role: Role) -> RoleTaken:
    return RoleTaken(
        account_id=one.account_id, person_id=one.person_id, membership_id=one.id, role_id=role.id, role=str(role)
    )
