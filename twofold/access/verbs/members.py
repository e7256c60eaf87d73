"""What people are in an account, and the end of it."""

from uuid import UUID

from twofold.access import theirs
from twofold.access.delegation import may_look_after_guest
from twofold.access.models import Assignment, Grant, GroupMember
from twofold.access.permissions import Permission
from twofold.access.queries.delegated import owned_by
from twofold.access.theirs import Place
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.verbs import verb
from twofold.directory import queries as directory
from twofold.directory.errors import MembershipNotFound
from twofold.directory.permissions import Permission as InDirectory
from twofold.directory.verbs import memberships


@verb(Permission.MANAGE_MEMBERS)
def edit(actor: Actor, membership_id: UUID, *, title: str, department: str) -> None:
    """Say what somebody does in an account. What is so already is no change."""
    theirs.place(actor, membership_id)
    with theirs.writing(actor, InDirectory.EDIT_PEOPLE) as writer:
        memberships.edit(writer, membership_id, fields={"title": title, "department": department})


@verb(Permission.MANAGE_MEMBERS, Permission.RUN_OWNED)
def end(actor: Actor, membership_id: UUID) -> None:
    """End somebody's place in an account: what they may do there is over with their next request.

    They stay who they are elsewhere, and what they did stays with both. Owners of a group or an application end the place of
    guests who are there for nothing else. Refuses with `LastOwner` to leave an account that others are in without an owner.
    """
    place = theirs.place(actor, membership_id)
    if not actor.may(Permission.MANAGE_MEMBERS) and not (place.is_guest and _is_guest_of(actor, place)):
        raise PermissionMissing(Permission.MANAGE_MEMBERS)
    with theirs.writing(actor, InDirectory.EDIT_PEOPLE) as writer:
        memberships.end(writer, membership_id)


@verb(Permission.EDIT_SELF)
def leave(actor: Actor, membership_id: UUID) -> None:
    """End one's own place in an account. Refuses as `end` does, and a membership of somebody else."""
    own = directory.memberships_visible_to(actor).filter(id=membership_id, person=actor.person_id, ended_at=None)
    if not own.exists():
        raise MembershipNotFound(membership_id)
    with theirs.writing(actor, InDirectory.EDIT_PEOPLE) as writer:
        memberships.end(writer, membership_id)


def _is_guest_of(actor: Actor, guest: Place) -> bool:
    """Whether the actor looks after all that this guest is here for."""
    return may_look_after_guest(
        actor,
        owned_by(actor),
        groups=list(GroupMember.objects.filter(membership=guest.id).values_list("group_id", flat=True)),
        applications=list(Assignment.objects.filter(membership=guest.id).values_list("application_id", flat=True)),
        has_roles=Grant.objects.filter(membership=guest.id).exists(),
    )
