"""How much waits for somebody in the account they act in, for the mark beside a place in the navigation."""

from twofold.access.models import JoinRequest, Seat
from twofold.access.models.request import OPEN
from twofold.access.permissions import Permission
from twofold.core.actor import Actor

MOST = 100  # beyond this a mark says nothing more


def how_much_waits(actor: Actor) -> int:
    """Requests to decide and guests to say something about, at most a hundred of each. One statement, on every page."""
    if actor.account_id is None:
        return 0
    asked = Seat.objects.filter(
        membership__account=actor.account_id, membership__standing="guest", membership__ended_at=None,
        asked_at__isnull=False,
    )  # fmt: skip
    if not actor.may(Permission.REVIEW_GUESTS):
        asked = asked.filter(sponsor=actor.person_id)
    wanted = asked.order_by().values("membership_id")[:MOST]
    if actor.may(Permission.DECIDE_REQUESTS):
        waiting = JoinRequest.objects.filter(OPEN, account=actor.account_id).order_by().values("id")[:MOST]
        return waiting.union(wanted, all=True).count()
    return wanted.count()
