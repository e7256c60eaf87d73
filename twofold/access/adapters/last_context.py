"""The account that somebody acted in last with a browser, where they go on when they sign in again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from twofold.access import contexts
from twofold.access.adapters.acting_in import act_in
from twofold.access.errors import NotInAccount
from twofold.access.modes import acting_in
from twofold.access.sessions import CONTEXT

COOKIE = "context"
YEAR = 365 * 86_400


def keep(request: HttpRequest, response: HttpResponse, account_id: UUID | None) -> None:
    """Remember in this browser in which account one acts, or that one is oneself. Not what staff choose in a customer's stead."""
    if acting_in(request.session):
        return
    if account_id is None:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        secure = request.is_secure()
        response.set_cookie(COOKIE, str(account_id), max_age=YEAR, samesite="Lax", secure=secure, httponly=True)


def go_on(request: HttpRequest, person_id: UUID) -> None:
    """Act there again, if this person has a place there. An account that one has just come into comes before it."""
    kept = request.COOKIES.get(COOKIE, "")
    if not kept or CONTEXT in request.session:
        return
    try:
        account_id = UUID(kept)
        contexts.rights_in(person_id, account_id)
    except (ValueError, NotInAccount):
        return
    act_in(request, account_id)
