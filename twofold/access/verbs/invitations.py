"""Invitations into accounts: making them, sending them again, taking them back, redeeming them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from twofold.access.errors import InvitationNotFound, InvitationOver, InvitedAlready, NotYoursToOffer, OfferNotPossible
from twofold.access.facts import InvitationMade, InvitationRenewed, InvitationRevoked
from twofold.access.joining import arriving, posting, tokens
from twofold.access.joining.limits import check_pace, check_today
from twofold.access.joining.people import checked_address
from twofold.access.joining.places import LONGEST_MESSAGE, Place, checked, completed, place_of, standing_up
from twofold.access.joining.sheets import Line
from twofold.access.models import Invitation
from twofold.access.models.invitation import OPEN
from twofold.access.permissions import Permission
from twofold.access.queries.invitations import invitations_visible_to, state_of
from twofold.access.queries.offering import known_names
from twofold.core import ids, unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.facts import record
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory.verbs import accounts

SYSTEM = Actor.system("access")
INVITERS = (Permission.INVITE_MEMBERS, Permission.INVITE_GUESTS, Permission.RUN_OWNED)
DAYS, MOST_DAYS = 14, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How an invitation is said: `days` it holds, on which site, and whether it is a link to hand over instead of a letter."""

    message: str = ""
    language: str = "en"
    days: int = DAYS
    site_id: UUID | None = None
    by_link: bool = False


PLAIN = Wording()


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was just made or renewed; `link` is told this once, and only where no letter was sent."""

    id: UUID
    address: str
    is_new: bool
    link: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: `new`, invited `again`, or `refused` with the `reason`."""

    line: Line
    address: str
    result: str
    reason: str


@verb(*INVITERS)
def invite(actor: Actor, account_id: UUID, address: str, place: Place, wording: Wording = PLAIN) -> Invited:
    """Invite somebody into an account, by letter or by a link to hand over.

    For an address that is invited already the invitation is made anew, and the old link is dead. Refuses to give more than
    one may grant oneself, and whoever is in the account already.
    """
    address = checked_address(address)
    _check(wording)
    place = completed(actor, account_id, place)
    with unit_of_work(SYSTEM):
        roles = checked(actor, account_id, place)
        arriving.check_absent(account_id, address, place)
        token = tokens.make()
        invitation, is_new = _open_one(actor, account_id, address)
        _fill(invitation, actor, place, wording, token)
        invitation.save(force_insert=is_new)
        link = posting.deliver(invitation, token, by_link=wording.by_link)
        fact = InvitationMade if is_new else InvitationRenewed
        record(
            fact(
                invitation_id=invitation.id, account_id=account_id, address=address, standing=place.standing,
                roles=[role.name for role in roles],
            ),
            by=actor,
        )  # fmt: skip
        return Invited(invitation.id, address, is_new, link)


@verb(*INVITERS)
def invite_many(
    actor: Actor,
    account_id: UUID,
    lines: Sequence[Line],
    place: Place,
    wording: Wording = PLAIN,
    *,
    is_rehearsal: bool = False,
) -> list[Outcome]:
    """Invite everybody of a list, each with what their row says besides `place`. Each row is done whole or not at all.

    With `is_rehearsal` nobody is invited: the outcomes are what they would be.
    """
    names = known_names(actor, account_id)
    outcomes = []
    for line in lines:
        try:
            with transaction.atomic():
                made = invite(actor, account_id, line.address, names.place(line, place), _worded(line, wording))
                transaction.set_rollback(is_rehearsal)
            outcomes.append(Outcome(line, made.address, "new" if made.is_new else "again", ""))
        except Refusal as refusal:
            outcomes.append(Outcome(line, line.address, "refused", refusal.message))
    return outcomes


@verb(*INVITERS)
def resend(actor: Actor, invitation_id: UUID, *, by_link: bool = False) -> Invited:
    """Send an invitation again, with a new link; the old one is dead, and it holds for as long as a new one would.

    Whoever sends it answers for it from then on, which is how one that is held is confirmed. Refuses one that is over, and
    what is more than one may grant oneself.
    """
    _look(actor, invitation_id)
    with unit_of_work(SYSTEM):
        invitation = _lock(invitation_id)
        _refuse_if_over(invitation)
        check_pace(invitation)
        place = _as_of_now(actor, invitation)
        roles = checked(actor, invitation.account_id, place)
        token = tokens.make()
        wording = Wording(
            message=invitation.message, language=invitation.language, site_id=invitation.site_id, by_link=by_link
        )
        _fill(invitation, actor, place, wording, token)
        invitation.save()
        link = posting.deliver(invitation, token, by_link=by_link)
        record(
            InvitationRenewed(
                invitation_id=invitation.id, account_id=invitation.account_id, address=invitation.address,
                standing=invitation.standing, roles=[role.name for role in roles],
            ),
            by=actor,
        )  # fmt: skip
        return Invited(invitation.id, invitation.address, False, link)


