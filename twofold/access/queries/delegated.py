"""What somebody was made an owner of in the account they act in."""

from django.db.models import F, Q

from twofold.access.delegation import Owned
from twofold.access.models import Assignment, GroupMember
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor


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
