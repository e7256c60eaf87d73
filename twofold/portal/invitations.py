"""Invitations into the account one acts in: who is invited, inviting, sending again, taking back."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.access.errors import OfferNotPossible
from twofold.access.joining import sheets
from twofold.access.joining.inviting import DAYS, Wording
from twofold.access.joining.places import Place, end_of_stay
from twofold.access.joining.sheets import Line
from twofold.access.verbs import invitations as verbs
from twofold.access.verbs.invitations import Outcome
from twofold.core import clock
from twofold.core.refusals import Refusal, Throttled
from twofold.portal import wording
from twofold.portal.here import actor_of, site_of
from twofold.portal.joining import account_of, done, tabs, tried
from twofold.portal.page import page

HOLDS = (7, 14, 30, 90)


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was sent, or as it begins."""

    standing: str
    addresses: str = ""
    roles: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    message: str = ""
    language: str = "en"
    days: str = str(DAYS)
    until: str = ""
    by_link: bool = False


def invitations(request: HttpRequest) -> HttpResponse:
    """Who is invited, and what became of it."""
    found = access.invitations(actor_of(request), account_of(request))
    return render(request, "portal/joining/invitations.html", page(request, tabs=tabs(request), invitations=found))


def new(request: HttpRequest) -> HttpResponse:
    """Invite one person or several."""
    if request.method != "POST":
        begun = Asked("guest" if "guest" in request.GET else "member", language=get_language() or "en")
        return _form(request, begun)
    asked = _asked(request)
    addresses = list(dict.fromkeys(asked.addresses.lower().replace(",", " ").replace(";", " ").split()))
    lines = [Line(number, address, (), (), "") for number, address in enumerate(addresses, 1)]
    try:
        if not lines:
            raise OfferNotPossible("addresses", gettext("Say whom you invite."))
        if asked.by_link:
            return _with_link(request, addresses, asked)
        outcomes = verbs.invite_many(
            actor_of(request), account_of(request), lines[: sheets.MOST_ROWS], _place(asked), _wording(request, asked)
        )
    except Refusal as refusal:
        return _form(request, asked, refusal)
    return _told(request, outcomes)


def sheet(request: HttpRequest) -> HttpResponse:
    """Invite everybody of a list: paste or send it, look at what would happen, and do it."""
    actor, account_id, asked = actor_of(request), account_of(request), _asked(request)
    given: dict[str, Any] = {"tabs": tabs(request), "asked": asked, "offer": access.offerable(actor, account_id)}
    if request.method != "POST":
        return render(request, "portal/joining/sheet.html", page(request, text="", **given))
    text = _text(request)
    is_rehearsal = "send" not in request.POST
    try:
        outcomes = verbs.invite_many(
            actor, account_id, sheets.read(text), _place(asked), _wording(request, asked),
            is_rehearsal=is_rehearsal, since=sheets.moment(request.POST.get("seen", "")),
        )  # fmt: skip
    except Refusal as refusal:
        told = page(request, text=text, refusal=wording.refused(refusal), **given)
        return render(request, "portal/joining/sheet.html", told, status=422)
    if not is_rehearsal:
        return _told(request, outcomes)
    outcomes.sort(key=lambda one: one.result != "refused")
    left = sum(one.result == "refused" for one in outcomes)
    counts = {"ready": len(outcomes) - left, "left": left, "outcomes": outcomes, "seen": clock.now().isoformat()}
    return render(request, "portal/joining/sheet.html", page(request, text=text, **given, **counts))


@require_POST
def resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send it again, with a new link."""

    def act() -> str:
        sent = verbs.resend(actor_of(request), invitation_id)
        return gettext("Sent again to %(address)s. The old link is dead.") % {"address": sent.address}

    return tried("portal:invitations", request, act)


@require_POST
def link(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make a new link, and show it this once. Too soon after the last one it says so where one is."""
    try:
        made = verbs.resend(actor_of(request), invitation_id, by_link=True)
    except Throttled as refusal:
        messages.error(request, wording.refused(refusal))
        return redirect("portal:invitations")
    return _shown(request, made)


