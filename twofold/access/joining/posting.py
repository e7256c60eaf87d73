"""Letters about coming in: to those who are invited, those who vouch, those who decide, and those who ask."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from twofold.access import letters
from twofold.access.joining.people import Reader
from twofold.access.models import Invitation, JoinRequest, Role, Seat
from twofold.access.sites import site_with
from twofold.core import links
from twofold.core.actor import Actor
from twofold.directory import queries as directory

SYSTEM = Actor.system("access")


def deliver(invitation: Invitation, token: str, *, by_link: bool) -> str:
    """Send the link in a letter; with `by_link` hand it back instead."""
    site = site_with(invitation.site_id)
    link = links.to("invitation", token, base=site.url)
    if by_link:
        return link
    people = [person for person in (invitation.invited_by_id,) if person]
    letters.post(
        "invitation", to=invitation.address, site=site, language=invitation.language, url=link, quote=invitation.message,
        account=account_name(invitation.account_id), inviter=next(iter(names(people).values()), ""),
        is_guest=invitation.standing == "guest", roles=_roles(invitation), expires_at=invitation.expires_at,
        access_until=invitation.access_until,
    )  # fmt: skip
    return ""


def tell_of_held(invitation: Invitation, to: Iterable[Reader]) -> None:
    """Somebody came with an invitation whose inviter may no longer invite: another one must confirm it."""
    site = site_with(invitation.site_id)
    for reader in to:
        letters.post(
            "invitation_held", to=reader.address, site=site, language=reader.language,
            url=links.to("portal:invitations", base=site.url), account=account_name(invitation.account_id),
            address=invitation.address,
        )  # fmt: skip


def ask_about_guest(seat: Seat, to: Iterable[Reader], *, is_again: bool) -> None:
    """Whether a guest should stay."""
    site = site_with(None)
    guest = seat.membership.person_id
    for reader in to:
        letters.post(
            "guest_review_again" if is_again else "guest_review", to=reader.address, site=site, language=reader.language,
            url=links.to("portal:reviews", base=site.url), account=account_name(seat.membership.account_id),
            guest=names([guest]).get(guest) or seat.address, until=seat.expires_at,
        )  # fmt: skip


def tell_guest_of_end(seat: Seat, to: Iterable[Reader]) -> None:
    """That their time is over."""
    for reader in to:
        account = account_name(seat.membership.account_id)
        letters.post(
            "guest_expired", to=reader.address, site=site_with(None), language=reader.language, account=account
        )


def tell_of_request(kind: str, request: JoinRequest, to: Iterable[Reader], *, url: str) -> None:
    """To those who decide: somebody asks, or still waits."""
    site = site_with(request.site_id)
    name = names([request.person_id]).get(request.person_id, "")
    for reader in to:
        letters.post(
            kind, to=reader.address, site=site, language=reader.language, url=url, quote=request.message,
            name=name, address=request.address, company=request.company, asked_at=request.asked_at,
            account=account_name(request.account_id) if request.account_id else "",
        )  # fmt: skip


def tell_of_decision(kind: str, request: JoinRequest) -> None:
    """To the one who asked."""
    site = site_with(request.site_id)
    letters.post(
        kind, to=request.address, site=site, language=request.language, quote=request.reason,
        url="" if request.decision == JoinRequest.Decision.DECLINED else links.to("portal:home", base=site.url),
        account=account_name(request.account_id) if request.account_id else "",
    )  # fmt: skip


def account_name(account_id: UUID) -> str:
    """What an account is called."""
    return directory.names_of_accounts(SYSTEM, [account_id]).get(account_id, "")


def names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people are called."""
    return directory.names_of_people(SYSTEM, list(person_ids))


def _roles(invitation: Invitation) -> str:
    found = Role.objects.filter(id__in=invitation.roles).order_by("name").values_list("name", flat=True)
    with translation.override(invitation.language):
        return ", ".join(gettext(name) for name in found)
