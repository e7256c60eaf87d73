"""The context switch: me, or one of my accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from twofold.access import queries as access
from twofold.access.adapters import last_context
from twofold.access.adapters.acting_in import act_in
from twofold.access.contexts import Context
from twofold.portal.asking import one_uuid
from twofold.portal.here import actor_of
from twofold.portal.page import page


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All the accounts that one may act in, or those that have every word asked for in their name.

    Letters lead here with the account that they speak of, and with the page of it to go on to.
    """
    asked, onward = request.GET.get("q", "").strip(), _onward(request.GET.get("next", ""))
    shown = page(request)
    mine = shown["shell"].contexts
    meant = [one for one in mine if str(one.account_id) == request.GET.get("account")]
    if meant and onward and meant[0] == shown["shell"].current:
        return redirect(onward)
    found = meant or [one for one in mine if _has(one, asked)]
    shown |= {"asked": asked, "found": found, "onward": onward, "meant": meant}
    return render(request, "portal/contexts.html", shown)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in the account whose id is sent, and go on to the page of it that one was on the way to; or as oneself without one.

    Refuses an account that one has no place in.
    """
    chosen = one_uuid(request, "account") if request.POST.get("account") else None
    account = access.account_to_act_in(actor_of(request), chosen) if chosen else None
    act_in(request, account)
    answer = redirect((account and _onward(request.POST.get("next", ""))) or "portal:home")
    last_context.keep(request, answer, account)
    return answer


def _onward(there: str) -> str:
    """A page of the portal to go on to, if it is one."""
    is_ours = there.startswith(reverse("portal:home")) and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if is_ours else ""


def _has(context: Context, words: str) -> bool:
    return all(word in context.name.casefold() for word in words.casefold().split())
