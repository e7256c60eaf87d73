"""What somebody runs in an account without being its admin: the groups and applications that they are an owner of.

An owner sees who is in it, puts members into it, and invites and looks after its guests. What they run is read once, with
`access.queries.owned_by`; the rest are pure functions, for pages that show what may be done and for verbs that refuse it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from twofold.access.permissions import Permission
from twofold.core.actor import Actor, PermissionMissing


@dataclass(frozen=True, slots=True)
class Owned:
    """The groups and applications of the account one acts in that one is an owner of."""

    groups: frozenset[UUID] = frozenset()
    applications: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.groups or self.applications)

    def covers(self, groups: Collection[UUID], applications: Collection[UUID]) -> bool:
        """Whether there is something, and all of it is theirs."""
        named = bool(groups or applications)
        return named and self.groups.issuperset(groups) and self.applications.issuperset(applications)


def may_run_group(actor: Actor, owned: Owned, group_id: UUID) -> bool:
    """Put people into it and take them out."""
    return actor.may(Permission.MANAGE_GROUPS) or (actor.may(Permission.RUN_OWNED) and group_id in owned.groups)


def may_run_application(actor: Actor, owned: Owned, application_id: UUID) -> bool:
    """Assign it to people, and take it from them."""
    is_theirs = actor.may(Permission.RUN_OWNED) and application_id in owned.applications
    return is_theirs or actor.may(Permission.ASSIGN_APPLICATIONS)


def may_invite_guest_to(
    actor: Actor, owned: Owned, *, groups: Collection[UUID] = (), applications: Collection[UUID] = ()
) -> bool:
    """Invite a guest to just these. An owner of a group or an application always says to which of theirs."""
    return actor.may(Permission.INVITE_GUESTS) or (
        actor.may(Permission.RUN_OWNED) and owned.covers(groups, applications)
    )


def may_look_after_guest(
    actor: Actor, owned: Owned, *, groups: Collection[UUID], applications: Collection[UUID], has_roles: bool
) -> bool:
    """Let a guest stay or go, by all that they are here: a guest of others, too, or with a role, is for the admins."""
    return actor.may(Permission.REVIEW_GUESTS) or (
        actor.may(Permission.RUN_OWNED) and not has_roles and owned.covers(groups, applications)
    )


def require_guest_invitation(
    actor: Actor, owned: Owned, *, groups: Collection[UUID] = (), applications: Collection[UUID] = ()
) -> None:
    """Refuse with `PermissionMissing` unless the actor may invite a guest to just these."""
    if not may_invite_guest_to(actor, owned, groups=groups, applications=applications):
        raise PermissionMissing(Permission.INVITE_GUESTS)
