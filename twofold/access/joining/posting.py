"""Letters about coming in: to those who are invited, those who vouch, those who decide, and those who ask."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from twofold.access import letters
from twofold.access.joining import tokens
from twofold.access.joining.people import Reader
from twofold.access.models import Invitation, JoinRequest, Role, Seat
from twofold.access.models.invitation import OPEN
from twofold.access.sites import site_with
from twofold.core import links, post
from twofold.core.actor import Actor
from twofold.core.jobs import job
from twofold.core.unit import unit_of_work
from twofold.directory import queries as directory

SYSTEM = Actor.system("access")
AT_ONCE = 50


def link_of(invitation: Invitation, token: str) -> str:
    """Where an invitation is redeemed."""
    return links.to("invitation", token, base=site_with(invitation.site_id).url)


def deliver(sent: Iterable[tuple[Invitation, str]]) -> None:
    """Send invitations, each its link in a letter. The worker writes the letters, so that a thousand keep nobody waiting."""
    pairs = [[str(invitation.id), token] for invitation, token in sent]
    queued: list[dict[str, Any]] = [{"sent": pairs[at : at + AT_ONCE]} for at in range(0, len(pairs), AT_ONCE)]
    if queued:
        write_invitations.batch_defer(*queued)


@job(retries=8)
def write_invitations(sent: list[list[str]]) -> None:
    """Write letters for invitations and their tokens. Whose link is dead by now gets none."""
    tokens_of = {UUID(invitation): token for invitation, token in sent}
    with unit_of_work(SYSTEM):
        found = Invitation.objects.filter(OPEN, id__in=tokens_of)
        live = [one for one in found if bytes(one.digest) == tokens.digest(tokens_of[one.id])]
        names_of = names({one.invited_by_id for one in live if one.invited_by_id})
        roles = dict(Role.objects.filter(id__in={role for one in live for role in one.roles}).values_list("id", "name"))
        sites = {site: site_with(site) for site in {one.site_id for one in live}}
        accounts = directory.names_of_accounts(SYSTEM, {one.account_id for one in live})
        post.send_all(
            letters.written(
                "invitation", to=one.address, site=sites[one.site_id], language=one.language, quote=one.message,
                url=links.to("invitation", tokens_of[one.id], base=sites[one.site_id].url),
                account=accounts.get(one.account_id, ""),
                inviter=names_of.get(one.invited_by_id, "") if one.invited_by_id else "",
                is_guest=one.standing == "guest", roles=_named(one, roles), expires_at=one.expires_at,
                access_until=one.access_until,
            )
            for one in live
        )  # fmt: skip


def tell_of_held(invitation: Invitation, to: Iterable[Reader]) -> None:
    """Somebody came with an invitation whose inviter may no longer invite: another one must confirm it."""
    site = site_with(invitation.site_id)
    for reader in to:
        letters.post(
            "invitation_held", to=reader.address, site=site, language=reader.language,
            url=page_of("portal:invitations", invitation.account_id, base=site.url), account=account_name(invitation.account_id),
            address=invitation.address,
        )  # fmt: skip


def ask_about_guest(seat: Seat, to: Iterable[Reader], *, is_again: bool) -> None:
    """Whether a guest should stay."""
    site = site_with(None)
    guest = seat.membership.person_id
    for reader in to:
        letters.post(
            "guest_review_again" if is_again else "guest_review", to=reader.address, site=site, language=reader.language,
            url=page_of("portal:reviews", seat.membership.account_id, base=site.url), account=account_name(seat.membership.account_id),
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


def page_of(name: str, account_id: UUID, *, base: str) -> str:
    """Where a page of this account is opened, by whoever acts as somebody else until then."""
    there = urlencode({"account": account_id, "next": links.path(name)})
    return f"{links.to('portal:contexts', base=base)}?{there}"


def account_name(account_id: UUID) -> str:
    """What an account is called."""
    return directory.names_of_accounts(SYSTEM, [account_id]).get(account_id, "")


def names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What people are called."""
    return directory.names_of_people(SYSTEM, list(person_ids))


def _named(invitation: Invitation, roles: Mapping[UUID, str]) -> str:
    """The roles it offers, in its language."""
    with translation.override(invitation.language):
        return ", ".join(gettext(name) for name in sorted(roles[role] for role in invitation.roles if role in roles))
