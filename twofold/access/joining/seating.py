"""Putting somebody into an account so that they can act there: membership, seat, roles."""

from datetime import datetime
from uuid import UUID

from twofold.access.joining.places import GUEST, MEMBER, Place, terms_of
from twofold.access.models import Assignment, Grant, GroupMember, Seat
from twofold.core import ids, unit
from twofold.core.actor import Actor
from twofold.directory import queries as directory
from twofold.directory.verbs import memberships

SYSTEM = Actor.system("access")


def standing_in(person_id: UUID, account_id: UUID) -> str:
    """As what a person is in an account now; empty if they are not."""
    live = directory.memberships_visible_to(SYSTEM).filter(person=person_id, account=account_id, ended_at=None)
    return live.values_list("standing", flat=True).first() or ""


def seat(person_id: UUID, account_id: UUID, place: Place, *, address: str, granted_by: UUID | None) -> UUID:
    """Give a person their place. Returns the membership.

    Whoever is known there as a contact keeps their membership, and may sign in from now on. A guest may become a member so,
    but a member who has signed in before never a guest.
    """
    live = directory.memberships_visible_to(SYSTEM).filter(person=person_id, account=account_id, ended_at=None).first()
    if live is None:
        live = memberships.add(SYSTEM, person_id, account_id, fields={"standing": place.standing}, source="access")
    elif live.standing != place.standing and (place.standing == MEMBER or not _came_in(live.id)):
        live = memberships.edit(SYSTEM, live.id, fields={"standing": place.standing})
    if live.standing == GUEST:
        _take_seat(live.id, account_id, place, address)
    else:
        ended = {"expires_at": None, "review_at": None, "sponsor": None}
        Seat.objects.update_or_create(membership_id=live.id, defaults={"address": address, **ended})
    _hand_out(live.id, account_id, place, granted_by)
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


def _hand_out(membership_id: UUID, account_id: UUID, place: Place, granted_by: UUID | None) -> None:
    """Roles, groups and applications, as far as they are not theirs already."""
    held = {"granted_by_id": granted_by, "granted_at": unit.now(), "account_id": account_id}
    for role in place.roles:
        Grant.objects.get_or_create(membership_id=membership_id, role_id=role, defaults=held | {"id": ids.new()})
    for group in place.groups:
        GroupMember.objects.get_or_create(
            group_id=group, membership_id=membership_id, defaults={"id": ids.new(), "added_at": unit.now()}
        )
    for application in place.applications:
        Assignment.objects.get_or_create(
            application_id=application, account_id=account_id, membership_id=membership_id, group=None,
            defaults={"id": ids.new(), "assigned_at": unit.now()},
        )  # fmt: skip
