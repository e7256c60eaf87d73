"""What doors ask of the access room."""

from twofold.access.queries.actors import (
    CONTEXT,
    LOST,
    account_to_act_in,
    actor_of,
    customer_of,
    my_contexts,
    permissions_of_staff,
)
from twofold.access.queries.delegated import owned_by
from twofold.access.queries.invitations import InvitationRow, Shown, invitation_shown, invitations
from twofold.access.queries.keys import Key, api_keys

__all__ = [
    "CONTEXT",
    "LOST",
    "InvitationRow",
    "Key",
    "Shown",
    "account_to_act_in",
    "actor_of",
    "api_keys",
    "customer_of",
    "invitation_shown",
    "invitations",
    "my_contexts",
    "owned_by",
    "permissions_of_staff",
]
