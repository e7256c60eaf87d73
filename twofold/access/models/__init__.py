"""The tables of the access room, private to it."""

from twofold.access.models.api_key import (
    ApiKey,
    KeyUse,
)
from twofold.access.models.application import (
    Application,
    Assignment,
    Offer,
)
from twofold.access.models.browser import (
    Browser,
)
from twofold.access.models.group import (
    Group,
    GroupMember,
)
from twofold.access.models.invitation import (
    GuestTerms,
    Invitation,
)
from twofold.access.models.kept_answer import (
    KeptAnswer,
)
from twofold.access.models.limit import (
    Limit,
)
from twofold.access.models.passkey import (
    Keyring,
    Passkey,
)
from twofold.access.models.phone import (
    Phone,
)
from twofold.access.models.provider import (
    Provider,
)
from twofold.access.models.request import (
    JoinRequest,
)
from twofold.access.models.role import (
    Grant,
    Role,
)
from twofold.access.models.seat import (
    Seat,
)
from twofold.access.models.selves import (
    Download,
    Farewell,
    Photo,
)
from twofold.access.models.site import (
    Logo,
    Site,
)
from twofold.access.models.staff import (
    StaffGrant,
    StaffRole,
    Team,
    TeamMember,
)
from twofold.access.models.terms import (
    Acceptance,
    PassedOver,
    Terms,
)

__all__ = [
    "Acceptance",
    "ApiKey",
    "Application",
    "Assignment",
    "Browser",
    "Download",
    "Farewell",
    "Grant",
    "Group",
    "GroupMember",
    "GuestTerms",
    "Invitation",
    "JoinRequest",
    "KeptAnswer",
    "KeyUse",
    "Keyring",
    "Limit",
    "Logo",
    "Offer",
    "PassedOver",
    "Passkey",
    "Phone",
    "Photo",
    "Provider",
    "Role",
    "Seat",
    "Site",
    "StaffGrant",
    "StaffRole",
    "Team",
    "TeamMember",
    "Terms",
]
