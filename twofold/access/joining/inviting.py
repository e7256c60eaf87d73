"""Drafting invitations into one account: whom one may invite, as what, and the rows that say so.

What a list of them shares is read once: a thousand take as many statements as one, and a few more for each different place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.access.errors import InAccountAlready, InvitedAlready, ListedTwice, NotYoursToOffer, OfferNotPossible
from twofold.access.facts import InvitationMade, InvitationRenewed
from twofold.access.joining import posting, seating, tokens
from twofold.access.joining.limits import check_pace, check_today, sent_today
from twofold.access.joining.people import checked_address
from twofold.access.joining.places import (
    GUEST,
    LONGEST_MESSAGE,
    MEMBER,
    Place,
    check_context,
    checked,
    completed,
    place_of,
)
from twofold.access.models import Invitation, Role
from twofold.access.models.invitation import OPEN
from twofold.core import ids, unit
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.facts import record_all
from twofold.core.refusals import Refusal
from twofold.directory.verbs import accounts

SYSTEM = Actor.system("access")
DAYS, MOST_DAYS = 14, 90
FILLED = (
    "standing roles groups applications access_until sponsor message language site digest invited_by invited_as"
    " expires_at held_at sent_at sends"
).split()


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
class Draft:
    """An invitation as it will be kept, with its token. `is_done`: it was sent already by the same press of a button."""

    invitation: Invitation
    token: str
    roles: Sequence[Role]
    is_new: bool
    is_done: bool = False


class Drafting:
    """The invitations that somebody makes into one account, up to where they are kept and sent.

    A list that was looked at before it is sent says with `since` when that was: whom the actor has invited after that is not
    invited a second time, so the second press of the button sends nothing.
    """

    def __init__(
        self, actor: Actor, account_id: UUID, addresses: Iterable[str], *, since: datetime | None = None
    ) -> None:
        check_context(actor, account_id)
        accounts.hold(SYSTEM, account_id)
        wanted = {address.strip().lower() for address in addresses}
        found = Invitation.objects.select_for_update().filter(OPEN, account=account_id, address__in=wanted)
        self._actor, self._account_id, self._since = actor, account_id, since
        self._open = {one.address: one for one in found}
        self._inside = seating.standings_in(wanted, account_id)
        self._sent_today = sent_today(actor, account_id)
        self._offers: dict[Place, tuple[Place, list[Role]] | Refusal] = {}
        self._drafts: dict[str, Draft] = {}

    def add(self, address: str, place: Place, wording: Wording) -> Draft:
        """One more. Refuses to give more than one may grant oneself, whoever is in the account already, and to pester."""
        address = checked_address(address)
        _check(wording)
        place, roles = self._offer(place)
        if address in self._drafts:
            raise ListedTwice(address)
        standing = self._inside.get(address)
        if standing and (standing, place.standing) != (GUEST, MEMBER):
            raise InAccountAlready(address)
        token, found = tokens.make(), self._open.get(address)
        if found is None:
            found = Invitation(id=ids.new(), account_id=self._account_id, address=address, created_at=unit.now())
            draft = Draft(found, token, roles, is_new=True)
        else:
            draft = Draft(found, token, roles, is_new=False, is_done=self._is_done(found))
            self._check_open(draft)
        if not draft.is_done:
            check_today(self._sent_today)
            self._sent_today += self._actor.is_customer
            fill(found, self._actor, place, wording, token)
        self._drafts[address] = draft
        return draft

    def keep(self) -> None:
        """Write all of them down, send the letters, and tell it."""
        new = [one for one in self._drafts.values() if not one.is_done]
        Invitation.objects.bulk_create(
            [one.invitation for one in new], update_conflicts=True, unique_fields=["id"], update_fields=FILLED
        )
        posting.deliver((one.invitation, one.token) for one in new if one.invitation.sent_at == unit.now())
        record_all((told(one.invitation, one.roles, is_new=one.is_new) for one in new), by=self._actor)

    def _offer(self, place: Place) -> tuple[Place, list[Role]]:
        """The place with what was left open, and its roles; looked up once for all who are to have the same."""
        if place not in self._offers:
            try:
                whole = completed(self._actor, self._account_id, place)
                self._offers[place] = whole, checked(self._actor, self._account_id, whole)
            except Refusal as refusal:
                self._offers[place] = refusal
        offer = self._offers[place]
        if isinstance(offer, Refusal):
            raise offer
        return offer

    def _is_done(self, invitation: Invitation) -> bool:
        mine = invitation.invited_by_id == self._actor.person_id and invitation.invited_as == self._actor.kind.value
        return bool(mine and self._since and invitation.sent_at and invitation.sent_at >= self._since)

    def _check_open(self, draft: Draft) -> None:
        """What others may offer only, one cannot write over."""
        if draft.is_done:
            return
        check_pace(draft.invitation)
        try:
            self._offer(place_of(draft.invitation))
        except (NotYoursToOffer, PermissionMissing) as error:
            raise InvitedAlready(draft.invitation.address) from error
        except OfferNotPossible:
            pass  # it offered what is gone by now, and is written over


def fill(invitation: Invitation, actor: Actor, place: Place, wording: Wording, token: str) -> None:
    """Let an invitation say this, from now on and with this token; not saved."""
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


def told(invitation: Invitation, roles: Iterable[Role], *, is_new: bool) -> InvitationMade | InvitationRenewed:
    """The fact that it was made, or made anew."""
    fact = InvitationMade if is_new else InvitationRenewed
    return fact(
        invitation_id=invitation.id, account_id=invitation.account_id, address=invitation.address,
        standing=invitation.standing, roles=[role.name for role in roles],
    )  # fmt: skip


def _check(wording: Wording) -> None:
    if len(wording.message) > LONGEST_MESSAGE:
        raise OfferNotPossible("message", _("Say it in at most 1,000 characters."))
    if not 1 <= wording.days <= MOST_DAYS:
        raise OfferNotPossible("days", _("An invitation holds for 1 to 90 days."))
