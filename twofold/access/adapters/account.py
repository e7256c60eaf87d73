"""How an account signs up and in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from twofold.access.facts import SignedIn
from twofold.core.actor import Actor
from twofold.core.facts import record


class Adapter(DefaultAccountAdapter):
    """Staff sign in; nobody can sign up by themselves yet."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail and this password do not go together.",
        "too_many_login_attempts": "Too many tries with this e-mail. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up flows belong to a site and come with the portal."""
        del request
        return False

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **flow: Any) -> HttpResponse:
        """Write it into the ledger, in the transaction that makes the session."""
        record(SignedIn(person_id=user.pk), by=Actor.system("sign-in"))
        return super().post_login(request, user, **flow)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """No notices: a page that opened says enough."""