@verb(*INVITERS)
def revoke(actor: Actor, invitation_id: UUID) -> None:
    """Take an invitation back; its link is dead. The second time nothing happens; one that was redeemed is refused."""
    _look(actor, invitation_id)
    with unit_of_work(SYSTEM):
        invitation = _lock(invitation_id)
        if invitation.revoked_at:
            return
        if invitation.redeemed_at:
            raise InvitationOver("redeemed")
        invitation.revoked_at = unit.now()
        invitation.save(update_fields=["revoked_at"])
        record(
            InvitationRevoked(
                invitation_id=invitation.id, account_id=invitation.account_id, address=invitation.address
            ),
            by=actor,
        )


@verb(Permission.JOIN_ACCOUNTS)
def redeem(actor: Actor, digest: bytes) -> arriving.Arrival:
    """Come into the account that an invitation is for: once, with its latest link, and only with its address proven.

    Whoever made it must still have the right to. Otherwise it is held, those who have the right are told, and the arrival
    says so; nobody comes in.
    """
    with unit_of_work(SYSTEM):
        return arriving.arrive(actor, digest)


def _check(wording: Wording) -> None:
    if len(wording.message) > LONGEST_MESSAGE:
        raise OfferNotPossible("message", _("Say it in at most 1,000 characters."))
    if not 1 <= wording.days <= MOST_DAYS:
        raise OfferNotPossible("days", _("An invitation holds for 1 to 90 days."))


def _worded(line: Line, wording: Wording) -> Wording:
    """In the language of the row, if it names one."""
    if line.language and line.language.lower() not in dict(settings.LANGUAGES):
        raise OfferNotPossible("language", _("There is no language “%s” here.") % line.language)
    return replace(wording, language=line.language.lower()) if line.language else wording


def _open_one(actor: Actor, account_id: UUID, address: str) -> tuple[Invitation, bool]:
    """The open invitation of this address, for oneself, or a new one. What others may offer only, one cannot write over."""
    accounts.hold(SYSTEM, account_id)
    found = Invitation.objects.select_for_update().filter(OPEN, account=account_id, address=address).first()
    if found is None:
        check_today(actor, account_id)
        return Invitation(id=ids.new(), account_id=account_id, address=address, created_at=unit.now()), True
    check_pace(found)
    try:
        checked(actor, account_id, completed(actor, account_id, place_of(found)))
    except (NotYoursToOffer, PermissionMissing) as error:
        raise InvitedAlready(address) from error
    except OfferNotPossible:
        pass  # it offered what is gone by now, and is written over
    return found, False


def _as_of_now(actor: Actor, invitation: Invitation) -> Place:
    """What it offers, without what is gone since; a stay that would be over already begins anew."""
    place = standing_up(invitation.account_id, place_of(invitation))
    if place.access_until and place.access_until <= unit.now():
        place = replace(place, access_until=None)
    return completed(actor, invitation.account_id, place)


def _fill(invitation: Invitation, actor: Actor, place: Place, wording: Wording, token: str) -> None:
    said: dict[str, Any] = {
        "standing": place.standing, "roles": sorted(place.roles), "groups": sorted(place.groups),
        "applications": sorted(place.applications), "access_until": place.access_until, "sponsor_id": place.sponsor_id,
        "message": wording.message.strip(), "language": wording.language, "site_id": wording.site_id,
        "digest": tokens.digest(token), "invited_by_id": actor.person_id, "invited_as": actor.kind.value,
        "expires_at": unit.now() + timedelta(days=wording.days), "held_at": None,
        "sent_at": invitation.sent_at if wording.by_link else unit.now(), "sends": invitation.sends + 1,
    }  # fmt: skip
    for name, value in said.items():
        setattr(invitation, name, value)


def _look(actor: Actor, invitation_id: UUID) -> None:
    """As whoever asks: what they cannot see is not there."""
    if not invitations_visible_to(actor).filter(id=invitation_id).exists():
        raise InvitationNotFound(invitation_id)


def _lock(invitation_id: UUID) -> Invitation:
    return Invitation.objects.select_for_update().get(id=invitation_id)


def _refuse_if_over(invitation: Invitation) -> None:
    if invitation.redeemed_at or invitation.revoked_at:
        raise InvitationOver(state_of(invitation))
