"""Putting somebody into an account so that they can act there: membership, seat, roles."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress

from twofold.access import theirs
from twofold.access.facts import ApplicationAssigned, GroupJoined, RoleGiven
from twofold.access.joining.places import GUEST, MEMBER, Place, terms_of
from twofold.access.models import Application, Assignment, Grant, Group, GroupMember, Role, Seat
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.core.facts import Fact, record_all
from twofold.directory import queries as directory
from twofold.directory.verbs import memberships

SYSTEM = Actor.system("access")


def standing_in(person_id: UUID, account_id: UUID) -> str:
    """As what a person is in an account now; empty if they are not."""
    live = directory.memberships_visible_to(SYSTEM).filter(person=person_id, account=account_id, ended_at=None)
    return live.values_list("standing", flat=True).first() or ""


def standings_in(addresses: Collection[str], account_id: UUID) -> dict[str, str]:
    """As what those who have proven these addresses are in an account now, by address."""
    shown = EmailAddress.objects.filter(email__in=addresses, verified=True, user__deleted_at=None)
    proven = dict(shown.values_list("email", "user_id"))
    people = set(proven.values())
    live = directory.memberships_visible_to(SYSTEM).filter(person__in=people, account=account_id, ended_at=None)
    standings = dict(live.values_list("person_id", "standing"))
    return {address: standings[person] for address, person in proven.items() if person in standings}


def seat(person_id: UUID, account_id: UUID, place: Place, *, address: str, by: Actor) -> UUID:
    """Give a person their place, with all that comes with it; `by` is who offered it. Returns the membership.

    Whoever is known there as a contact keeps their membership, and may sign in from now on. A guest may become a member so,
    but a member who has signed in before never a guest.
    """
    live = directory.memberships_visible_to(SYSTEM).filter(person=person_id, account=account_id, ended_at=None).first()
    if live is None:
        live = memberships.add(SYSTEM, person_id, account_id, fields={"standing": place.standing}, source="access")
    elif live.standing != place.standing and (place.standing == MEMBER or not _came_in(live.id)):
        live = memberships.edit(SYSTEM, live.id, fields={"standing": place.standing})
    theirs.hold([live.id])
    if live.standing == GUEST:
        _take_seat(live.id, account_id, place, address)
    else:
        ended = {"expires_at": None, "review_at": None, "sponsor": None}
        Seat.objects.update_or_create(membership_id=live.id, defaults={"address": address, **ended})
    _hand_out(live.id, account_id, person_id, place, by)
    return live.id


def review_before(account_id: UUID, until: datetime | None) -> datetime | None:
    """When to ask whether a guest should stay: as the account says, but never in the first half of the time that is left."""
    if until is None:
        return None
    now = unit.now()
    return max(until - terms_of(account_id).review, now + (until - now) / 2)


def _came_in(membership_id: UUID) -> bool:
    return Seat.objects.filter(membership_id=membership_id).exists()


def _take_seat(membership_id: UUID, account_id: UUID, place: Place, address: str) -> None:
    Seat.objects.update_or_create(
        membership_id=membership_id,
        defaults={
            "address": address,
            "sponsor_id": place.sponsor_id,
            "expires_at": place.access_until,
            "review_at": review_before(account_id, place.access_until),
            "reviewed_at": None,
        },
    )


def _hand_out(membership_id: UUID, account_id: UUID, person_id: UUID, place: Place, by: Actor) -> None:
    """Roles, groups and applications, as far as they are not theirs already; told as when they are given one by one."""
    facts = [
        *_roles(membership_id, account_id, place, by),
        *_groups(membership_id, place),
        *_applications(membership_id, account_id, place),
    ]
    whose = {"account_id": account_id, "person_id": person_id, "membership_id": membership_id}
    record_all((fact(**said, **whose) for fact, said in facts), by=by)


Told = tuple[type[Fact], dict[str, Any]]


def _roles(membership_id: UUID, account_id: UUID, place: Place, by: Actor) -> list[Told]:
    held = Grant.objects.filter(membership=membership_id, role__in=place.roles).values("role")
    new = list(Role.objects.filter(id__in=place.roles).exclude(id__in=held).order_by("name"))
    Grant.objects.bulk_create(
        Grant(
            id=ids.new(), membership_id=membership_id, account_id=account_id, role=role,
            granted_by_id=by.person_id, granted_at=unit.now(),
        )
        for role in new
    )  # fmt: skip
    return [(RoleGiven, {"role_id": role.id, "role": str(role), "reaches_below": False}) for role in new]


def _groups(membership_id: UUID, place: Place) -> list[Told]:
    held = GroupMember.objects.filter(membership=membership_id, group__in=place.groups).values("group")
    new = list(Group.objects.filter(id__in=place.groups).exclude(id__in=held).order_by("name"))
    GroupMember.objects.bulk_create(
        GroupMember(id=ids.new(), membership_id=membership_id, group=group, added_at=unit.now()) for group in new
    )
    return [(GroupJoined, {"group_id": group.id, "group": group.name, "is_owner": False}) for group in new]


def _applications(membership_id: UUID, account_id: UUID, place: Place) -> list[Told]:
    assigned = Assignment.objects.filter(membership=membership_id, application__in=place.applications, group=None)
    new = list(
        Application.objects.filter(id__in=place.applications)
        .exclude(id__in=assigned.values("application"))
        .order_by("name")
    )
    Assignment.objects.bulk_create(
        Assignment(
            id=ids.new(), membership_id=membership_id, account_id=account_id, application=application,
            assigned_at=unit.now(),
        )
        for application in new
    )  # fmt: skip
    return [(ApplicationAssigned, {"application_id": one.id, "application": one.name}) for one in new]
