"""Guests of an account: letting them stay, who vouches for them, and on which terms. They go by `members.end`."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from twofold.access.errors import GuestNotFound, OfferNotPossible, StayNotPossible
from twofold.access.facts import GuestExtended, GuestTermsSet, SponsorNamed
from twofold.access.joining import seating, staying
from twofold.access.joining.places import check_end, check_sponsor, terms_of
from twofold.access.models import GuestTerms
from twofold.access.permissions import Permission
from twofold.access.queries.guests import guests_to_look_after
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory import queries as directory

SYSTEM = Actor.system("access")
KEEPERS = (Permission.REVIEW_GUESTS, Permission.RUN_OWNED)
LONGEST_STAY = 1_095


@verb(*KEEPERS)
def keep(actor: Actor, membership_id: UUID, *, until: datetime | None = None) -> datetime:
    """Let a guest stay until then, or as long from now as guests of the account stay, and never shorter than they may already.

    Answers a review that is open.

    For those who vouch for the guest, run all that the guest has here, or may review guests.
    """
    _look(actor, membership_id)
    with unit_of_work(SYSTEM):
        seat = staying.lock_guest(membership_id)
        account_id = seat.membership.account_id
        end = until or max(filter(None, (unit.now() + terms_of(account_id).stay, seat.expires_at)))
        try:
            check_end(end)
        except OfferNotPossible as refusal:
            raise StayNotPossible("until", refusal.reason) from refusal
        seat.expires_at, seat.review_at = end, seating.review_before(account_id, end)
        seat.asked_at, seat.reviewed_at = None, unit.now()
        seat.save(update_fields=["expires_at", "review_at", "asked_at", "reviewed_at"])
        told = {"membership_id": membership_id, "account_id": account_id, "person_id": seat.membership.person_id}
        record(GuestExtended(until=end, **told), by=actor)
        return end


@verb(Permission.REVIEW_GUESTS)
def name_sponsor(actor: Actor, membership_id: UUID, sponsor_id: UUID) -> None:
    """Let another member vouch for a guest. Naming the same one changes nothing."""
    _look(actor, membership_id)
    with unit_of_work(SYSTEM):
        seat = staying.lock_guest(membership_id)
        account_id = seat.membership.account_id
        check_sponsor(account_id, sponsor_id)
        if seat.sponsor_id == sponsor_id:
            return
        seat.sponsor_id = sponsor_id
        seat.save(update_fields=["sponsor"])
        told = {"membership_id": membership_id, "account_id": account_id, "person_id": seat.membership.person_id}
        record(SponsorNamed(sponsor_id=sponsor_id, **told), by=actor)


@verb(Permission.EDIT_ORGANISATION)
def set_terms(actor: Actor, account_id: UUID, *, stay_days: int, review_days: int) -> None:
    """Say how long guests of the account stay from now on, and how long before that their sponsors are asked."""
    if not directory.accounts_visible_to(actor).filter(id=account_id).exists():
        raise StayNotPossible("stay_days", _("There is no such organisation."))
    if not 1 <= stay_days <= LONGEST_STAY:
        raise StayNotPossible("stay_days", _("Guests stay for 1 to 1,095 days."))
    if not 1 <= review_days <= stay_days:
        raise StayNotPossible("review_days", _("Ask at least a day before, and not before the stay begins."))
    with unit_of_work(SYSTEM):
        told = {"stay_days": stay_days, "review_days": review_days}
        if not GuestTerms.objects.filter(account=account_id, **told).exists():
            GuestTerms.objects.update_or_create(account_id=account_id, defaults=told)
            record(GuestTermsSet(account_id=account_id, **told), by=actor)


@verb(Permission.REVIEW_GUESTS)
def end_expired(actor: Actor, *, at_most: int = 500) -> int:  # noqa: ARG001 - every verb has an actor
    """End the places of guests whose time is over. Returns how many; call again when it was `at_most`."""
    return staying.end_expired(at_most)


@verb(Permission.REVIEW_GUESTS)
def ask(actor: Actor, *, at_most: int = 500) -> int:  # noqa: ARG001 - every verb has an actor
    """Ask about the guests whose review is due. Returns how many; call again when it was `at_most`."""
    return staying.ask_about_guests(at_most)


def _look(actor: Actor, membership_id: UUID) -> None:
    """As whoever asks: what they cannot look after is not there."""
    if not guests_to_look_after(actor).filter(membership=membership_id).exists():
        raise GuestNotFound(membership_id)
