"""The context switch: me, or one of my accounts."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from twofold.access import queries as access
from twofold.portal.here import actor_of


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in the account whose id is sent, or as oneself without one. Refuses an account that one has no place in."""
    chosen = request.POST.get("account", "")
    account = access.account_to_act_in(actor_of(request), UUID(chosen)) if chosen else None
    if account is None:
        request.session.pop(access.CONTEXT, None)
    else:
        request.session[access.CONTEXT] = str(account)
    return redirect("portal:home")