@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take it back."""

    def act() -> str:
        verbs.revoke(actor_of(request), invitation_id)
        return gettext("Taken back. The link is dead.")

    return tried("portal:invitations", request, act)


def _form(request: HttpRequest, asked: Asked, refusal: Refusal | None = None) -> HttpResponse:
    about = str(refusal.data.get("field", "")) if refusal else ""
    account_id = account_of(request)
    told = page(
        request,
        asked=asked,
        offer=access.offerable(actor_of(request), account_id),
        stay_days=access.guest_terms(actor_of(request), account_id).stay.days,
        holds=[(str(days), gettext("%(days)s days") % {"days": days}) for days in HOLDS],
        languages=[(code, gettext(name)) for code, name in settings.LANGUAGES if code in _spoken(request)],
        errors={about: wording.refused(refusal)} if refusal and about else {},
        refusal=wording.refused(refusal) if refusal and not about else "",
    )
    return render(request, "portal/joining/new.html", told, status=422 if refusal else 200)


def _asked(request: HttpRequest) -> Asked:
    sent = request.POST
    return Asked(
        standing="guest" if sent.get("standing") == "guest" else "member",
        addresses=sent.get("addresses", ""),
        roles=sent.getlist("roles"),
        groups=sent.getlist("groups"),
        applications=sent.getlist("applications"),
        message=sent.get("message", ""),
        language=sent.get("language", get_language() or "en"),
        days=sent.get("days", str(DAYS)),
        until=sent.get("until", ""),
        by_link="by_link" in sent,
    )


def _place(asked: Asked) -> Place:
    return Place(
        standing=asked.standing,
        roles=_ids(asked.roles, "roles"),
        groups=_ids(asked.groups, "groups"),
        applications=_ids(asked.applications, "applications"),
        access_until=end_of_stay(asked.until) if asked.standing == "guest" else None,
    )


def _ids(sent: list[str], about: str) -> frozenset[UUID]:
    try:
        return frozenset(UUID(one) for one in sent)
    except ValueError as error:
        raise OfferNotPossible(about, gettext("There is no such thing here.")) from error


def _wording(request: HttpRequest, asked: Asked) -> Wording:
    return Wording(
        message=asked.message,
        language=asked.language if asked.language in dict(settings.LANGUAGES) else "en",
        days=int(asked.days) if asked.days in {str(one) for one in HOLDS} else DAYS,
        site_id=site_of(request).id,
        by_link=asked.by_link,
    )


def _spoken(request: HttpRequest) -> tuple[str, ...]:
    return site_of(request).languages or tuple(dict(settings.LANGUAGES))


def _text(request: HttpRequest) -> str:
    """What was pasted, or the file that was sent."""
    sent = request.FILES.get("file")
    if sent is None:
        return str(request.POST.get("text", ""))
    return sheets.text_of(sent.read(sheets.LARGEST + 1))


def _with_link(request: HttpRequest, addresses: list[str], asked: Asked) -> HttpResponse:
    if len(addresses) > 1:
        raise OfferNotPossible("addresses", gettext("A link is for one person: give one address."))
    place, wording = _place(asked), _wording(request, asked)
    return _shown(request, verbs.invite(actor_of(request), account_of(request), addresses[0], place, wording))


def _shown(request: HttpRequest, made: verbs.Invited) -> HttpResponse:
    """The link, this once."""
    response = render(request, "portal/joining/link.html", page(request, made=made))
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(request: HttpRequest, outcomes: list[Outcome]) -> HttpResponse:
    """Back to the list when all are invited; otherwise who is not, and why."""
    refused = [one for one in outcomes if one.result == "refused"]
    count = len(outcomes) - len(refused)
    if not refused:
        text = ngettext("%(count)s person invited.", "%(count)s people invited.", count) % {"count": count}
        return done("portal:invitations", text, request)
    return render(request, "portal/joining/outcomes.html", page(request, count=count, refused=refused))
