"""Signing in by a code to one's phone, over JSON: asked for, sent again and brought where django-allauth has that for its codes by mail."""

from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.headless.account import views as account
from allauth.headless.base.response import AuthenticationResponse, ConflictResponse, RateLimitResponse
from allauth.headless.base.views import APIView
from allauth.headless.constants import Client, Flow
from allauth.headless.internal.restkit.inputs import Input
from allauth.headless.internal.restkit.response import APIResponse, ErrorResponse
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from twofold.access import phones
from twofold.access.adapters import phone_code, phone_sign_in
from twofold.access.adapters.challenges import count
from twofold.access.adapters.inputs import WorkInput
from twofold.access.errors.selves import PhoneNotUsable
from twofold.portal.here import site_of
from twofold.portal.wording import refused


class PhoneInput(WorkInput, Input):
    """Whose code is asked for, in any way of writing a number that the page takes."""

    address_field = "phone"
    phone = forms.CharField(max_length=320)

    def clean_phone(self) -> str:
        """As it is kept."""
        number = phones.number_in(self.cleaned_data["phone"], region=site_of(context.request).flow.region)
        if number is None:
            raise ValidationError(refused(PhoneNotUsable()), "invalid")
        return number

    def clean(self) -> dict[str, Any]:
        """Each sends a text."""
        kept = self.cleaned_data
        if number := kept.get("phone"):
            self.prove(number)
            count(context.request, number)
            if not phone_code.may_send(context.request, number):
                said = gettext("No more codes can be sent now. Wait a while, then try again.")
                raise ValidationError({"phone": ValidationError(said, "too_many_login_attempts")})
        return kept


class TextedInput(Input):
    """The code that came."""

    code = forms.CharField(max_length=20)


class Answer(AuthenticationResponse):
    """A code by text that is waited for is the pending step, as one by mail would be."""

    def _get_flows(self, request: HttpRequest, user: Any) -> list[dict[str, Any]]:
        flows: list[dict[str, Any]] = super()._get_flows(request, user)
        if phone_sign_in.number_of(request):
            self._upsert_pending_flow(flows, {"id": Flow.LOGIN_BY_CODE, "is_pending": True})
        return flows


class SessionView(account.SessionView):
    """How far a sign-in has come."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Of a code by text as well."""
        del args, kwargs
        return Answer(request)


class ConfirmView(APIView):
    """Bringing the code."""

    input_class = {"POST": TextedInput}  # noqa: RUF012 - as it is there
    input: TextedInput

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on with the sign-in. After five codes that are not the one, none is."""
        del args, kwargs
        if request.user.is_authenticated:
            return ConflictResponse(request)
        answer = phone_sign_in.finish(request, self.input.cleaned_data["code"], redirect_url=None)
        if answer is None:
            wrong = ValidationError(gettext("This is not the code. Look into the newest message."), "incorrect_code")
            self.input.add_error("code", wrong)
            return ErrorResponse(request, input=self.input)
        return AuthenticationResponse.from_response(request, answer)


class ResendView(APIView):
    """Asking for another one."""

    handle_json_input = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The one before holds no longer."""
        del args, kwargs
        number = phone_sign_in.number_of(request)
        if not phone_code.may_send(request, number):
            return RateLimitResponse(request)
        phone_sign_in.send(request, number)
        return APIResponse(request)


def asked(request: HttpRequest, number: str) -> HttpResponse:
    """Send a code to a number. One by mail that this browser waited for holds no longer."""
    if request.user.is_authenticated:
        return ConflictResponse(request)
    unstash_login(request)
    phone_sign_in.send(request, number)
    return Answer(request)


def confirm(request: HttpRequest) -> HttpResponseBase:
    """Bring the code that was asked for last."""
    return (_confirm_texted if phone_sign_in.number_of(request) else _confirm_mailed)(request)


def resend(request: HttpRequest) -> HttpResponseBase:
    """Have it sent again."""
    return (_resend_text if phone_sign_in.number_of(request) else _resend_mail)(request)


_confirm_texted = ConfirmView.as_api_view(client=Client.BROWSER)
_confirm_mailed = account.ConfirmLoginCodeView.as_api_view(client=Client.BROWSER)
_resend_text = ResendView.as_api_view(client=Client.BROWSER)
_resend_mail = account.ResendLoginCodeView.as_api_view(client=Client.BROWSER)
session = SessionView.as_api_view(client=Client.BROWSER)
