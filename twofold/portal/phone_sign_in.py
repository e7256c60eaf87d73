"""Signing in by a code to one's phone: the page on which it is typed."""

from allauth.account.utils import get_next_redirect_url
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from twofold.access.adapters import phone_code, phone_sign_in
from twofold.directory.phones import masked


class CodeForm(forms.Form):
    """The code."""

    code = forms.CharField(max_length=20)


@never_cache
def bring(request: HttpRequest) -> HttpResponseBase:
    """Bring the code, or have another one sent. A wrong one is no refusal of the door's (422): what it counts has to be kept."""
    number = phone_sign_in.number_of(request)
    if not number or request.user.is_authenticated:
        return redirect("account_login")
    form = CodeForm(request.POST if request.POST.get("action") != "resend" and request.method == "POST" else None)
    wanted = get_next_redirect_url(request)
    if form.is_valid():
        answer = phone_sign_in.finish(request, form.cleaned_data["code"], redirect_url=wanted)
        if answer is not None:
            return answer
        form.add_error("code", gettext("This is not the code. Look into the newest message."))
    said = _send_again(request, number) if request.POST.get("action") == "resend" else ""
    shown = {"form": form, "said": said, "number": masked(number), "redirect_field_value": wanted}
    return render(request, "account/phone_code.html", shown | {"redirect_field_name": "next"})


def _send_again(request: HttpRequest, number: str) -> str:
    """What to say of it."""
    if not phone_code.may_send(request, number):
        return gettext("No more codes can be sent now. Wait a while, then try again.")
    phone_sign_in.send(request, number)
    return gettext("Another code is on its way. Only the newest one counts.")
