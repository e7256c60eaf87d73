"""What happened on the way into accounts: invitations, guests, requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from twofold.core.facts import Audience, Fact

OF_BOTH = Audience.PERSON | Audience.ACCOUNT


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Fact):
    """Somebody was invited into an account; `roles` are the names of those they will have."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    invitation_id: UUID
    account_id: UUID
    address: str
    standing: str
    roles: list[str]


@dataclass(frozen=True, kw_only=True)
class InvitationRenewed(Fact):
    """An invitation was sent again, or made anew for the same address: links sent before are dead."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    invitation_id: UUID
    account_id: UUID
    address: str
    standing: str
    roles: list[str]


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Fact):
    """An invitation was taken back."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    invitation_id: UUID
    account_id: UUID
    address: str


@dataclass(frozen=True, kw_only=True)
class InvitationHeld(Fact):
    """An invitation was to be redeemed, but whoever made it may no longer invite like that."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    invitation_id: UUID
    account_id: UUID
    address: str


@dataclass(frozen=True, kw_only=True)
class InvitationRedeemed(Fact):
    """The person who has the address came in."""

    audience: ClassVar[Audience] = OF_BOTH
    invitation_id: UUID
    account_id: UUID
    person_id: UUID
    membership_id: UUID
    address: str
    standing: str


@dataclass(frozen=True, kw_only=True)
class GuestExtended(Fact):
    """A guest may stay until then."""

    audience: ClassVar[Audience] = OF_BOTH
    membership_id: UUID
    account_id: UUID
    person_id: UUID
    until: datetime


@dataclass(frozen=True, kw_only=True)
class GuestReviewAsked(Fact):
    """Those who vouch for a guest were asked whether they should stay."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    membership_id: UUID
    account_id: UUID
    person_id: UUID
    until: datetime


@dataclass(frozen=True, kw_only=True)
class GuestExpired(Fact):
    """A guest's time was over."""

    audience: ClassVar[Audience] = OF_BOTH
    membership_id: UUID
    account_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class GuestTermsSet(Fact):
    """How long guests stay, and when their sponsors are asked, is something else now."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    account_id: UUID
    stay_days: int
    review_days: int


@dataclass(frozen=True, kw_only=True)
class SponsorNamed(Fact):
    """Somebody else vouches for a guest."""

    audience: ClassVar[Audience] = Audience.ACCOUNT
    membership_id: UUID
    account_id: UUID
    person_id: UUID
    sponsor_id: UUID


@dataclass(frozen=True, kw_only=True)
class RequestMade(Fact):
    """Somebody asks to be let in: into an account, or to a site."""

    audience: ClassVar[Audience] = OF_BOTH
    request_id: UUID
    person_id: UUID
    account_id: UUID | None
    address: str
    company: str


@dataclass(frozen=True, kw_only=True)
class RequestApproved(Fact):
    """Somebody who asked was let in."""

    audience: ClassVar[Audience] = OF_BOTH
    request_id: UUID
    person_id: UUID
    account_id: UUID | None
    address: str


@dataclass(frozen=True, kw_only=True)
class RequestDeclined(Fact):
    """Somebody who asked was not let in."""

    audience: ClassVar[Audience] = OF_BOTH
    request_id: UUID
    person_id: UUID
    account_id: UUID | None
    address: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(Fact):
    """Somebody no longer asks to be let in."""

    audience: ClassVar[Audience] = OF_BOTH
    request_id: UUID
    person_id: UUID
    account_id: UUID | None
    address: str
