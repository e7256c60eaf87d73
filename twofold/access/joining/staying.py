"""How guests stay and go: until when, who is asked, and what happens when nobody answers."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from twofold.access.errors import GuestNotFound
from twofold.access.facts import GuestExpired, GuestReviewAsked
from twofold.access.joining import posting
from twofold.access.joining.people import Reader, readers, who_may
from twofold.access.joining.places import GUEST, is_member
from twofold.access.models import Seat
from twofold.access.permissions import Permission
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.directory.verbs import memberships

SYSTEM = Actor.system("access")
LAST_CALL = timedelta(days=1)


def guest_seats() -> QuerySet[Seat]:
    """The seats of those who are guests now."""
    return Seat.objects.select_related("membership").filter(
        membership__standing=GUEST, membership__ended_at=None, membership__account__deleted_at=None
    )


def lock_guest(membership_id: UUID) -> Seat:
    """The seat of a guest who is there, for oneself."""
    memberships.hold(SYSTEM, membership_id)
    seat = guest_seats().select_for_update(of=("self",)).filter(membership=membership_id).first()
    if seat is None:
        raise GuestNotFound(membership_id)
    return seat


def end_expired(at_most: int) -> int:
    """End the places of guests whose time is over, and tell them. Returns how many there were."""
    over = guest_seats().filter(expires_at__lte=unit.now()).order_by("expires_at")
    due = list(over.select_for_update(of=("self", "membership"), skip_locked=True)[:at_most])
    for seat in due:
        memberships.end(SYSTEM, seat.membership_id)
        told = {"membership_id": seat.membership_id, "person_id": seat.membership.person_id}
        record(GuestExpired(account_id=seat.membership.account_id, **told), by=SYSTEM)
        posting.tell_guest_of_end(seat, readers([seat.membership.person_id]))
    return len(due)


def ask_about_guests(at_most: int) -> int:
    """Ask those who vouch whether guests should stay, and once more when half of the time that was left is over."""
    due = guest_seats().filter(review_at__lte=unit.now(), expires_at__gt=unit.now()).order_by("review_at")
    seats = list(due.select_for_update(of=("self",), skip_locked=True)[:at_most])
    for seat in seats:
        _ask(seat)
    return len(seats)


def _ask(seat: Seat) -> None:
    is_again, now = seat.asked_at is not None, unit.now()
    until = seat.expires_at or now
    posting.ask_about_guest(seat, who_answers_for(seat), is_again=is_again)
    seat.asked_at = seat.asked_at or now
    seat.review_at = None if is_again or until - now <= LAST_CALL else now + (until - now) / 2
    seat.save(update_fields=["asked_at", "review_at"])
    if not is_again:
        told = {"account_id": seat.membership.account_id, "person_id": seat.membership.person_id}
        record(GuestReviewAsked(membership_id=seat.membership_id, until=until, **told), by=SYSTEM)


def who_answers_for(seat: Seat) -> list[Reader]:
    """Whoever vouches for a guest; where they are gone, those who may review guests of the account."""
    account_id = seat.membership.account_id
    if seat.sponsor_id and is_member(account_id, seat.sponsor_id) and (found := readers([seat.sponsor_id])):
        return found
    return who_may(account_id, Permission.REVIEW_GUESTS)
