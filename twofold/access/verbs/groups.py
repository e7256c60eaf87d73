"""Groups of an account: making them, and who is in them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from twofold.access import theirs
from twofold.access.delegation import may_run_group
from twofold.access.errors import GroupNotFound, GuestsOwnNothing, NameTaken, NotAllowed
from twofold.access.facts import GroupEdited, GroupJoined, GroupLeft, GroupMade, GroupRemoved
from twofold.access.models import Group, GroupMember
from twofold.access.permissions import Permission
from twofold.access.queries.delegated import owned_by
from twofold.access.theirs import Place
from twofold.core import ids, unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.facts import record, record_all
from twofold.core.verbs import verb
from twofold.directory.errors import MembershipNotFound


@verb(Permission.MANAGE_GROUPS)
def make(actor: Actor, account_id: UUID, *, name: str, description: str = "") -> Group:
    """Make a group in an account, with nobody in it. Refuses a name that is taken there."""
    theirs.account(actor, account_id)
    kept = _name(name)
    with theirs.writing(actor):
        _require_free(account_id, kept)
        group = Group.objects.create(
            id=ids.new(), account_id=account_id, name=kept, description=description.strip()[:500], created_at=unit.now()
        )
        record(GroupMade(account_id=account_id, group_id=group.id, group=group.name), by=actor)
    return group


@verb(Permission.MANAGE_GROUPS)
def edit(actor: Actor, group_id: UUID, *, name: str, description: str = "") -> Group:
    """Call or describe a group differently. The same again changes nothing."""
    _seen(actor, group_id)
    kept, said = _name(name), description.strip()[:500]
    with theirs.writing(actor):
        group = Group.objects.select_for_update(no_key=True).get(id=group_id)
        if kept != group.name:
            _require_free(group.account_id, kept)
        if (kept, said) != (group.name, group.description):
            group.name, group.description = kept, said
            group.save(update_fields=["name", "description"])
            record(GroupEdited(account_id=group.account_id, group_id=group.id, group=group.name), by=actor)
    return group


@verb(Permission.MANAGE_GROUPS)
def remove(actor: Actor, group_id: UUID) -> None:
    """Remove a group, with what people had by being in it; the people stay."""
    group = _seen(actor, group_id)
    with theirs.writing(actor):
        record(GroupRemoved(account_id=group.account_id, group_id=group.id, group=group.name), by=actor)
        group.delete()


@verb(Permission.MANAGE_GROUPS, Permission.RUN_OWNED)
def put(actor: Actor, group_id: UUID, membership_ids: Collection[UUID], *, is_owner: bool = False) -> list[UUID]:
    """Put people of the account into a group, or say whether those who are in it own it. Returns for whom that is news.

    Owners of a group put people into it, too, but only admins make owners. Refuses a guest as an owner.
    """
    group = _run(actor, group_id)
    there = _of(group, theirs.places(actor, membership_ids))
    if is_owner and (guest := next((one for one in there if one.is_guest), None)):
        raise GuestsOwnNothing(guest.id)
    with theirs.writing(actor):
        theirs.hold(membership_ids)
        known = dict(_in(group, membership_ids).values_list("membership_id", "is_owner"))
        coming = [one for one in there if known.get(one.id) != is_owner]
        if is_owner or any(one.id in known for one in coming):
            actor.require(Permission.MANAGE_GROUPS)
        GroupMember.objects.bulk_create(
            [
                GroupMember(id=ids.new(), group=group, membership_id=one.id, is_owner=is_owner, added_at=unit.now())
                for one in coming
            ],
            update_conflicts=True,
            unique_fields=["group", "membership"],
            update_fields=["is_owner"],
        )
        record_all((_joined(group, one, is_owner=is_owner) for one in coming), by=actor)
    return [one.id for one in coming]


@verb(Permission.MANAGE_GROUPS, Permission.RUN_OWNED)
def take_out(actor: Actor, group_id: UUID, membership_ids: Collection[UUID]) -> list[UUID]:
    """Take people out of a group. Returns who was in it. Only admins take its owners out."""
    group = _run(actor, group_id)
    there = _of(group, theirs.places(actor, membership_ids))
    with theirs.writing(actor):
        known = dict(_in(group, membership_ids).select_for_update().values_list("membership_id", "is_owner"))
        if any(known.values()):
            actor.require(Permission.MANAGE_GROUPS)
        _in(group, membership_ids).delete()
        leaving = [one for one in there if one.id in known]
        record_all((_left(group, one) for one in leaving), by=actor)
    return [one.id for one in leaving]


def _seen(actor: Actor, group_id: UUID) -> Group:
    group = theirs.seen(Group.objects.filter(id=group_id), actor).first()
    if group is None:
        raise GroupNotFound(group_id)
    return group


def _run(actor: Actor, group_id: UUID) -> Group:
    """A group that the actor may put people into."""
    group = _seen(actor, group_id)
    if not may_run_group(actor, owned_by(actor), group_id):
        raise PermissionMissing(Permission.MANAGE_GROUPS)
    return group


def _of(group: Group, there: list[Place]) -> list[Place]:
    """These people, who are of the group's account."""
    if there and there[0].account_id != group.account_id:
        raise MembershipNotFound(there[0].id)
    return there


def _in(group: Group, membership_ids: Collection[UUID]) -> QuerySet[GroupMember]:
    return GroupMember.objects.filter(group=group, membership__in=membership_ids)


def _name(name: str) -> str:
    kept = " ".join(name.split())[:100]
    if not kept:
        raise NotAllowed("name", _("A group needs a name."))
    return kept


def _require_free(account_id: UUID, name: str) -> None:
    if Group.objects.filter(account=account_id, name__iexact=name).exists():
        raise NameTaken(name)


def _joined(group: Group, one: Place, *, is_owner: bool) -> GroupJoined:
    return GroupJoined(
        account_id=group.account_id, person_id=one.person_id, membership_id=one.id,
        group_id=group.id, group=group.name, is_owner=is_owner,
    )  # fmt: skip


def _left(group: Group, one: Place) -> GroupLeft:
    return GroupLeft(
        account_id=group.account_id, person_id=one.person_id, membership_id=one.id, group_id=group.id, group=group.name
    )
