"""The forms of signing in and up as JSON brings them, by the same flow, limits and proofs of work as the pages."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.headless.account import inputs
from allauth.headless.internal.restkit.inputs import Input
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser

from twofold.access.adapters import keys
from twofold.access.adapters.challenges import Challenged, count
from twofold.access.adapters.forms import SigningUp, who_gets_a_code
from twofold.access.adapters.keys import Claim
from twofold.access.yielding import yield_address


class WorkInput(Challenged):
    """May bring the solution of a challenge along, in `altcha`; if it has to and does not, the error stands there."""

    altcha = forms.CharField(required=False)

    def prove(self, address: str) -> None:
        """To be called by `clean`, before anything is tried or sent."""
        try:
            super().prove(address)
        except forms.ValidationError as error:
            raise forms.ValidationError({"altcha": error}) from error

    @property
    def wants_work(self) -> bool:
        """Whether a solution was wanted and did not come."""
        return self.has_error("altcha", "challenge")


class SignUpInput(WorkInput, SigningUp, inputs.SignupInput):
    """Signing up."""


class SignInInput(WorkInput, inputs.LoginInput):
    """Signing in with a password."""

    def clean(self) -> dict[str, Any]:
        """A password that is not theirs brings the address nearer to its limit."""
        address = str(self.data.get("email", ""))
        self.prove(address)
        kept: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[no-untyped-call]
        if self.has_error("password"):
            count(context.request, address)
        return kept


class ProofInput(inputs.VerifyEmailInput):
    """The code of a sign-up, as on the page."""

    def clean_key(self) -> str:
        """Refuses a wrong code, and an address with which somebody else signs in."""
        if compare_user_code(actual=self.cleaned_data["key"], expected=self.process.code):
            yield_address(self.process.email)
        return str(super().clean_key())  # type: ignore[no-untyped-call]


class CodeInput(WorkInput, inputs.RequestLoginCodeInput):
    """Asking for a code to sign in with; somebody whom staff know may do so for the first time."""

    _user: AbstractBaseUser | None = None

    def clean_email(self) -> str:
        """Nobody is looked up before the proof of work."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Each sends a letter."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[no-untyped-call]
        if address := kept.get("email"):
            self.prove(address)
            count(context.request, address)
            self._user = who_gets_a_code(context.request, address)
        return kept


class ResetInput(WorkInput, inputs.RequestPasswordResetInput):
    """Asking for a code to choose a new password with."""

    def clean_email(self) -> str:
        """Likewise."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Likewise."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data
        if address := kept.get("email"):
            self.prove(address)
            count(context.request, address)
            inputs.RequestPasswordResetInput.clean_email(self)
        return kept


class LinkInput(Input):
    """What the link of a letter carries, as the proof of an address."""

    key = forms.CharField()
    claim: Claim

    def clean_key(self) -> str:
        """It holds for a day."""
        key = str(self.cleaned_data["key"])
        claim = keys.read_address(key)
        if claim is None:
            raise get_adapter().validation_error("invalid_or_expired_key")
        self.claim = claim
        return key
