"""Invitations, as those who make them and those who get one see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from twofold.access import theirs
from twofold.access.joining import tokens
from twofold.access.joining.people import has_proven
from twofold.access.models import Invitation, Role
from twofold.access.models.invitation import OPEN
from twofold.access.permissions import Permission
from twofold.access.sites import SiteHere, site_with
from twofold.core import unit
from twofold.core.actor import Actor
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory

MOST = 200
SYSTEM = Actor.system("access")


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation in a list. `roles` are keys of built-in roles, or names. `state` is pending, held, expired, redeemed or revoked."""

    id: UUID
    address: str
    standing: str
    roles: Sequence[str]
    sponsor_name: str
    inviter_name: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    access_until: datetime | None
    redeemed_at: datetime | None
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it can be sent again or taken back."""
        return self.state in {"pending", "held", "expired"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An invitation as whoever holds its link sees it. The address is masked: the link may have come into other hands."""

    digest: bytes
    masked: str
    account_id: UUID
    account_name: str
    inviter_name: str
    standing: str
    roles: Sequence[str]
    message: str
    access_until: datetime | None
    expires_at: datetime
    state: str
    site: SiteHere


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Of one's account those one may manage, or those one made oneself; for staff of those they see. Never with the digest of a token."""
    invitations = Invitation.objects.defer("digest")
    if not actor.is_customer:
        actor.require(Permission.INVITE_MEMBERS)
        return theirs.seen(invitations, actor)
    mine = invitations.filter(account=actor.account_id) if actor.account_id else invitations.none()
    may_manage = actor.may(Permission.INVITE_MEMBERS) or actor.may(Permission.INVITE_GUESTS)
    if not may_manage:
        actor.require(Permission.RUN_OWNED)
    return mine if may_manage else mine.filter(invited_by=actor.person_id)


def state_of(invitation: Invitation) -> str:
    """How it stands now."""
    if invitation.redeemed_at:
        return "redeemed"
    if invitation.revoked_at:
        return "revoked"
    if invitation.held_at:
        return "held"
    return "pending" if invitation.expires_at > unit.now() else "expired"


def invitations(actor: Actor, account_id: UUID) -> list[InvitationRow]:
    """The invitations of an account, the newest first; those that wait before those that are over."""
    found = list(invitations_visible_to(actor).filter(account=account_id).order_by("-created_at", "-id")[:MOST])
    people = {id_ for one in found for id_ in (one.sponsor_id, one.invited_by_id) if id_}
    with unit_of_work(SYSTEM):  # colleagues who have left, and members of staff, are not seen from within the account
        names = directory.names_of_people(SYSTEM, people)
    roles = _names_of_roles(found)
    rows = [_row(one, names, roles) for one in found]
    return sorted(rows, key=lambda row: not row.is_open)


def invitation_shown(token: str) -> Shown | None:
    """What the holder of a link may know before they have said who they are; changes nothing. None for a dead link."""
    digest = tokens.digest(token)
    return None if digest is None else invitation_by(digest)


def invitation_by(digest: bytes) -> Shown | None:
    """The same, by what a session remembers."""
    with unit_of_work(SYSTEM):
        one = Invitation.objects.filter(digest=digest).first()
        if one is None:
            return None
        account = directory.names_of_accounts(SYSTEM, [one.account_id])[one.account_id]
        inviter = directory.names_of_people(SYSTEM, [one.invited_by_id]) if one.invited_by_id else {}
        roles = _names_of_roles([one])
        return Shown(
            digest, masked(one.address), one.account_id, account, next(iter(inviter.values()), ""), one.standing,
            [roles[role] for role in one.roles if role in roles], one.message, one.access_until, one.expires_at,
            state_of(one), site_with(one.site_id),
        )  # fmt: skip


def address_of(digest: bytes) -> str:
    """The whole address of an invitation that can be redeemed, for proving it; empty if there is none. Not for pages."""
    with unit_of_work(SYSTEM):
        one = Invitation.objects.filter(digest=digest).first()
        return one.address if one and state_of(one) == "pending" else ""


def is_invited(actor: Actor, digest: bytes) -> bool:
    """Whether the actor has proven the address that the invitation is for."""
    with unit_of_work(SYSTEM):
        address = Invitation.objects.filter(digest=digest).values_list("address", flat=True).first()
        return address is not None and actor.person_id is not None and has_proven(actor.person_id, address)


def masked(address: str) -> str:
    """`ben.carter@atlas.example` as `b•••@atlas.example`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def _names_of_roles(invitations: Sequence[Invitation]) -> dict[UUID, str]:
    wanted = {role for one in invitations for role in one.roles}
    return {role.id: str(role) for role in Role.objects.filter(id__in=wanted)} if wanted else {}


def _row(one: Invitation, names: dict[UUID, str], roles: dict[UUID, str]) -> InvitationRow:
    return InvitationRow(
        one.id, one.address, one.standing, sorted(roles[role] for role in one.roles if role in roles),
        names.get(one.sponsor_id, "") if one.sponsor_id else "",
        names.get(one.invited_by_id, "") if one.invited_by_id else "",
        one.created_at, one.sent_at, one.expires_at, one.access_until, one.redeemed_at, state_of(one),
    )  # fmt: skip


def has_invitation(address: str) -> bool:
    """Whether somebody who has proven this address could redeem an invitation now."""
    return Invitation.objects.filter(OPEN, address=address.lower(), held_at=None, expires_at__gt=unit.now()).exists()
