"""How many invitations are too many: letters of ours must not be a way to pester somebody, or everybody."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, Sum

from twofold.access.errors import SentTooOften, TooManyInvitations
from twofold.access.models import Invitation
from twofold.core import unit
from twofold.core.actor import Actor

PAUSE = timedelta(minutes=1)
DAY = timedelta(days=1)
MOST_SENDS = 20
MOST_A_DAY = 2_000


def check_pace(invitation: Invitation) -> None:
    """Refuse to send to one address again within the minute, or forever."""
    if invitation.sends >= MOST_SENDS or (invitation.sent_at and invitation.sent_at > unit.now() - PAUSE):
        raise SentTooOften(int(PAUSE.total_seconds()))


def sent_today(actor: Actor, account_id: UUID) -> int:
    """How many letters went out for invitations into an account that were made or sent within a day; staff are not counted.

    Of an older one that was sent again all letters count, also those of before.
    """
    if not actor.is_customer:
        return 0
    since = unit.now() - DAY
    today = Invitation.objects.filter(Q(created_at__gt=since) | Q(sent_at__gt=since), account=account_id)
    return today.aggregate(total=Sum("sends"))["total"] or 0


def check_today(sent: int) -> None:
    """Refuse more than a large company needs in a day."""
    if sent >= MOST_A_DAY:
        raise TooManyInvitations(int(DAY.total_seconds()))
