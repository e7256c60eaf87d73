"""Invitations into accounts: making them, sending them again, taking them back, redeeming them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from twofold.access.errors import InvitationNotFound, InvitationOver, OfferNotPossible
from twofold.access.facts import InvitationRevoked
from twofold.access.joining import arriving, posting, tokens
from twofold.access.joining.inviting import PLAIN, Drafting, Wording, fill, told
from twofold.access.joining.limits import check_pace, check_today, sent_today
from twofold.access.joining.places import Place, checked, completed, place_of, standing_up
from twofold.access.joining.sheets import Line
from twofold.access.models import Invitation
from twofold.access.permissions import Permission
from twofold.access.queries.invitations import invitations_visible_to, state_of
from twofold.access.queries.offering import Names, known_names
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.refusals import Refusal
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb

SYSTEM = Actor.system("access")
INVITERS = (Permission.INVITE_MEMBERS, Permission.INVITE_GUESTS, Permission.RUN_OWNED)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was just made or renewed; `link` is told this once, and only where no letter was sent."""

    id: UUID
    address: str
    is_new: bool
    link: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: `new`, invited `again`, `done` a moment ago, or `refused` with the `reason`."""

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
    with unit_of_work(SYSTEM):
        drafting = Drafting(actor, account_id, [address])
        draft = drafting.add(address, place, wording)
        drafting.keep()
        link = posting.link_of(draft.invitation, draft.token) if wording.by_link else ""
        return Invited(draft.invitation.id, draft.invitation.address, draft.is_new, link)


@verb(*INVITERS)
def invite_many(
    actor: Actor,
    account_id: UUID,
    lines: Sequence[Line],
    place: Place,
    wording: Wording = PLAIN,
    *,
    is_rehearsal: bool = False,
    since: datetime | None = None,
) -> list[Outcome]:
    """Invite everybody of a list, each with what their row says besides `place`. Each row is done whole or not at all.

    With `is_rehearsal` nobody is invited: the outcomes are what they would be. Whom the actor has invited `since` then, as by
    an earlier press of the same button, is not invited again, and their outcome is `done`.
    """
    names = known_names(actor, account_id)
    with unit_of_work(SYSTEM):
        drafting = Drafting(actor, account_id, [line.address for line in lines], since=since)
        outcomes = [_drafted(drafting, names, line, place, wording) for line in lines]
        if not is_rehearsal:
            drafting.keep()
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
        check_today(sent_today(actor, invitation.account_id))
        place = _as_of_now(actor, invitation)
        roles = checked(actor, invitation.account_id, place)
        token = tokens.make()
        wording = Wording(
            message=invitation.message, language=invitation.language, site_id=invitation.site_id, by_link=by_link
        )
        fill(invitation, actor, place, wording, token)
        invitation.save()
        if not by_link:
            posting.deliver([(invitation, token)])
        record(told(invitation, roles, is_new=False), by=actor)
        link = posting.link_of(invitation, token) if by_link else ""
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


def _drafted(drafting: Drafting, names: Names, line: Line, place: Place, wording: Wording) -> Outcome:
    """What becomes of a row."""
    try:
        draft = drafting.add(line.address, names.place(line, place), _worded(line, wording))
    except Refusal as refusal:
        return Outcome(line, line.address, "refused", refusal.message)
    result = "new" if draft.is_new else "again"
    return Outcome(line, draft.invitation.address, "done" if draft.is_done else result, "")


def _worded(line: Line, wording: Wording) -> Wording:
    """In the language of the row, if it names one."""
    if line.language and line.language.lower() not in dict(settings.LANGUAGES):
        raise OfferNotPossible("language", _("There is no language “%s” here.") % line.language)
    return replace(wording, language=line.language.lower()) if line.language else wording


def _as_of_now(actor: Actor, invitation: Invitation) -> Place:
    """What it offers, without what is gone since; a stay that would be over already begins anew."""
    place = standing_up(invitation.account_id, place_of(invitation))
    if place.access_until and place.access_until <= unit.now():
        place = replace(place, access_until=None)
    return completed(actor, invitation.account_id, place)


def _look(actor: Actor, invitation_id: UUID) -> None:
    """As whoever asks: what they cannot see is not there."""
    if not invitations_visible_to(actor).filter(id=invitation_id).exists():
        raise InvitationNotFound(invitation_id)


def _lock(invitation_id: UUID) -> Invitation:
    return Invitation.objects.select_for_update().get(id=invitation_id)


def _refuse_if_over(invitation: Invitation) -> None:
    if invitation.redeemed_at or invitation.revoked_at:
        raise InvitationOver(state_of(invitation))
