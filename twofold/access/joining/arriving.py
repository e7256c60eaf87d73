"""Coming in by an invitation: once, with the address proven, and only while whoever made it may still invite."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twofold.access.errors import (
    AddressNotProven,
    InvitationNotFound,
    InvitationOver,
    NotInAccount,
    OfferNotPossible,
)
from twofold.access.facts import InvitationHeld, InvitationRedeemed
from twofold.access.joining import posting, seating
from twofold.access.joining.people import has_proven, who_may
from twofold.access.joining.places import GUEST, Place, checked, place_of, standing_up
from twofold.access.models import Invitation
from twofold.access.models.invitation import OPEN
from twofold.access.permissions import Permission
from twofold.access.queries.actors import actor_of, customer_of
from twofold.access.queries.invitations import state_of
from twofold.core import unit
from twofold.core.actor import Actor, ActorKind
from twofold.core.facts import record
from twofold.core.refusals import Refusal
from twofold.directory.errors import PersonNotFound
from twofold.directory.verbs import accounts

SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where somebody came in; `is_held`: they did not, for somebody has to confirm the invitation first."""

    account_id: UUID
    account_name: str
    is_held: bool


def arrive(actor: Actor, digest: bytes) -> Arrival:
    """Redeem the invitation of this token for the actor. What two do at once, one statement decides."""
    invitation = Invitation.objects.filter(digest=digest).first()
    if invitation is None or actor.person_id is None:
        raise InvitationNotFound
    if not has_proven(actor.person_id, invitation.address):
        raise AddressNotProven
    account = accounts.hold(SYSTEM, invitation.account_id).name  # before the invitation, like whoever invites
    taken = Invitation.objects.filter(OPEN, id=invitation.id, digest=digest, held_at=None, expires_at__gt=unit.now())
    if not taken.update(redeemed_at=unit.now(), redeemed_by=actor.person_id):
        return _again(actor, invitation, account)

    inviter = _who_answers_for(invitation)
    place = _still_offered(inviter, invitation) if inviter else None
    if inviter is None or place is None:
        _hold(invitation)
        return Arrival(invitation.account_id, account, is_held=True)
    membership_id = seating.seat(actor.person_id, invitation.account_id, place, address=invitation.address, by=inviter)
    record(
        InvitationRedeemed(
            invitation_id=invitation.id, account_id=invitation.account_id, person_id=actor.person_id,
            membership_id=membership_id, address=invitation.address, standing=place.standing,
        ),
        by=actor,
    )  # fmt: skip
    return Arrival(invitation.account_id, account, is_held=False)


def _again(actor: Actor, invitation: Invitation, account: str) -> Arrival:
    """The second press of the button leads to where the first one led; everything else is refused."""
    invitation.refresh_from_db()
    mine = invitation.redeemed_by_id == actor.person_id
    if actor.person_id and mine and seating.standing_in(actor.person_id, invitation.account_id):
        return Arrival(invitation.account_id, account, is_held=False)
    raise InvitationOver(state_of(invitation))


def _who_answers_for(invitation: Invitation) -> Actor | None:
    """Who made the invitation, with what they may do by now; None if they are gone."""
    if invitation.invited_as in {ActorKind.SYSTEM, ActorKind.SERVICE}:
        return SYSTEM
    if invitation.invited_by_id is None:
        return None
    try:
        if invitation.invited_as == ActorKind.CUSTOMER:
            return customer_of(invitation.invited_by_id, invitation.account_id)
        found = actor_of(invitation.invited_by_id)
    except (NotInAccount, PersonNotFound):
        return None
    return None if found.is_customer else found


def _still_offered(inviter: Actor, invitation: Invitation) -> Place | None:
    """What the invitation gives by now: nothing that is gone since, and nothing that the inviter may no longer give."""
    place = standing_up(invitation.account_id, place_of(invitation))
    if place.standing == GUEST and _is_over(place.access_until):
        raise InvitationOver("expired")
    try:
        checked(inviter, invitation.account_id, place)
    except OfferNotPossible:
        raise
    except Refusal:
        return None
    return place


def _is_over(moment: datetime | None) -> bool:
    return moment is not None and moment <= unit.now()


def _hold(invitation: Invitation) -> None:
    """Let nobody in by it until somebody with the right sends it again, and tell those."""
    Invitation.objects.filter(id=invitation.id).update(redeemed_at=None, redeemed_by=None, held_at=unit.now())
    guest = invitation.standing == GUEST
    posting.tell_of_held(
        invitation, who_may(invitation.account_id, Permission.INVITE_GUESTS if guest else Permission.INVITE_MEMBERS)
    )
    record(
        InvitationHeld(invitation_id=invitation.id, account_id=invitation.account_id, address=invitation.address),
        by=SYSTEM,
    )
