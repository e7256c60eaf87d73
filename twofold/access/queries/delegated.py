"""What somebody was made an owner of in the account they act in."""

from uuid import UUID

from django.db.models import F, Q

from twofold.access import contexts
from twofold.access.delegation import Owned, may_look_after_guest
from twofold.access.models import Assignment, Grant, GroupMember, Seat
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.registers import BuiltIn
from twofold.core.unit import unit_of_work


def owned_by(actor: Actor) -> Owned:
    """The groups and applications that the actor runs in the account they act in; nothing for anybody else. Two statements."""
    if actor.account_id is None or not actor.may(Permission.RUN_OWNED):
        return Owned()
    today = unit.now().date()
    theirs = (
        Q(membership__person=actor.person_id, membership__account=actor.account_id, membership__ended_at=None)
        & (Q(membership__starts_on=None) | Q(membership__starts_on__lte=today))
        & (Q(membership__ends_on=None) | Q(membership__ends_on__gte=today))
    )
    groups = GroupMember.objects.filter(theirs, is_owner=True, group__account=F("membership__account"))
    applications = Assignment.objects.filter(theirs, is_owner=True, account=F("membership__account"))
    return Owned(
        groups=frozenset(groups.values_list("group_id", flat=True)),
        applications=frozenset(
            applications.filter(application__retired_at=None).values_list("application_id", flat=True)
        ),
    )


def may_end(actor: Actor, membership_id: UUID, *, is_guest: bool) -> bool:
    """Whether the actor may end this place: admins any but those of owners, which owners do; others that of a guest they look after."""
    if actor.may(Permission.MANAGE_MEMBERS):
        return not (actor.is_customer and _is_owners(membership_id)) or _is_owner(actor)
    return is_guest and (_vouches(actor, membership_id) or _looks_after(actor, membership_id))


def _is_owners(membership_id: UUID) -> bool:
    return Grant.objects.filter(membership=membership_id, role__key=BuiltIn.OWNER).exists()


def _is_owner(actor: Actor) -> bool:
    if actor.person_id is None or actor.account_id is None:
        return False
    with unit_of_work(Actor.system("access")):  # they may be one in an account above, which is not seen from here
        return contexts.rights_in(actor.person_id, actor.account_id).is_owner


def _vouches(actor: Actor, membership_id: UUID) -> bool:
    vouched = Seat.objects.filter(membership=membership_id, sponsor=actor.person_id, sponsor__isnull=False)
    return actor.may(Permission.RUN_OWNED) and vouched.exists()


def _looks_after(actor: Actor, membership_id: UUID) -> bool:
    return may_look_after_guest(
        actor,
        owned_by(actor),
        groups=list(GroupMember.objects.filter(membership=membership_id).values_list("group_id", flat=True)),
        applications=list(Assignment.objects.filter(membership=membership_id).values_list("application_id", flat=True)),
        has_roles=Grant.objects.filter(membership=membership_id).exists(),
    )
