"""What somebody may offer to those they invite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from twofold.access import contexts
from twofold.access.errors import OfferNotPossible
from twofold.access.joining.places import Place, permissions_in
from twofold.access.joining.sheets import Line
from twofold.access.models import Application, Group, Offer, Role
from twofold.access.permissions import Permission
from twofold.access.queries.delegated import owned_by
from twofold.core.actor import Actor
from twofold.core.registers import BuiltIn
from twofold.core.unit import unit_of_work

SYSTEM = Actor.system("access")
BY_STANDING = (BuiltIn.MEMBER, BuiltIn.GUEST)
ORDER = [str(one) for one in BuiltIn]


@dataclass(frozen=True, slots=True)
class Offerable:
    """Roles as (id, key or name); groups and applications as (id, name); whether members, and guests, may be invited at all."""

    roles: Sequence[tuple[UUID, str]]
    groups: Sequence[tuple[UUID, str]]
    applications: Sequence[tuple[UUID, str]]
    members: bool
    guests: bool


def offerable(actor: Actor, account_id: UUID | None) -> Offerable:
    """What the actor may give people in an account, or in any where none is said. What they may not give is not among it."""
    owned = owned_by(actor)
    with unit_of_work(SYSTEM):
        groups = Group.objects.filter(account__in=[account_id] if account_id else []).order_by("name")
        offered = Exists(
            Offer.objects.filter(application=OuterRef("id"), account__in=[account_id] if account_id else [])
        )
        applications = Application.objects.filter(Q(is_for_all=True) | Q(offered), retired_at=None).order_by("name")
        if not actor.may(Permission.MANAGE_GROUPS):
            groups = groups.filter(id__in=owned.groups)
        if not actor.may(Permission.ASSIGN_APPLICATIONS):
            applications = applications.filter(id__in=owned.applications)
        return Offerable(
            roles=_roles(actor, account_id) if actor.may(Permission.GRANT_ROLES) else (),
            groups=tuple(groups.values_list("id", "name")),
            applications=tuple(applications.values_list("id", "name")),
            members=actor.may(Permission.INVITE_MEMBERS),
            guests=actor.may(Permission.INVITE_GUESTS) or bool(owned),
        )


def _roles(actor: Actor, account_id: UUID | None) -> list[tuple[UUID, str]]:
    """The built-in ones first, in their order, then the account's own."""
    found = Role.objects.filter(_of(account_id)).exclude(key__in=BY_STANDING).order_by("name")
    ordered = sorted(found, key=lambda role: ORDER.index(role.key) if role.key else len(ORDER))
    return [(role.id, str(role)) for role in ordered if _may_give(actor, account_id, role)]


def _of(account_id: UUID | None) -> Q:
    return Q(account=None) | Q(account=account_id) if account_id else Q(account=None)


def _may_give(actor: Actor, account_id: UUID | None, role: Role) -> bool:
    if not actor.is_customer or actor.person_id is None or account_id is None:
        return True
    is_owner = contexts.rights_in(actor.person_id, account_id).is_owner
    return (role.key != BuiltIn.OWNER or is_owner) and permissions_in(role) <= actor.permissions


@dataclass(frozen=True, slots=True)
class Names:
    """What lists call roles and groups, small, in the reader's language or as they are kept."""

    roles: Mapping[str, UUID]
    groups: Mapping[str, UUID]

    def place(self, line: Line, place: Place) -> Place:
        """The place with what a row says besides. Refuses names that are nobody's."""
        roles = {
            _found(self.roles, name, "role", _("There is no role “%s” that you could give.")) for name in line.roles
        }
        groups = {
            _found(self.groups, name, "group", _("There is no group “%s” that you could give.")) for name in line.groups
        }
        return replace(place, roles=place.roles | roles, groups=place.groups | groups)


def known_names(actor: Actor, account_id: UUID) -> Names:
    """The names of what the actor may offer in an account."""
    offer = offerable(actor, account_id)
    with unit_of_work(SYSTEM):
        given = {str(role): role for role in Role.objects.filter(id__in=[role for role, _name in offer.roles])}
    roles = {name.lower(): role.id for key, role in given.items() for name in (key, role.name, _(role.name))}
    return Names(roles, {name.lower(): group for group, name in offer.groups})


def _found(known: Mapping[str, UUID], name: str, field: str, refused: str) -> UUID:
    if name.lower() not in known:
        raise OfferNotPossible(field, refused % name)
    return known[name.lower()]
