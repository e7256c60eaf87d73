"""What doors ask of the access room."""

from twofold.access.modes import (
    LOST,
)
from twofold.access.queries.actors import (
    account_to_act_in,
    actor_of,
    customer_of,
    my_contexts,
)
from twofold.access.queries.delegated import (
    owned_by,
)
from twofold.access.queries.in_session import (
    actor_in_session,
    end_acting,
    end_admin_mode,
)
from twofold.access.queries.invitations import (
    InvitationRow,
    Shown,
    invitation_shown,
    invitations,
)
from twofold.access.queries.keys import (
    Key,
    api_keys,
)
from twofold.access.sessions import (
    CONTEXT,
)

__all__ = [
    "CONTEXT",
    "LOST",
    "InvitationRow",
    "Key",
    "Shown",
    "account_to_act_in",
    "actor_in_session",
    "actor_of",
    "api_keys",
    "customer_of",
    "end_acting",
    "end_admin_mode",
    "invitation_shown",
    "invitations",
    "my_contexts",
    "owned_by",
]
