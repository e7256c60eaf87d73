"""The context switch: me, or one of my accounts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from twofold.access import queries as access
from twofold.access.contexts import Context
from twofold.portal.asking import one_uuid
from twofold.portal.here import actor_of
from twofold.portal.page import page


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All the accounts that one may act in, or those that have every word asked for in their name."""
    asked = request.GET.get("q", "").strip()
    shown = page(request)
    found = [one for one in shown["shell"].contexts if _has(one, asked)]
    return render(request, "portal/contexts.html", shown | {"asked": asked, "found": found})


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in the account whose id is sent, or as oneself without one. Refuses an account that one has no place in."""
    chosen = one_uuid(request, "account") if request.POST.get("account") else None
    account = access.account_to_act_in(actor_of(request), chosen) if chosen else None
    if account is None:
        request.session.pop(access.CONTEXT, None)
    else:
        request.session[access.CONTEXT] = str(account)
    return redirect("portal:home")


def _has(context: Context, words: str) -> bool:
    return all(word in context.name.casefold() for word in words.casefold().split())
