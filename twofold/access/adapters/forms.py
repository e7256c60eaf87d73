"""The page's own forms of signing in and up, as a site's flow wants them."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    BaseConfirmCodeForm,
    ConfirmEmailVerificationCodeForm,
    LoginForm,
    ResetPasswordForm,
    SignupForm,
)
from allauth.account.internal import flows
from allauth.core import context, ratelimit
from allauth.core.internal.httpkit import headed_redirect_response
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from twofold.access import phones, proofs
from twofold.access.adapters import phone_code, phone_sign_in
from twofold.access.adapters.challenges import Challenged, count
from twofold.access.adapters.here import REMEMBER, site_of
from twofold.access.flows import Method
from twofold.access.yielding import yield_address


def who_gets_a_code(request: HttpRequest, address: str) -> AbstractBaseUser | None:
    """Who signs in by a code that goes to this address, be it for the first time. Refuses after too many."""
    if not ratelimit.consume(request, action="request_login_code", key=address):
        raise get_adapter().validation_error("too_many_login_attempts")
    found = proofs.known_by(address, also_removed=True)
    return proofs.user(found) if found else None


class SigningUp(Challenged):
    """A form of signing up, for the page and for JSON: it is the same sign-up whether or not somebody has the address already.

    Each begins a visitor and sends a letter. Whose address it is shows in that letter, and when it is to be proven.
    """

    def validate_unique_email(self, address: str) -> str:
        """Nobody is looked up here."""
        return address

    def clean(self) -> dict[str, Any]:
        """Each sign-up sends a letter."""
        address = str(self.data.get("email", ""))
        self.prove(address)
        count(context.request, address)
        return super().clean() or self.cleaned_data


class ConfirmAddress(ConfirmEmailVerificationCodeForm):
    """The code of a sign-up. The right one shows whose the address is, so who was removed is in nobody's way."""

    def clean_code(self) -> str:
        """Refuses a wrong code, and an address with which somebody else signs in."""
        BaseConfirmCodeForm.clean_code(self)
        yield_address(self.email)
        return super().clean_code()


class SignUp(SigningUp, SignupForm):
    """The page's own form: a password is asked for where the site takes one, and may be left out where a code does as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = site_of(context.request).flow.methods
        if Method.PASSWORD not in methods:
            del self.fields["password1"]
        else:
            self.fields["password1"].required = Method.CODE not in methods


class ResetPassword(Challenged, ResetPasswordForm):
    """Likewise."""

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        self.prove(address)
        count(context.request, address)
        return str(super().clean_email())


class SignIn(Challenged, LoginForm):
    """Address first. With a password it is checked; without one the page asks how to go on, or a code is sent.

    Where the site takes phones a number does as well: a code goes there.
    """

    how = forms.CharField(required=False)
    address_field = "login"
    number = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False
        self.flow = site_of(self.request).flow
        self.methods = self.flow.methods
        if Method.PHONE in self.methods:
            self.fields["login"] = forms.CharField(max_length=320)

    def named(self, typed: str) -> str:
        """A number counts as one however it is written."""
        return self._number_in(typed) or typed

    def clean_login(self) -> str:
        """An e-mail address, or a number as it is kept."""
        typed = str(super().clean_login())
        if Method.PHONE not in self.methods:
            return typed
        self.number = self._number_in(typed)
        if not self.number:
            validate_email(typed)
        return self.number or typed

    @property
    def asks_how(self) -> bool:
        """Whether the address is all that was told, and there is more than one way to go on."""
        told = self.cleaned_data.get("password") or self.cleaned_data.get("how") == Method.CODE
        return Method.PASSWORD in self.methods and not told and not self.number

    def clean(self) -> dict[str, Any]:
        """Look nobody up who has told nothing but an address."""
        kept: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        if self.errors:
            return kept
        if self.number:
            self._require_may_send(self.number)
        elif kept.get("password") and Method.PASSWORD in self.methods:
            kept = self._try(kept["login"])
        elif not self.asks_how and Method.CODE in self.methods:
            self._find_who_gets_a_code(kept["login"].lower())
        return kept

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        """A code goes to a number, whoever has it; otherwise as with an address."""
        if not self.number:
            signed_in: HttpResponseBase = super().login(request, redirect_url)
            return signed_in
        request.session[REMEMBER] = self.cleaned_data[REMEMBER]
        phone_sign_in.send(request, self.number)
        query = {REDIRECT_FIELD_NAME: redirect_url} if redirect_url else None
        return headed_redirect_response("account_phone_code", query=query)

    def _number_in(self, typed: str) -> str:
        return (phones.number_in(typed, region=self.flow.region) or "") if Method.PHONE in self.methods else ""

    def _require_may_send(self, number: str) -> None:
        self.prove(number)
        count(self.request, number)
        if not phone_code.may_send(self.request, number):
            raise forms.ValidationError(_("No more codes can be sent now. Wait a while, then try again."))

    def _try(self, address: str) -> dict[str, Any]:
        """A password that is not theirs brings the address nearer to its limit."""
        self.prove(address)
        try:
            kept: dict[str, Any] = self._clean_with_password(self.user_credentials())
        except forms.ValidationError:
            count(self.request, address)
            raise
        return kept

    def _find_who_gets_a_code(self, address: str) -> None:
        self.prove(address)
        count(self.request, address)
        self.user = who_gets_a_code(self.request, address)

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponseBase:
        """How long the session is kept is decided when all stages are passed."""
        request.session[REMEMBER] = self.cleaned_data[REMEMBER]
        self._login.redirect_url = redirect_url
        return flows.login.perform_password_login(request, credentials, self._login)

    def _login_by_code(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponseBase:
        request.session[REMEMBER] = self.cleaned_data[REMEMBER]
        response: HttpResponseBase = super()._login_by_code(request, redirect_url, credentials)
        return response
