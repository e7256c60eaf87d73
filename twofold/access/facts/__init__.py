"""What happened in the access room."""

from twofold.access.facts.coming_in import (
    KeyCreated,
    KeyRestored,
    KeyRevoked,
    LoginAdopted,
    SignedIn,
    StaffAdmitted,
)
from twofold.access.facts.joining import (
    GuestExpired,
    GuestExtended,
    GuestReviewAsked,
    GuestTermsSet,
    InvitationHeld,
    InvitationMade,
    InvitationRedeemed,
    InvitationRenewed,
    InvitationRevoked,
    RequestApproved,
    RequestDeclined,
    RequestMade,
    RequestWithdrawn,
    SponsorNamed,
)

__all__ = [
    "GuestExpired",
    "GuestExtended",
    "GuestReviewAsked",
    "GuestTermsSet",
    "InvitationHeld",
    "InvitationMade",
    "InvitationRedeemed",
    "InvitationRenewed",
    "InvitationRevoked",
    "KeyCreated",
    "KeyRestored",
    "KeyRevoked",
    "LoginAdopted",
    "RequestApproved",
    "RequestDeclined",
    "RequestMade",
    "RequestWithdrawn",
    "SignedIn",
    "SponsorNamed",
    "StaffAdmitted",
]
