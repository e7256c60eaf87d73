"""The list of accounts."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from twofold.console import filters
from twofold.console.lists import bulk
from twofold.console.lists.kinds import ACCOUNTS
from twofold.console.lists.page import show
from twofold.console.page import ConsoleRequest


def accounts(request: ConsoleRequest) -> HttpResponse:
    """The list as its address asks for it; for htmx only what is different."""
    return show(request, ACCOUNTS, filters.address_of(ACCOUNTS, request.GET))


@require_POST
def accounts_bulk(request: ConsoleRequest) -> HttpResponse:
    """Do something to the accounts that were selected, or to all that the list asks for."""
    return bulk.answer(request, ACCOUNTS)
