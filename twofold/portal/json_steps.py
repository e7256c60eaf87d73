"""Steps over JSON that are ours: what a proof of work stands before, what a link proves, and the second step."""

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.account import views as account
from allauth.headless.base import views as base
from allauth.headless.base.response import AuthenticationResponse, ForbiddenResponse
from allauth.headless.base.views import APIView, AuthenticationStageAPIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import APIResponse, ErrorResponse
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from twofold.access.adapters import challenges, phone_sign_in
from twofold.access.adapters.inputs import (
    CodeInput,
    LinkInput,
    ProofInput,
    ResetInput,
    SignInInput,
    SignUpInput,
    WorkInput,
)
from twofold.access.adapters.mfa import SecondStep, take_code
from twofold.access.flows import Method
from twofold.portal import json_phone, proving
from twofold.portal.here import site_of
from twofold.portal.json_phone import PhoneInput


class WorkView(APIView):
    """Where an answer asks for a proof of work, it brings the challenge along."""

    def handle_invalid_input(self, input: WorkInput) -> ErrorResponse:  # noqa: A002 - as it is called
        """As always, with `data.challenge` where one has to be solved."""
        answer: ErrorResponse = super().handle_invalid_input(input)
        if input.wants_work:
            told = json.loads(answer.content) | {"data": {"challenge": challenges.made()}}
            answer.content = json.dumps(told).encode()
        return answer


class SignUpView(WorkView, account.SignupView):
    """Signing up."""

    input_class = {"POST": SignUpInput}  # noqa: RUF012 - as it is there


class SignInView(WorkView, account.LoginView):
    """Signing in with a password."""

    input_class = SignInInput


class ResetView(WorkView, account.RequestPasswordResetView):
    """Asking for a new password."""

    input_class = ResetInput


class CodeView(WorkView, account.RequestLoginCodeView):
    """Asking for a code to sign in with, at an address (`email`) or a number (`phone`), where the site sends any there."""

    def handle_input(self, data: dict[str, Any] | None) -> ErrorResponse | None:
        """Closed where the site takes no such codes."""
        self.is_by_phone = "phone" in (data or {})
        if (Method.PHONE if self.is_by_phone else Method.CODE) not in site_of(self.request).flow.methods:
            raise ImmediateHttpResponse(ForbiddenResponse(self.request))
        return super().handle_input(data)

    def get_input_class(self) -> type[CodeInput | PhoneInput]:
        """As the body says."""
        return PhoneInput if self.is_by_phone else CodeInput

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whichever was asked for last holds."""
        if number := self.input.cleaned_data.get("phone"):
            return json_phone.asked(request, number)
        phone_sign_in.forget(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class ProofView(account.VerifyEmailView):
    """Proving an address by the code that went there."""

    input_class = ProofInput


class LinkView(APIView):
    """Proving an address by what the link in a letter carries, where the site's flow sends links."""

    input_class = {"POST": LinkInput}  # noqa: RUF012 - as it is there
    input: LinkInput

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whose address it would prove. Nothing is changed."""
        del args, kwargs
        link = LinkInput({"key": request.headers.get("X-Email-Verification-Key", "")})
        if not link.is_valid():
            return ErrorResponse(request, input=link)
        is_here = proving.begun_here(request, link.claim) is not None
        return APIResponse(request, data={"email": link.claim.address}, meta={"is_authenticating": is_here})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on with the sign-up of this browser; one of another browser is proven, and nobody is signed in here."""
        del args, kwargs
        claim = self.input.claim
        if process := proving.begun_here(request, claim):
            return AuthenticationResponse.from_response(request, proving.finish_here(request, process))
        if proving.prove(claim) != "proven":
            self.input.add_error("key", get_adapter().validation_error("email_taken"))
            return ErrorResponse(request, input=self.input)
        return AuthenticationResponse(request)


class ConfigView(base.ConfigView):
    """What the site's flow says, where django-allauth says what its settings say."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For a page to draw its forms by."""
        answer: HttpResponse = super().get(request, *args, **kwargs)
        flow, told = site_of(request).flow, json.loads(answer.content)
        told["data"]["account"] |= {
            "login_by_code_enabled": Method.CODE in flow.methods,
            "login_by_phone_enabled": Method.PHONE in flow.methods,
            "email_verification_by_code_enabled": not flow.by_link,
        }
        answer.content = json.dumps(told).encode()
        return answer


class SecondStepInput(inputs.Input):
    """The code of an app, or one for recovery."""

    code = inputs.CharField()


class SecondStepView(AuthenticationStageAPIView):
    """Counted and checked as on the page."""

    input_class = SecondStepInput
    stage_class = SecondStep

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on with the sign-in, or say that it was not the code."""
        del args, kwargs
        if not take_code(request, self.stage.login.user, self.input.cleaned_data["code"]):
            self.input.add_error("code", get_adapter().validation_error("incorrect_code"))
            return ErrorResponse(request, input=self.input)
        response: HttpResponse = self.respond_next_stage()
        return response


def verify_email(request: HttpRequest) -> HttpResponseBase:
    """By a code or by a link, as the site's flow says."""
    return (_by_link if site_of(request).flow.by_link else _by_code)(request)


_by_code = ProofView.as_api_view(client=Client.BROWSER)
_by_link = LinkView.as_api_view(client=Client.BROWSER)
second_step = SecondStepView.as_api_view(client=Client.BROWSER)
OURS = {
    "config": ConfigView.as_api_view(client=Client.BROWSER),
    "signup": SignUpView.as_api_view(client=Client.BROWSER),
    "login": SignInView.as_api_view(client=Client.BROWSER),
    "current_session": json_phone.session,
    "request_login_code": CodeView.as_api_view(client=Client.BROWSER),
    "confirm_login_code": json_phone.confirm,
    "resend_login_code": json_phone.resend,
    "request_password_reset": ResetView.as_api_view(client=Client.BROWSER),
    "verify_email": verify_email,
}
