"""Who of an account uses which application: some people, whole groups, or everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from twofold.access import theirs
from twofold.access.delegation import may_run_application
from twofold.access.errors import ApplicationNotFound, GroupNotFound, GuestsOwnNothing
from twofold.access.facts import ApplicationAssigned, ApplicationUnassigned
from twofold.access.models import Application, Assignment, Group
from twofold.access.permissions import Permission
from twofold.access.queries.applications import applications_of_account
from twofold.access.queries.delegated import owned_by
from twofold.core import ids, unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.facts import record_all
from twofold.core.verbs import verb
from twofold.directory.errors import MembershipNotFound


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom: people by their memberships, groups, or with neither everybody of the account."""

    memberships: tuple[UUID, ...] = ()
    groups: tuple[UUID, ...] = ()

    @property
    def is_everybody(self) -> bool:
        """Nobody is named."""
        return not (self.memberships or self.groups)


EVERYBODY = Whom()


@verb(Permission.ASSIGN_APPLICATIONS, Permission.RUN_OWNED)
def assign(
    actor: Actor, application_id: UUID, account_id: UUID, *, whom: Whom = EVERYBODY, is_owner: bool = False
) -> Whom:
    """Let people or groups of an account, or all of it, use an application that the account has. Returns for whom that is news.

    Its owners assign it to people, too; only admins assign it to groups and to everybody, and make owners. No guest is one.
    """
    application = _run(actor, application_id, account_id, whom, is_owner=is_owner)
    people = _people(actor, account_id, whom)
    if is_owner and (guest := next((one for one in people.values() if one.is_guest), None)):
        raise GuestsOwnNothing(guest.id)
    with theirs.writing(actor):
        theirs.hold(whom.memberships)
        known = _known(application_id, account_id, whom)
        if not is_owner and any(known.get((one, None)) for one in whom.memberships):
            actor.require(Permission.ASSIGN_APPLICATIONS)
        coming = [one for one in _rows(whom) if known.get(one) != is_owner]
        changed = [membership for membership, group in coming if (membership, group) in known]
        _of(application_id, account_id).filter(membership__in=changed).update(is_owner=is_owner)
        new = [one for one in coming if one not in known]
        Assignment.objects.bulk_create(
            Assignment(
                id=ids.new(), application=application, account_id=account_id, membership_id=membership, group_id=group,
                is_owner=is_owner, assigned_at=unit.now(),
            )
            for membership, group in new
        )  # fmt: skip
        told = _told(application, account_id, people, coming)
        record_all((ApplicationAssigned(**one, is_owner=is_owner) for one in told), by=actor)
    return _whom(coming)


@verb(Permission.ASSIGN_APPLICATIONS, Permission.RUN_OWNED)
def unassign(actor: Actor, application_id: UUID, account_id: UUID, *, whom: Whom = EVERYBODY) -> Whom:
    """Take an application from people, groups, or (with neither) from everybody as such. Returns who had it by themselves."""
    application = _run(actor, application_id, account_id, whom)
    people = _people(actor, account_id, whom)
    with theirs.writing(actor):
        known = _known(application_id, account_id, whom)
        leaving = [one for one in _rows(whom) if one in known]
        if any(known[one] for one in leaving):
            actor.require(Permission.ASSIGN_APPLICATIONS)
        rows = _of(application_id, account_id)
        rows.filter(membership__in=whom.memberships).delete()
        rows.filter(group__in=whom.groups).delete()
        if whom.is_everybody:
            rows.filter(membership=None, group=None).delete()
        told = _told(application, account_id, people, leaving)
        record_all((ApplicationUnassigned(**one) for one in told), by=actor)
    return _whom(leaving)


Row = tuple[UUID | None, UUID | None]  # a membership, a group, or neither


def _run(actor: Actor, application_id: UUID, account_id: UUID, whom: Whom, *, is_owner: bool = False) -> Application:
    """An application that the account has, and that the actor may assign so."""
    theirs.account(actor, account_id)
    application = applications_of_account(account_id).filter(id=application_id).first()
    if application is None:
        raise ApplicationNotFound(application_id)
    if not may_run_application(actor, owned_by(actor), application_id):
        raise PermissionMissing(Permission.ASSIGN_APPLICATIONS)
    if is_owner or not whom.memberships or whom.groups:
        actor.require(Permission.ASSIGN_APPLICATIONS)
    return application


def _people(actor: Actor, account_id: UUID, whom: Whom) -> dict[UUID | None, theirs.Place]:
    """The people and groups that are named, all of the account."""
    groups = set(
        theirs.seen(Group.objects.filter(account=account_id, id__in=whom.groups), actor).values_list("id", flat=True)
    )
    if missing := set(whom.groups) - groups:
        raise GroupNotFound(min(missing))
    people = theirs.places(actor, whom.memberships)
    if people and people[0].account_id != account_id:
        raise MembershipNotFound(people[0].id)
    return {one.id: one for one in people}


def _of(application_id: UUID, account_id: UUID) -> QuerySet[Assignment]:
    return Assignment.objects.filter(application=application_id, account=account_id)


def _known(application_id: UUID, account_id: UUID, whom: Whom) -> dict[Row, bool]:
    """Of those named, who has it, and whether they own it."""
    meant = Q(membership__in=whom.memberships) | Q(group__in=whom.groups) | Q(membership=None, group=None)
    rows = _of(application_id, account_id).filter(meant).select_for_update(no_key=True)
    return {
        (membership, group): owns
        for membership, group, owns in rows.values_list("membership_id", "group_id", "is_owner")
    }


def _told(
    application: Application, account_id: UUID, people: Mapping[UUID | None, theirs.Place], rows: Iterable[Row]
) -> list[dict[str, Any]]:
    """What the facts of these rows say."""
    return [
        {
            "account_id": account_id,
            "application_id": application.id,
            "application": application.name,
            "person_id": people[membership].person_id if membership else None,
            "membership_id": membership,
            "group_id": group,
        }
        for membership, group in rows
    ]


def _rows(whom: Whom) -> list[Row]:
    if whom.is_everybody:
        return [(None, None)]
    people: list[Row] = [(one, None) for one in whom.memberships]
    groups: list[Row] = [(None, one) for one in whom.groups]
    return people + groups


def _whom(rows: Iterable[Row]) -> Whom:
    listed = list(rows)
    return Whom(
        memberships=tuple(membership for membership, _ in listed if membership),
        groups=tuple(group for _, group in listed if group),
    )
