"""As whom the person of a session acts: by themselves, or in one of their accounts."""

from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from twofold.access.sessions import CONTEXT


def act_in(request: HttpRequest, account_id: UUID | None) -> None:
    """Act in this account, or as oneself, from the next request on. No form is taken that was opened before, in another tab."""
    if account_id is None:
        request.session.pop(CONTEXT, None)
    else:
        request.session[CONTEXT] = str(account_id)
    rotate_token(request)
