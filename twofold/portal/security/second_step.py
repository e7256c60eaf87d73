"""The second step of signing in: a code, a passkey or security key, or a recovery code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from twofold.access import passkeys, second_steps
from twofold.access.adapters import ceremonies, mfa
from twofold.access.adapters.ceremonies import Purpose
from twofold.access.adapters.circumstances import wish_to_trust
from twofold.access.passkeys import Party
from twofold.access.second_steps import Steps
from twofold.portal.here import site_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page offers. `options` is what the browser is asked for; `by` is what is asked for first."""

    by: str
    steps: Steps
    options: str
    error: str
    trusts: bool

    @property
    def others(self) -> list[str]:
        """The other ways, one press away."""
        there = {"app": self.steps.has_app, "key": bool(self.options), "recovery": self.steps.codes_left > 0}
        return [by for by, is_there in there.items() if is_there and by != self.by]


def _ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for it. Whoever skips this page has no session, and whoever guesses has five tries in five minutes."""
    stage: Any = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 - set by the decorator
    user = stage.login.user
    if request.method != "POST":
        return _page(request, user)
    if not _is_taken(request, user):
        return _page(
            request, user, error=_("This is not right, or there were too many tries. Wait a while, then try again.")
        )
    if request.POST.get("trust"):
        wish_to_trust(request, user)
    answer: HttpResponseBase = stage.exit()
    return answer


def _is_taken(request: HttpRequest, user: Any) -> bool:
    if "credential" not in request.POST:
        return mfa.take_code(request, user, request.POST.get("code", ""))
    state = ceremonies.taken(request, Purpose.SECOND_STEP)
    if state is None or not mfa.may_try(request, user):
        return False
    shown = passkeys.shown(Party.of(site_of(request)), state, ceremonies.answer(request), user.pk, alone=False)
    return mfa.take_passkey(request, shown, alone=False) is not None


second_step: Callable[..., HttpResponseBase] = login_stage_required(mfa.SECOND_STEP, "account_login")(_ask)


def _page(request: HttpRequest, user: Any, *, error: str = "") -> HttpResponse:
    party = Party.of(site_of(request))
    steps = second_steps.steps_of(user.pk, rp_id=party.id)
    asked_for = passkeys.ask_for(party, user.pk, alone=False) if party.can_have_passkeys else None
    options = ceremonies.keep(request, Purpose.SECOND_STEP, asked_for)
    there = [("app", steps.has_app), ("key", bool(options)), ("recovery", True)]
    wanted = request.POST.get("by") or request.GET.get("by")
    by = next((one for one, is_there in there if is_there and one == wanted), "")
    by = by or next(one for one, is_there in there if is_there)
    asked = Asked(by, steps, options, error, bool(request.POST.get("trust")))
    return render(request, "portal/security/second_step.html", {"asked": asked})
