"""The page behind the link of an invitation: what it is about, and the button that redeems it, once it is clear for whom."""

from typing import Any

from allauth.account.stages import LoginStageController
from allauth.account.views import ConfirmLoginCodeView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from twofold.access import queries as access
from twofold.access.adapters import invited, step_up, waiting
from twofold.access.adapters.waiting import WaitingStage
from twofold.access.errors.security import StepUpNeeded
from twofold.access.joining import tokens
from twofold.access.queries import Shown
from twofold.access.queries.actors import customer_of
from twofold.access.queries.requests import RequestRow
from twofold.access.verbs import requests
from twofold.core.refusals import Refusal
from twofold.portal import wording
from twofold.portal.watching import nothing_new, watch


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to. Following the link changes nothing, whoever follows it; pressing a button may.

    As long as it can be redeemed the page looks again by itself, for that may be done elsewhere.
    """
    return _page_of(request, tokens.digest(token))


@never_cache
def begun(request: HttpRequest) -> HttpResponse:
    """The same for who has pressed a button and has signed in since. Whoever has come in by then, in another tab, is led on."""
    digest = invited.kept_in(request)
    return (
        _led_to(request, "portal:home")
        if digest is None and request.user.is_authenticated
        else _page_of(request, digest)
    )


class CodeView(ConfirmLoginCodeView):
    """Where a code is typed; for an invitation the page looks again by itself, for that may be redeemed or taken back elsewhere."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What `_watch.html` wants."""
        shown: dict[str, Any] = super().get_context_data(**context)
        if invited.kept_in(self.request):
            shown |= {"watch": watch(self.request, _mark("pending")), "watched": reverse("invited")}
        return shown


type_code = CodeView.as_view()


def _page_of(request: HttpRequest, digest: bytes | None) -> HttpResponse:
    shown = access.invitation_by(digest) if digest else None
    if shown is None:
        return _page(request, None, status=404)
    if request.method != "POST" or shown.state != "pending":
        return _page(request, shown)
    deeds = {"leave": _leave, "mine": _send_proof, "prove": _prove} if request.user.is_authenticated else {}
    deed = deeds.get(request.POST.get("do", ""), _accept if request.user.is_authenticated else _sign_in)
    try:
        return deed(request, shown)
    except StepUpNeeded:
        raise
    except Refusal as refusal:
        return _page(request, access.invitation_by(shown.digest), refusal=wording.refused(refusal))


def _accept(request: HttpRequest, shown: Shown) -> HttpResponse:
    """Come in as whoever is signed in, whose the address must be."""
    invited.keep(request, shown.digest)
    arrival = invited.redeem(request, request.user.pk)
    if arrival.is_held:
        return _page(request, access.invitation_by(shown.digest))
    messages.success(request, gettext("You are in %(account)s now.") % {"account": arrival.account_name})
    return redirect("portal:home")


def _sign_in(request: HttpRequest, shown: Shown) -> HttpResponse:
    """With a code that goes to the invited address, or in another way that one has."""
    if request.POST.get("do") == "elsewhere":
        invited.keep(request, shown.digest)
        return HttpResponseRedirect(f"{reverse('account_login')}?next={reverse('invited')}")
    if not invited.send_code(request, shown.digest):
        return _page(request, shown, refusal=_too_many())
    return redirect("account_confirm_login_code")


def _leave(request: HttpRequest, shown: Shown) -> HttpResponse:
    """Sign out, for it is somebody else who is invited, and go on as nobody."""
    logout(request)
    return _sign_in(request, shown)


def _send_proof(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The invited address is said to be of whoever is signed in: a code will show. One signs in by it then, so they prove who they are."""
    step_up.require(request)
    refusal = "" if invited.send_proof(request, shown.digest) else _too_many()
    return _page(request, shown, refusal=refusal)


def _prove(request: HttpRequest, shown: Shown) -> HttpResponse:
    """With the right code the address is theirs, and they come in."""
    if not invited.prove(request, shown.digest, request.POST.get("code", "")):
        return _page(request, shown, refusal=gettext("This is not the code. Look into the newest e-mail."))
    return _accept(request, shown)


def _page(request: HttpRequest, shown: Shown | None, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """A refusal is no answer of the door's (422): the tries it counts have to be kept."""
    is_theirs = is_sent = is_in = False
    if shown is not None and request.user.is_authenticated:
        me = customer_of(request.user.pk)
        is_theirs = access.is_invited(me, shown.digest)
        is_sent = invited.is_asked_for_proof(request, shown.digest)
        is_in = shown.state == "redeemed" and shown.account_id in {one.account_id for one in access.my_contexts(me)}
    mark = _mark(shown.state, request.user.is_authenticated, is_theirs, is_in) if shown else ""
    watched = watch(request, mark)
    if unchanged := nothing_new(request, watched):
        return unchanged
    is_open = shown is not None and shown.state in {"pending", "held"}
    told = {
        "shown": shown,
        "refusal": refusal,
        "is_theirs": is_theirs,
        "is_sent": is_sent,
        "is_in": is_in,
        "watch": is_open and watched,
    }
    return render(request, "portal/invited/invitation.html", told, status=status)


def _mark(state: str, *about_the_reader: bool) -> str:
    """What the page of an invitation shows, in a word; with nothing about the reader, to whom nobody knows."""
    return "-".join(
        [state, *(word for word, is_so in zip(("in", "theirs", "here"), about_the_reader, strict=False) if is_so)]
    )


def _too_many() -> str:
    return gettext("So many codes were sent that it looks like a mistake. Wait a while, then try again.")


@never_cache
def wait(request: HttpRequest) -> HttpResponse:
    """Where a sign-up stands that somebody has to look at; it can be withdrawn, and gone on with once it is approved.

    A page that is open notices by itself what was decided.
    """
    stage = LoginStageController.enter(request, WaitingStage.key)
    asked = waiting.last_request(stage.login.user.pk) if stage and stage.login.user else None
    if stage is None or asked is None:
        return _led_to(request, "account_login")
    if request.method != "POST":
        return _standing(request, stage, asked)
    if request.POST.get("do") == "withdraw":
        requests.withdraw(customer_of(asked.person_id), asked.id)
        stage.abort()
        return render(request, "portal/invited/waiting.html", {"asked": waiting.last_request(asked.person_id)})
    if asked.decision != "approved":
        return render(request, "portal/invited/waiting.html", {"asked": asked})
    response: HttpResponse = stage.exit()
    return response


def _standing(request: HttpRequest, stage: WaitingStage, asked: RequestRow) -> HttpResponse:
    """As long as nothing is decided the page looks again by itself, and whoever waits before it is not sent away."""
    watched = watch(request, asked.decision)
    if unchanged := nothing_new(request, watched):
        stage.wait_on(asked)
        return unchanged
    is_invited = not asked.decision and access.has_invitation(asked.address)
    told = {"asked": asked, "watch": None if asked.decision else watched, "is_invited": is_invited}
    return render(request, "portal/invited/waiting.html", told)


def _led_to(request: HttpRequest, name: str) -> HttpResponse:
    """Another page, also from one that looks again."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(name)})
    return redirect(name)
