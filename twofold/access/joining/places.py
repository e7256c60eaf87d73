"""A place in an account, as it is offered: as what, with which roles, groups and applications, until when; and who may offer it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from twofold.access import contexts, theirs
from twofold.access.delegation import Owned, require_guest_invitation
from twofold.access.errors import NotInAccount, NotYoursToOffer, OfferNotPossible
from twofold.access.models import Application, Group, GuestTerms, Invitation, Offer, Role
from twofold.access.permissions import Permission
from twofold.access.queries.delegated import owned_by
from twofold.core import registers, unit
from twofold.core.actor import Actor
from twofold.core.registers import BuiltIn
from twofold.directory import queries as directory

LONGEST_STAY = timedelta(days=3 * 365)
LONGEST_MESSAGE = 1_000
GUEST, MEMBER = "guest", "member"
SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What somebody will be in an account. `access_until` is the end of a guest's stay; `sponsor_id` vouches for them."""

    standing: str = MEMBER
    roles: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()
    applications: frozenset[UUID] = frozenset()
    access_until: datetime | None = None
    sponsor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How long guests of an account stay, and how long before that their sponsors are asked."""

    stay: timedelta
    review: timedelta


def terms_of(account_id: UUID) -> Terms:
    """Those of the account, or what goes where nobody said anything."""
    terms = GuestTerms.objects.filter(account=account_id).first() or GuestTerms(account_id=account_id)
    return Terms(timedelta(days=terms.stay_days), timedelta(days=terms.review_days))


def place_of(invitation: Invitation) -> Place:
    """What an invitation offers."""
    return Place(
        standing=invitation.standing,
        roles=frozenset(invitation.roles),
        groups=frozenset(invitation.groups),
        applications=frozenset(invitation.applications),
        access_until=invitation.access_until,
        sponsor_id=invitation.sponsor_id,
    )


def standing_up(account_id: UUID, place: Place) -> Place:
    """What of a place that was offered some time ago is still there: roles may be gone, and whoever vouched may have left."""
    roles = Role.objects.filter(Q(account=None) | Q(account=account_id), id__in=place.roles)
    groups, applications = _there(account_id, place)
    sponsor = place.sponsor_id if is_member(account_id, place.sponsor_id) else None
    return replace(
        place,
        roles=frozenset(roles.values_list("id", flat=True)),
        groups=groups,
        applications=applications,
        sponsor_id=sponsor,
    )


def completed(actor: Actor, account_id: UUID, place: Place) -> Place:
    """The place with what was left open: a guest stays as long as guests of the account do, and the inviter vouches for them."""
    if place.standing != GUEST:
        return replace(place, access_until=None, sponsor_id=None)
    mine = actor.person_id if actor.is_customer else None
    return replace(
        place,
        access_until=place.access_until or unit.now() + terms_of(account_id).stay,
        sponsor_id=place.sponsor_id or mine,
    )


def checked(actor: Actor, account_id: UUID, place: Place) -> list[Role]:
    """The roles of the place. Refuses what is not there, and whatever is more than the actor may give."""
    if place.standing not in {GUEST, MEMBER}:
        raise OfferNotPossible("standing", _("One is invited as a member or as a guest."))
    roles = list(Role.objects.filter(Q(account=None) | Q(account=account_id), id__in=place.roles).order_by("name"))
    if len(roles) != len(place.roles):
        raise OfferNotPossible("roles", _("There is no such role here."))
    if place.standing == GUEST:
        check_end(place.access_until)
        check_sponsor(account_id, place.sponsor_id)
    groups, applications = _there(account_id, place)
    if groups != place.groups:
        raise OfferNotPossible("groups", _("There is no such group here."))
    if applications != place.applications:
        raise OfferNotPossible("applications", _("There is no such application here."))
    _may_offer(actor, account_id, place, roles)
    return roles


def check_context(actor: Actor, account_id: UUID) -> None:
    """Refuse a customer who acts in another account, or in none, and staff who do not see it."""
    if actor.is_customer and actor.account_id != account_id:
        raise NotInAccount(account_id)
    if actor.rows is not None:
        theirs.account(actor, account_id)


def end_of_stay(day: str) -> datetime | None:
    """The end of the day that was written; None if none was. Refuses what is no day."""
    try:
        found = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise _no_end() from error
    return datetime.combine(found, time(23, 59, 59), UTC) if found else None


def check_end(moment: datetime | None) -> None:
    """Refuse an end that is over, or too far away to be one."""
    if moment is not None and not unit.now() < moment <= unit.now() + LONGEST_STAY + timedelta(days=1):
        raise _no_end()


def check_sponsor(account_id: UUID, sponsor_id: UUID | None) -> None:
    """Refuse to let somebody vouch who is no member of the account."""
    if sponsor_id is not None and not is_member(account_id, sponsor_id):
        raise OfferNotPossible("sponsor", _("Only a member of this organisation can vouch for a guest."))


def is_member(account_id: UUID, person_id: UUID | None) -> bool:
    """Whether somebody belongs to an account and is not only let in."""
    return person_id is not None and person_id in members_among(account_id, [person_id])


def members_among(account_id: UUID, person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of them who belong to an account and are not only let in. One statement."""
    live = directory.memberships_visible_to(SYSTEM).filter(account=account_id, ended_at=None, standing=MEMBER)
    return frozenset(live.filter(person__in=person_ids).order_by().values_list("person_id", flat=True))


def _no_end() -> OfferNotPossible:
    return OfferNotPossible("access_until", _("Choose a day within the next three years."))


def _may_offer(actor: Actor, account_id: UUID, place: Place, roles: Collection[Role]) -> None:
    """Whether the actor holds what the place gives, and may hand it on."""
    check_context(actor, account_id)
    if place.standing == GUEST:
        owned = owned_by(actor)
        require_guest_invitation(actor, owned, groups=place.groups, applications=place.applications)
    else:
        actor.require(Permission.INVITE_MEMBERS)
        owned = Owned()
    if place.groups - owned.groups:
        actor.require(Permission.MANAGE_GROUPS)
    if place.applications - owned.applications:
        actor.require(Permission.ASSIGN_APPLICATIONS)
    if roles:
        _may_grant(actor, account_id, roles)


def _may_grant(actor: Actor, account_id: UUID, roles: Collection[Role]) -> None:
    """No role that allows what one may not do oneself; and only owners make owners."""
    actor.require(Permission.GRANT_ROLES)
    if not actor.is_customer or actor.person_id is None:
        return
    is_owner = contexts.rights_in(actor.person_id, account_id).is_owner
    for role in roles:
        if (role.key == BuiltIn.OWNER and not is_owner) or not permissions_in(role) <= actor.permissions:
            raise NotYoursToOffer(role.name)


def _there(account_id: UUID, place: Place) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Which of the groups and applications the account has by now."""
    if not place.groups and not place.applications:
        return frozenset(), frozenset()
    groups = Group.objects.filter(account=account_id, id__in=place.groups)
    offered = Exists(Offer.objects.filter(application=OuterRef("id"), account=account_id))
    applications = Application.objects.filter(
        Q(is_for_all=True) | Q(offered), id__in=place.applications, retired_at=None
    )
    return frozenset(groups.values_list("id", flat=True)), frozenset(applications.values_list("id", flat=True))


def permissions_in(role: Role) -> frozenset[str]:
    """What a role allows, as far as customers may hold it."""
    held = registers.permissions_of(BuiltIn(role.key)) if role.key else frozenset(role.permissions)
    return held & registers.customer_permissions.keys()
