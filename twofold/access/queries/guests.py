"""Guests of an account, for those who look after them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from twofold.access import theirs
from twofold.access.delegation import Owned
from twofold.access.joining.places import GUEST, Terms, members_among, terms_of
from twofold.access.models import Assignment, Grant, GroupMember, Seat
from twofold.access.permissions import Permission
from twofold.access.queries.delegated import owned_by
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory

MOST = 200
LATELY = timedelta(days=30)
SYSTEM = Actor.system("access")
_UNSEEN = ("membership__buying_role", "membership__attributes", "membership__source")  # not for customers to read


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A guest. `is_asked`: somebody should say whether they stay. `sponsor_name` is empty where nobody vouches any more."""

    membership_id: UUID
    person_id: UUID
    account_id: UUID
    name: str
    address: str
    sponsor_id: UUID | None
    sponsor_name: str
    until: datetime | None
    used_at: datetime | None
    is_asked: bool
    is_mine: bool

    @property
    def is_quiet(self) -> bool:
        """Whether they have not been here lately, or never."""
        return self.used_at is None or self.used_at < unit.now() - LATELY

    @property
    def days_left(self) -> int | None:
        """How many days are left, the present one included."""
        return None if self.until is None else max(0, (self.until - unit.now()).days + 1)


def guests_to_look_after(actor: Actor) -> QuerySet[Seat]:
    """The seats of guests, also of those who have left, that the actor may let stay or go."""
    seats = Seat.objects.select_related("membership").defer(*_UNSEEN).filter(membership__standing=GUEST)
    if not actor.is_customer:
        actor.require(Permission.REVIEW_GUESTS)
        return theirs.seen(seats, actor, account="membership__account")
    here = seats.filter(membership__account=actor.account_id) if actor.account_id else seats.none()
    if actor.may(Permission.REVIEW_GUESTS):
        return here
    actor.require(Permission.RUN_OWNED)
    mine = Q(sponsor=actor.person_id)
    owned = owned_by(actor)
    return here.filter(mine | _here_for(owned)) if owned else here.filter(mine)


def guests(actor: Actor, account_id: UUID, *, asked_only: bool = False) -> list[GuestRow]:
    """The guests of an account that the actor looks after, those who leave soonest first."""
    seats = guests_to_look_after(actor).filter(membership__account=account_id, membership__ended_at=None)
    if asked_only:
        seats = seats.filter(asked_at__isnull=False)
    found = list(seats.order_by(F("expires_at").asc(nulls_last=True), "membership_id")[:MOST])
    with unit_of_work(SYSTEM):  # whoever vouched may have left, and is not seen from within the account
        people = {one for seat in found for one in (seat.membership.person_id, seat.sponsor_id) if one}
        names = directory.names_of_people(SYSTEM, people)
        sponsors = {seat.sponsor_id for seat in found if seat.sponsor_id}
        vouching = {one: names.get(one, "") for one in members_among(account_id, sponsors)}
    return [
        GuestRow(
            seat.membership_id, seat.membership.person_id, account_id, names.get(seat.membership.person_id, ""),
            seat.address, seat.sponsor_id, vouching.get(seat.sponsor_id, "") if seat.sponsor_id else "",
            seat.expires_at, seat.used_at, seat.asked_at is not None, seat.sponsor_id == actor.person_id,
        )
        for seat in found
    ]  # fmt: skip


def reviews(actor: Actor) -> list[GuestRow]:
    """The guests of whom the actor should say whether they stay, in the account they act in."""
    may_look = actor.may(Permission.REVIEW_GUESTS) or actor.may(Permission.RUN_OWNED)
    return guests(actor, actor.account_id, asked_only=True) if actor.account_id and may_look else []


def guest_terms(actor: Actor, account_id: UUID) -> Terms:
    """How long guests of the account stay, and when their sponsors are asked."""
    del actor
    return terms_of(account_id)


def _here_for(owned: Owned) -> Q:
    """Guests who are here for nothing but what is owned: with no role, and in no group and no application beside."""
    groups = GroupMember.objects.filter(membership=OuterRef("membership"))
    applications = Assignment.objects.filter(membership=OuterRef("membership"))
    mine = groups.filter(group__in=owned.groups), applications.filter(application__in=owned.applications)
    others = groups.exclude(group__in=owned.groups), applications.exclude(application__in=owned.applications)
    is_named = Q(Exists(mine[0])) | Q(Exists(mine[1]))
    has_more = (
        Q(Exists(others[0])) | Q(Exists(others[1])) | Q(Exists(Grant.objects.filter(membership=OuterRef("membership"))))
    )
    return is_named & ~has_more
