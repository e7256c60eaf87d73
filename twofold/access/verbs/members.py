"""What people are in an account, and the end of it."""

from uuid import UUID

from twofold.access import theirs
from twofold.access.errors import OnlyAnOwner
from twofold.access.permissions import Permission
from twofold.access.queries.delegated import may_end
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


@verb(Permission.MANAGE_MEMBERS, Permission.REVIEW_GUESTS, Permission.RUN_OWNED)
def end(actor: Actor, membership_id: UUID) -> None:
    """End somebody's place in an account: what they may do there is over with their next request.

    They stay who they are elsewhere, and what they did stays with both. That of a guest is also ended by those who review guests,
    by whoever vouches for them, and by owners of a group or an application for which alone they are there. Refuses to end that of
    an owner unless one is an owner, and with `LastOwner` to leave an account that others are in without one.
    """
    place = theirs.place(actor, membership_id)
    if not may_end(actor, place.id, is_guest=place.is_guest):
        is_owners = actor.may(Permission.MANAGE_MEMBERS)
        raise OnlyAnOwner(place.account_id) if is_owners else PermissionMissing(Permission.MANAGE_MEMBERS)
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
