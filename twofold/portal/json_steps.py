"""The second step over JSON."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.headless.base.views import AuthenticationStageAPIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import ErrorResponse
from django.http import HttpRequest, HttpResponse

from twofold.access.adapters.mfa import SecondStep, take_code


class CodeInput(inputs.Input):
    """The code of an app, or one for recovery."""

    code = inputs.CharField()


class SecondStepView(AuthenticationStageAPIView):
    """Counted and checked as on the page."""

    input_class = CodeInput
    stage_class = SecondStep

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on with the sign-in, or say that it was not the code."""
        del args, kwargs
        if not take_code(request, self.stage.login.user, self.input.cleaned_data["code"]):
            self.input.add_error("code", get_adapter().validation_error("incorrect_code"))
            return ErrorResponse(request, input=self.input)
        response: HttpResponse = self.respond_next_stage()
        return response


second_step = SecondStepView.as_api_view(client=Client.BROWSER)
