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
from twofold.access.queries.applications import (
    AccountApplication,
    ApplicationRow,
    AssignedApplication,
    MyApplication,
    account_application,
    account_applications,
    application,
    applications,
    applications_of_member,
    groups_of_application,
    my_applications,
    owners_of_application,
)
from twofold.access.queries.delegated import (
    may_end,
    owned_by,
)
from twofold.access.queries.guests import GuestRow, guest_terms, guests, reviews
from twofold.access.queries.in_session import (
    actor_in_session,
    end_acting,
    end_admin_mode,
)
from twofold.access.queries.invitations import (
    InvitationRow,
    Shown,
    invitation_by,
    invitation_shown,
    invitations,
    is_invited,
)
from twofold.access.queries.keys import (
    Key,
    api_keys,
)
from twofold.access.queries.members import (
    FromAbove,
    HeldRole,
    InGroup,
    Member,
    MembersPage,
    WhichMembers,
    from_above,
    member,
    members,
    names_in,
)
from twofold.access.queries.offering import Offerable, offerable
from twofold.access.queries.organisation import (
    Domain,
    GroupSeen,
    Organisation,
    RoleSeen,
    group,
    groups,
    organisation,
    own_membership,
    permission_sentences,
    role,
    roles,
)
from twofold.access.queries.requests import RequestRow, how_many_wait, joinable, my_requests, request, requests
from twofold.access.sessions import (
    CONTEXT,
)

__all__ = [
    "CONTEXT",
    "LOST",
    "AccountApplication",
    "ApplicationRow",
    "AssignedApplication",
    "Domain",
    "FromAbove",
    "GroupSeen",
    "GuestRow",
    "HeldRole",
    "InGroup",
    "InvitationRow",
    "Key",
    "Member",
    "MembersPage",
    "MyApplication",
    "Offerable",
    "Organisation",
    "RequestRow",
    "RoleSeen",
    "Shown",
    "WhichMembers",
    "account_application",
    "account_applications",
    "account_to_act_in",
    "actor_in_session",
    "actor_of",
    "api_keys",
    "application",
    "applications",
    "applications_of_member",
    "customer_of",
    "end_acting",
    "end_admin_mode",
    "from_above",
    "group",
    "groups",
    "groups_of_application",
    "guest_terms",
    "guests",
    "how_many_wait",
    "invitation_by",
    "invitation_shown",
    "invitations",
    "is_invited",
    "joinable",
    "may_end",
    "member",
    "members",
    "my_applications",
    "my_contexts",
    "my_requests",
    "names_in",
    "offerable",
    "organisation",
    "own_membership",
    "owned_by",
    "owners_of_application",
    "permission_sentences",
    "request",
    "requests",
    "reviews",
    "role",
    "roles",
]
